"""Search by sign codes, one bit for each number, then by the vectors themselves: a few ms among a million rows.

The codes of the allowed rows are compared by Hamming distance (FAISS, in memory, 48 bytes for a row of 384), and the
nearest `CANDIDATES` are scored by their 16-bit floats, which stay on disk and are read from there.
Source: Charikar 2002, "Similarity estimation techniques from rounding algorithms"; docs/decisions/0013.
"""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, ClassVar, Self

import faiss
import numpy as np

from index.vectors.selection import on_one_thread, search_only, writer_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.embed import Vectors

CANDIDATES = 400  # rows scored exactly; at least four times as many as are asked for
_FEW = 0.5  # share of rows below which their codes are picked out instead of the others skipped
_CODES = "codes.faiss"
_VECTORS = "vectors.fp16"


class BinaryVectors:
    """Sign codes in memory beside float16 rows on disk; see `VectorIndex`."""

    kind: ClassVar[str] = "binary"
    files: ClassVar[tuple[str, ...]] = (_CODES, _VECTORS)

    def __init__(self, codes: faiss.IndexBinary, file: Path, *, dim: int) -> None:
        self._codes = codes
        flat = faiss.rev_swig_ptr(codes.xb.data(), codes.ntotal * codes.code_size)  # type: ignore[attr-defined]
        self._bytes = flat.reshape(-1, codes.code_size)  # the codes themselves, not a copy
        self._dim = dim
        self._width = 2 * dim  # bytes of a row on disk
        self._file = os.open(file, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    @classmethod
    def write(cls, folder: Path, windows: Iterable[Vectors], *, dim: int) -> None:
        """Write rows, float32 (n, dim) at a time; memory holds an eighth of a byte for each number."""
        codes = faiss.IndexBinaryFlat(_bits(dim))
        with (folder / _VECTORS).open("wb") as stream:
            for window in windows:
                codes.add(_signs(window))
                stream.write(np.ascontiguousarray(window, dtype="<f2").tobytes())
        with (folder / _CODES).open("wb") as stream:
            faiss.write_index_binary(codes, writer_to(stream))

    @classmethod
    def open(cls, folder: Path, *, dim: int) -> Self:
        """Read the codes; the vectors stay on disk."""
        codes = faiss.read_index_binary(str(folder / _CODES), faiss.IO_FLAG_MMAP_IFC)
        file = folder / _VECTORS
        if file.stat().st_size != 2 * dim * codes.ntotal or codes.d != _bits(dim):
            raise ValueError(f"{file} and {_CODES} do not hold the same vectors of {dim} numbers")
        return cls(codes, file, dim=dim)

    def __len__(self) -> int:
        return int(self._codes.ntotal)

    def rows(self, start: int, count: int) -> Vectors:
        """Read `count` rows from `start` back: float32 (count, dim)."""
        if not 0 <= start <= start + count <= len(self):
            raise ValueError(f"rows {start} to {start + count} are not among {len(self)}")
        return self._read([start], count)

    def search(
        self, query: Vectors, k: int, *, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Find the `k` nearest of the allowed rows, as far as their codes tell: (row, cosine), best first."""
        count = len(self) if allowed is None else int(np.count_nonzero(allowed))
        if not (k := min(k, count)):
            return []
        near = min(count, max(CANDIDATES, 4 * k))
        rows = self._candidates(query, near, allowed, count)
        scores = self._read(rows.tolist(), 1) @ query
        best = np.argsort(-scores, kind="stable")[:k]
        return [(int(rows[at]), float(scores[at])) for at in best]

    def _read(self, starts: Sequence[int], count: int) -> Vectors:
        """Read `count` rows from each start on: float32 (n, dim).

        Not through mapped memory: read so, the rows stay in the system's cache but do not count as this process's.
        """
        width = self._width
        read = b"".join([os.pread(self._file, count * width, width * start) for start in starts])
        return np.frombuffer(read, dtype="<f2").astype(np.float32).reshape(-1, self._dim)

    def _candidates(
        self, query: Vectors, near: int, allowed: NDArray[np.bool_] | None, count: int
    ) -> NDArray[np.int64]:
        """Find the `near` rows of the `count` allowed ones whose codes are nearest, in the order of the disk."""
        if near == count:
            return np.arange(len(self)) if allowed is None else np.flatnonzero(allowed)
        on_one_thread()
        code = _signs(query[None, :])
        if allowed is not None and count < _FEW * len(self):
            rows = np.flatnonzero(allowed)
            _, found = faiss.knn_hamming(code, np.take(self._bytes, rows, axis=0), near)
            return np.sort(rows[found[0]])
        _, found = self._codes.search(code, near, params=search_only(allowed))
        return np.sort(found[0][found[0] >= 0])


def _bits(dim: int) -> int:
    """Round up to whole bytes, as FAISS wants its codes."""
    return -(-dim // 8) * 8


def _signs(vectors: Vectors) -> NDArray[np.uint8]:
    """Keep one bit for each number, whether it is positive: uint8 (n, dim / 8)."""
    return np.packbits(vectors > 0, axis=1)
