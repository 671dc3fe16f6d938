"""Which model embeds: the packaged MiniLM, or the one that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.embed.bulk import bulk_embedder
from index.embed.minilm import MiniLM
from index.embed.named import NamedModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.config import IndexConfig
    from index.embed.protocol import Embedder

PACKAGED = "packaged"


def query_embedder(config: IndexConfig, *, lasting: bool = False) -> Embedder:
    """Load the model that embeds questions; `lasting` for a process that stays: slower to load, faster to embed.

    Raises:
        ModelMissingError: it is not on this machine, and no hub that has it is in reach.
    """
    if config.embedder == PACKAGED:
        return MiniLM(lasting=lasting)
    return NamedModel(config.embedder, role="query")


def passage_embedder(
    config: IndexConfig, queries: Embedder, sample: Sequence[str], total: int
) -> Embedder:
    """Load the model that embeds `total` passages, of which `sample` are the first, beside that of the questions."""
    if isinstance(queries, MiniLM):
        return bulk_embedder(queries, sample, total=total, batch=config.embed_batch)
    return NamedModel(config.embedder, role="document", batch=config.embed_batch)
