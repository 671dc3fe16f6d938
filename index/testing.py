"""Fakes that behave: fast, deterministic, shipped so that examples and evals may use them."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from index.embed import Vectors


class HashEmbedder:
    """A bag of hashed words: shared words bring texts near, with no weights to load."""

    name = "hash/256"
    dim = 256

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts`: float32 (len(texts), 256), L2 norm 1 per row."""
        vectors: Vectors = np.full((len(texts), self.dim), 1e-6, dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[zlib.crc32(word.encode()) % self.dim] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors
