"""What every kind of vector index does."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.embed import Vectors


class VectorIndex(Protocol):
    """Rows of unit vectors in a folder, written once and then only read; row i is passage i."""

    kind: ClassVar[str]
    files: ClassVar[tuple[str, ...]]

    @classmethod
    def write(cls, folder: Path, windows: Iterable[Vectors], *, dim: int) -> None:
        """Write rows, float32 (n, dim) at a time."""
        ...

    @classmethod
    def open(cls, folder: Path, *, dim: int) -> Self:
        """Open the written files.

        Raises:
            ValueError, OSError, RuntimeError: they are gone or do not fit each other.
        """
        ...

    def __len__(self) -> int:
        """Count the rows."""
        ...

    def rows(self, start: int, count: int) -> Vectors:
        """Read `count` rows from `start` back: float32 (count, dim), exact to 16-bit rounding."""
        ...

    def search(
        self, query: Vectors, k: int, *, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Find the `k` nearest of the allowed rows to one query: (row, cosine), best first.

        Args:
            query: float32 (dim,), unit length.
            k: at most this many.
            allowed: bool (rows,); None allows all. Applied inside the search, never after it.
        """
        ...
