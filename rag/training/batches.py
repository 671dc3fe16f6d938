"""Make the windows of one pass over the data and put them into batches of like length."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from rag.training.negatives import SHARES
from rag.training.windows import Tokens, Window, tokenize, window_around

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer

    from rag.training.data import Reading, Span

POOL_BATCHES = 40  # windows are sorted by length within pools of this many batches


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length; starts and ends are positions, 0 for no answer."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    starts: Tensor
    ends: Tensor


class Windows:
    """Draw the training windows of each pass, the same ones for the same seed and pass."""

    def __init__(
        self,
        readings: Sequence[Reading],
        negatives: Sequence[Sequence[str]],
        tokenizer: Tokenizer,
        max_tokens: int,
    ) -> None:
        self.readings = readings
        self.negatives = negatives
        self.max_tokens = max_tokens
        texts = [reading.context for reading in readings]
        self.tokens = tokenize(tokenizer, [*texts, *(reading.question for reading in readings)])
        self.special = special_ids(tokenizer)

    def draw(self, seed: int, epoch: int) -> list[Window]:
        """Make one window per question, and wrong texts for a share of the questions."""
        generator = random.Random(f"{seed}/{epoch}")  # noqa: S311
        windows = []
        for reading, wrong in zip(self.readings, self.negatives, strict=True):
            span = generator.choice(reading.spans) if reading.spans else None
            windows.append(self.window(reading.question, reading.context, span, generator))
            if wrong and generator.random() < SHARES.get(reading.origin, 0.0):
                text = generator.choice(wrong)
                windows.append(self.window(reading.question, text, None, generator))
        return windows

    def window(
        self, question: str, text: str, span: Span | None, generator: random.Random
    ) -> Window:
        """Cut one window."""
        asked, read = self.tokens[question], self.tokens[text]
        return window_around(asked, read, span, self.special, self.max_tokens, generator)


def special_ids(tokenizer: Tokenizer) -> Span:
    """Look up the ids of [CLS] and [SEP]."""
    classify, separate = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if classify is None or separate is None:
        raise ValueError("the tokenizer has no [CLS] or no [SEP]")
    return classify, separate


def in_batches(windows: Sequence[Window], size: int, seed: int, epoch: int) -> list[list[Window]]:
    """Shuffle windows into batches whose members are about equally long."""
    generator = random.Random(f"order/{seed}/{epoch}")  # noqa: S311
    shuffled = list(windows)
    generator.shuffle(shuffled)
    batches: list[list[Window]] = []
    pool = size * POOL_BATCHES
    for begin in range(0, len(shuffled), pool):
        alike = sorted(shuffled[begin : begin + pool], key=lambda window: len(window.ids))
        batches += [alike[at : at + size] for at in range(0, len(alike), size)]
    generator.shuffle(batches)
    return batches


def collate(windows: Sequence[Window]) -> Batch:
    """Pad windows to the longest of them."""
    longest = max(len(window.ids) for window in windows)
    ids = torch.zeros(len(windows), longest, dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, window in enumerate(windows):
        length = len(window.ids)
        ids[row, :length] = torch.tensor(window.ids)
        types[row, window.text_start : length] = 1
        mask[row, :length] = 1
    starts = torch.tensor([window.start for window in windows])
    ends = torch.tensor([window.end for window in windows])
    return Batch(ids, types, mask, starts, ends)


__all__ = ["Batch", "Tokens", "Windows", "collate", "in_batches", "special_ids"]
