"""How articles are read, cut and embedded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexConfig:
    """Every choice that changes the bytes of a store, and the limits of what is read."""

    passage_chars: int = 900
    """Longest passage, in characters; sentences are packed up to it."""
    embedder: str = "packaged"
    """The embedding model: `packaged` (MiniLM), or the hub name or folder of any sentence-transformers model."""
    embed_batch: int = 16
    """Passages embedded at once; 16 is fastest on processors."""
    vector_index: Literal["auto", "exact", "binary"] = "auto"
    """How vectors are searched: `exact`, `binary` (sign codes, then the best by their vectors), or by size."""
    exact_up_to: int = 200_000
    """Most passages that `auto` searches exactly; a store that outgrows it is rewritten, not embedded anew."""
    max_file_bytes: int = 4_000_000_000
    """Largest input file, in bytes after decompression; longer ones are refused."""
    max_ratio: int = 250
    """How many times its size a compressed file may become, from 64 MB on; more is refused as a bomb."""
    max_line_chars: int = 10_000_000
    """Longest line of JSON Lines or row of CSV, in characters; longer ones are refused."""
    max_article_chars: int = 5_000_000
    """Longest article, in characters; longer ones are refused."""
    columns: tuple[str, ...] = ()
    """Foreign names of our fields, as `text=Inhalt`; they go before the names that are known."""
