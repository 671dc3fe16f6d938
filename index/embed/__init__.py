"""Texts to unit vectors: the protocol, and the packaged model behind it."""

from index.embed.protocol import Embedder, Vectors

__all__ = ["Embedder", "Vectors"]
