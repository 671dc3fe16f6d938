"""Exact inner-product search over unit vectors (FAISS), filtered inside the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import faiss
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from index.embed import Vectors


class VectorIndex:
    """Rows of unit vectors kept as 16-bit floats, searched by cosine; row i is passage i."""

    kind = "SQfp16"

    def __init__(self, index: faiss.Index) -> None:
        self._faiss = index

    @classmethod
    def empty(cls, dim: int) -> VectorIndex:
        """Make an index with no rows yet."""
        scalar = faiss.ScalarQuantizer.QT_fp16
        return cls(faiss.IndexScalarQuantizer(dim, scalar, faiss.METRIC_INNER_PRODUCT))

    @classmethod
    def open(cls, path: Path) -> VectorIndex:
        """Map a written index into memory."""
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def __len__(self) -> int:
        return int(self._faiss.ntotal)

    def add(self, vectors: Vectors) -> None:
        """Append rows: float32 (n, dim)."""
        self._faiss.add(np.ascontiguousarray(vectors))

    def rows(self, start: int, count: int) -> Vectors:
        """Read `count` rows from `start` back: float32 (count, dim), exact to 16-bit rounding."""
        read: Vectors = self._faiss.reconstruct_n(start, count)
        return read

    def write(self, path: Path) -> None:
        """Write the index to one file."""
        with path.open("wb") as stream:  # given a path, FAISS may not notice a full disk
            faiss.write_index(self._faiss, faiss.PyCallbackIOWriter(stream.write))  # type: ignore[attr-defined]

    def search(
        self, query: Vectors, k: int, *, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Find the `k` nearest of the allowed rows to one query (dim,): (row, cosine), best first.

        Args:
            query: float32 (dim,), unit length.
            k: at most this many.
            allowed: bool (rows,); None allows all. Applied inside the search, never after it.
        """
        count = len(self) if allowed is None else int(allowed.sum())
        if not (k := min(k, count)):
            return []
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, rows = self._faiss.search(query[None, :], k, params=parameters)
        return [(int(r), float(s)) for r, s in zip(rows[0], scores[0], strict=True) if r >= 0]
