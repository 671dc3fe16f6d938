"""Vectors of passages on disk and the search among them: exact for small archives, binary codes for large ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.vectors.binary import BinaryVectors
from index.vectors.exact import ExactVectors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from index.config import IndexConfig
    from index.embed import Vectors
    from index.vectors.protocol import VectorIndex

KINDS: dict[str, type[VectorIndex]] = {"exact": ExactVectors, "binary": BinaryVectors}


def kind_for(passages: int, config: IndexConfig) -> str:
    """Name the kind of index for so many passages: what the settings say, or what suits the size."""
    if config.vector_index != "auto":
        return config.vector_index
    return "exact" if passages <= config.exact_up_to else "binary"


def write_vectors(folder: Path, windows: Iterable[Vectors], *, kind: str, dim: int) -> None:
    """Write an index of one kind into `folder`, window after window of float32 (n, dim), in row order."""
    KINDS[kind].write(folder, windows, dim=dim)


def open_vectors(folder: Path, *, kind: str, dim: int) -> VectorIndex:
    """Open the index in `folder`, which is of one kind.

    Raises:
        ValueError: there is no such kind, or the files do not fit each other.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of vector index {kind!r}; known: {', '.join(KINDS)}")
    return KINDS[kind].open(folder, dim=dim)
