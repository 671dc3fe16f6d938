"""Texts to padded token ids, as the packaged model expects them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Encoding


def load_tokenizer(folder: Path, *, max_tokens: int) -> Tokenizer:
    """Load a model's tokenizer; texts are cut after `max_tokens`.

    The file has truncation and padding at 128 baked in: both are replaced here.
    """
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def by_length(encoded: Sequence[Encoding], *, batch: int) -> list[list[int]]:
    """Group rows of like length into batches, so that next to nothing is padding; longest first."""
    order = sorted(range(len(encoded)), key=lambda row: -len(encoded[row].ids))
    return [order[start : start + batch] for start in range(0, len(order), batch)]


class Encoded(Protocol):
    """A text as token ids and, for each, 0 or 1 for the first or the second text."""

    @property
    def ids(self) -> list[int]: ...  # noqa: D102
    @property
    def type_ids(self) -> list[int]: ...  # noqa: D102


def pad(encoded: Sequence[Encoded], *, multiple: int = 1) -> dict[str, NDArray[np.int32]]:
    """Stack encodings: `input_ids`, `attention_mask`, `token_type_ids`, each int32 (n, longest).

    The longest is rounded up to a multiple of `multiple` tokens.
    """
    longest = max(len(row.ids) for row in encoded)
    longest += -longest % multiple
    stacked = {
        name: np.zeros((len(encoded), longest), dtype=np.int32)
        for name in ("input_ids", "attention_mask", "token_type_ids")
    }
    for number, row in enumerate(encoded):
        stacked["input_ids"][number, : len(row.ids)] = row.ids
        stacked["attention_mask"][number, : len(row.ids)] = 1
        stacked["token_type_ids"][number, : len(row.ids)] = row.type_ids
    return stacked
