"""Any sentence-transformers model, by the name a hub knows it by or by its folder, with its own prompts."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.errors import ModelMissingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sentence_transformers import SentenceTransformer

    from index.embed.protocol import Vectors

Role = Literal["query", "document"]

_BATCH = 16
_SHAPING = {".json", ".safetensors", ".bin", ".txt", ".model"}  # suffixes


class NamedModel:
    """A model in one of its two roles: it may put another prompt before a query than before a passage.

    It runs where sentence-transformers finds best: on a GPU if there is one. A model in a folder is named by the
    folder's own name and a digest of its files, so that it is the same model wherever it lies.
    """

    def __init__(self, model: str, *, role: Role, batch: int = _BATCH) -> None:
        self._model = _load(model)
        self._role = role
        self._batch = batch
        folder = Path(model)
        label = f"{folder.resolve().name}#{_digest(folder)}" if folder.is_dir() else model
        self.name = f"{label}/{self._model.max_seq_length}"
        self.dim = int(self._model.get_embedding_dimension() or 0)

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts`: float32 (len(texts), dim), L2 norm 1 per row."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        encode = self._model.encode_query if self._role == "query" else self._model.encode_document
        vectors = encode(
            list(texts),
            batch_size=self._batch,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


@lru_cache(maxsize=1)
def _load(model: str) -> SentenceTransformer:
    """Load a model once for both roles."""
    from sentence_transformers import SentenceTransformer

    here = Path(model).is_dir()
    try:
        return SentenceTransformer(model, local_files_only=here)
    except (OSError, ValueError, LookupError, ImportError, RuntimeError) as error:
        said = " ".join(str(error).split())[:200]
        raise ModelMissingError(
            f"the embedding model {model!r} cannot be loaded: give index.embedder the folder of a "
            f"sentence-transformers model, or a name that a model hub in reach knows ({said})"
        ) from error


def _digest(folder: Path) -> str:
    """Hash what shapes the vectors: settings, vocabulary and weights."""
    digests = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in _SHAPING and file.is_file():
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            digests.update(f"{file.relative_to(folder).as_posix()} {digest}\n".encode())
    return digests.hexdigest()[:12]
