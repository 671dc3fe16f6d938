"""Vectors of a run that did not finish, kept by the words they stand for.

Each finished batch is one file, named by the hash of its bytes; a run that starts again reads them and embeds only
what is missing. A file whose bytes are not those of its name is said and ignored: its vectors are made again.
"""

from __future__ import annotations

import hashlib
import io
import logging
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.embed import Vectors

logger = logging.getLogger(__name__)


class Checkpoint:
    """A folder of vectors, float16 on disk, for one embedder; written to by one process at a time."""

    def __init__(self, folder: Path, *, embedder: str) -> None:
        self._folder = folder
        self._embedder = embedder
        self._kept: dict[bytes, np.ndarray[tuple[int], np.dtype[np.float16]]] = {}
        for file in sorted(folder.glob("*.npz")):
            self._read(file)

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, text: str) -> np.ndarray[tuple[int], np.dtype[np.float16]] | None:
        """Look up the vector of `text`: (dim,), or None."""
        return self._kept.get(self._key(text))

    def keep(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Write the vectors of `texts` down, float32 (n, dim)."""
        self._folder.mkdir(parents=True, exist_ok=True)
        keys = np.frombuffer(b"".join(map(self._key, texts)), dtype=np.uint8).reshape(-1, 16)
        written = io.BytesIO()
        np.savez(written, keys=keys, vectors=vectors.astype(np.float16))
        part = self._folder / "next.part"
        part.write_bytes(written.getbuffer())
        part.replace(self._folder / f"{_hash(written.getbuffer())}.npz")

    def _read(self, file: Path) -> None:
        written = file.read_bytes()
        if _hash(written) != file.stem:
            logger.warning("dateline: %s was altered; its passages are embedded again", file)
            return
        with np.load(io.BytesIO(written), allow_pickle=False) as saved:
            for key, vector in zip(saved["keys"], saved["vectors"], strict=True):
                self._kept[key.tobytes()] = vector

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(f"{self._embedder}\0{text}".encode(), digest_size=16).digest()


def _hash(written: bytes | memoryview) -> str:
    return hashlib.sha256(written).hexdigest()
