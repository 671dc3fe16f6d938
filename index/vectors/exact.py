"""Exact inner-product search over 16-bit floats (FAISS): every allowed row is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import faiss
import numpy as np

from index.vectors.selection import on_one_thread, search_only, writer_to

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from index.embed import Vectors

_FILE = "vectors.faiss"


class ExactVectors:
    """Rows kept as 16-bit floats, in memory while they are written; see `VectorIndex`."""

    kind: ClassVar[str] = "exact"
    files: ClassVar[tuple[str, ...]] = (_FILE,)

    def __init__(self, index: faiss.Index) -> None:
        self._faiss = index

    @classmethod
    def write(cls, folder: Path, windows: Iterable[Vectors], *, dim: int) -> None:
        """Write rows, float32 (n, dim) at a time; memory holds 2 · dim bytes for each."""
        scalar = faiss.ScalarQuantizer.QT_fp16
        index = faiss.IndexScalarQuantizer(dim, scalar, faiss.METRIC_INNER_PRODUCT)
        for window in windows:
            index.add(np.ascontiguousarray(window))
        with (folder / _FILE).open("wb") as stream:
            faiss.write_index(index, writer_to(stream))

    @classmethod
    def open(cls, folder: Path, *, dim: int) -> Self:
        """Map a written index into memory."""
        index = faiss.read_index(str(folder / _FILE), faiss.IO_FLAG_MMAP_IFC)
        if index.d != dim:
            raise ValueError(f"{folder / _FILE} holds vectors of {index.d} numbers, not {dim}")
        return cls(index)

    def __len__(self) -> int:
        return int(self._faiss.ntotal)

    def rows(self, start: int, count: int) -> Vectors:
        """Read `count` rows from `start` back: float32 (count, dim)."""
        read: Vectors = self._faiss.reconstruct_n(start, count)
        return read

    def search(
        self, query: Vectors, k: int, *, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Find the `k` nearest of the allowed rows: (row, cosine), best first."""
        count = len(self) if allowed is None else int(np.count_nonzero(allowed))
        if not (k := min(k, count)):
            return []
        on_one_thread()
        scores, rows = self._faiss.search(query[None, :], k, params=search_only(allowed))
        return [(int(r), float(s)) for r, s in zip(rows[0], scores[0], strict=True) if r >= 0]
