"""Vectors of a run that did not finish, kept by the words they stand for.

Each finished batch is one file; a run that starts again reads them and embeds only what is missing. A file that was
cut short by a crash is ignored: its vectors are made again.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
import zipfile
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.embed import Vectors


class Checkpoint:
    """A folder of vectors, float16 on disk, for one embedder."""

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
        part = self._folder / f"{uuid.uuid4().hex}.part"
        with part.open("wb") as stream:
            np.savez(stream, keys=keys, vectors=vectors.astype(np.float16))
        part.replace(part.with_suffix(".npz"))

    def clear(self) -> None:
        """Forget everything: the run is done."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _read(self, file: Path) -> None:
        try:
            with file.open("rb") as stream, np.load(stream, allow_pickle=False) as saved:
                keys, vectors = saved["keys"], saved["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return
        for key, vector in zip(keys, vectors, strict=False):
            self._kept[key.tobytes()] = vector

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(f"{self._embedder}\0{text}".encode(), digest_size=16).digest()
