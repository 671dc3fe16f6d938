"""The words of a sentence that answer, by logits of where they start and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding

    Logits = NDArray[np.float32]


def own_tokens(encoded: Encoding, place: tuple[int, int]) -> list[int]:
    """Number the tokens of the second text of a pair that stand within those of its characters."""
    start, end = place
    return [
        token
        for token, (text, (first, last)) in enumerate(
            zip(encoded.sequence_ids, encoded.offsets, strict=True)
        )
        if text == 1 and first >= start and last <= end
    ]


def read_span(
    encoded: Encoding, place: tuple[int, int], logits: Logits, longest: int
) -> tuple[int, int] | None:
    """Find the likeliest answer within characters of the second text, in such characters; None if they were cut off.

    Args:
        encoded: the pair of texts.
        place: where to look.
        logits: of start and end (tokens, 2).
        longest: tokens of an answer.
    """
    tokens = own_tokens(encoded, place)
    if not tokens:
        return None
    first, last, _ = best_span(logits[tokens], longest)
    return encoded.offsets[tokens[first]][0], encoded.offsets[tokens[last]][1]


def best_span(logits: Logits, longest: int) -> tuple[int, int, float]:
    """Find the best start and end among logits (tokens, 2), at most `longest` tokens apart, and their score."""
    table = logits[:, 0, None] + logits[None, :, 1]  # (start, end)
    allowed = np.triu(np.ones(table.shape, dtype=np.bool_))
    allowed &= ~np.triu(np.ones(table.shape, dtype=np.bool_), longest)
    table = np.where(allowed, table, -np.inf)
    start, end = np.unravel_index(int(table.argmax()), table.shape)
    return int(start), int(end), float(table[start, end])
