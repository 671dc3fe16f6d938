"""Make the windows of one pass over the data and put them into batches of like length."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import torch
from torch import Tensor

from rag.training.twins import twin
from rag.training.windows import SPECIAL_TOKENS, UNKNOWN, Window, tokenize, window_around

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tokenizers import Tokenizer

    from rag.training.data import Reading, Span
    from rag.training.trec import Sentence

Row = TypeVar("Row")

POOL_BATCHES = 40  # rows are sorted by length within pools of this many batches


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length; starts and ends are positions, 0 for no answer."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    starts: Tensor
    ends: Tensor
    relevant: Tensor


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the questions of one origin are used in a pass; shares are chances, or numbers to expect, per question."""

    far: bool = False  # far from news: only a share of the questions is used in a pass
    used: float = 1.0  # of the questions, in a pass
    wrong_text: float = 0.0  # asked of a text that looks right and is not
    twin: float = 0.0  # asked in an altered form that the text does not answer
    passage: float = 0.0  # asked of a few sentences around the answer
    beside: float = 0.0  # asked of a few sentences beside the answer
    max_tokens: int = 10_000


# Questions about reviews and comments ("what did I buy?") fit other texts too, so a wrong text is
# a riskier label there; they are the bulk of the data and far from news, so they are kept short.
RECIPES = {
    "new_wiki": Recipe(wrong_text=0.8, twin=0.2, passage=0.3, beside=0.2),
    "squad2": Recipe(wrong_text=0.5, twin=0.3, passage=0.3, beside=0.2),
    "quiz": Recipe(wrong_text=2.0, twin=0.1, passage=0.2),
    "written": Recipe(used=0.6, wrong_text=0.4, twin=0.05),
    "written, the sentence alone": Recipe(wrong_text=3.0),
    "thread": Recipe(wrong_text=1.5, twin=0.05),
    "thread, the sentence alone": Recipe(wrong_text=3.0),
    "amazon_reviews": Recipe(far=True, wrong_text=0.06, beside=0.05, max_tokens=144),
    "reddit": Recipe(far=True, wrong_text=0.06, beside=0.05, max_tokens=144),
}
WRONG_SENTENCES = 0.3  # of the sentences that do not answer their question, in each pass
SHORTEST, LONGEST = 24, 72  # tokens of a few sentences


class Windows:
    """Draw the training windows of each pass, the same ones for the same seed and pass."""

    def __init__(
        self,
        readings: Sequence[Reading],
        negatives: Sequence[Sequence[str]],
        tokenizer: Tokenizer,
        max_tokens: int,
        *,
        sentences: Sequence[Sentence] = (),
        far_share: float = 1.0,
    ) -> None:
        self.readings = readings
        self.negatives = negatives
        self.max_tokens = max_tokens
        self.sentences = sentences
        self.far_share = far_share
        self.tokenizer = tokenizer
        texts = [reading.context for reading in readings]
        self.tokens = tokenize(tokenizer, [*texts, *(reading.question for reading in readings)])
        self.special = special_ids(tokenizer)

    def draw(self, seed: int, epoch: int) -> list[Window]:
        """Make the windows of one pass."""
        generator = random.Random(f"{seed}/{epoch}")  # noqa: S311
        windows = [
            window
            for reading, wrong in zip(self.readings, self.negatives, strict=True)
            for window in self.windows_of(reading, wrong, generator)
        ]
        for item in self.sentences:
            if not item.right and generator.random() >= WRONG_SENTENCES:
                continue
            window = self.window(item.question, item.text, None, generator)
            windows.append(
                replace(window, start=UNKNOWN, end=UNKNOWN, relevant=True) if item.right else window
            )
        return windows

    def windows_of(
        self, reading: Reading, wrong: Sequence[str], generator: random.Random
    ) -> Iterator[Window]:
        """Use one question as the recipe of its origin says."""
        recipe = RECIPES.get(reading.origin, Recipe())
        if generator.random() >= recipe.used * (self.far_share if recipe.far else 1.0):
            return
        span = generator.choice(reading.spans) if reading.spans else None
        question, text = reading.question, reading.context
        yield self.window(question, text, span, generator, recipe.max_tokens)
        if span is None:
            return
        often = int(recipe.wrong_text + generator.random())
        for other in generator.sample(list(wrong), min(often, len(wrong))):
            yield self.window(question, other, None, generator, recipe.max_tokens)
        if generator.random() < recipe.twin:
            altered = twin(question, text, generator)
            if altered is not None:
                yield self.window(altered, text, None, generator)
        short = SPECIAL_TOKENS + len(self.tokens[question].ids)
        if generator.random() < recipe.passage:
            width = short + generator.randint(SHORTEST, LONGEST)
            yield self.window(question, text, span, generator, width)
        if generator.random() < recipe.beside:
            width = short + generator.randint(SHORTEST, LONGEST)
            beside = self.window(question, text, None, generator, width)
            first, last = beside.offsets[0][0], beside.offsets[-1][1]
            if all(end <= first or start >= last for start, end in reading.spans):
                yield beside

    def window(
        self,
        question: str,
        text: str,
        span: Span | None,
        generator: random.Random,
        max_tokens: int = 10_000,
    ) -> Window:
        """Cut one window."""
        for new in (question, text):
            if new not in self.tokens:
                self.tokens |= tokenize(self.tokenizer, [new])
        asked, read = self.tokens[question], self.tokens[text]
        return window_around(
            asked,
            read,
            span,
            special=self.special,
            max_tokens=min(max_tokens, self.max_tokens),
            generator=generator,
        )


def special_ids(tokenizer: Tokenizer) -> Span:
    """Look up the ids of [CLS] and [SEP]."""
    classify, separate = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if classify is None or separate is None:
        raise ValueError("the tokenizer has no [CLS] or no [SEP]")
    return classify, separate


def in_batches(
    rows: Sequence[Row], size: int, generator: random.Random, *, length: Callable[[Row], int]
) -> list[list[Row]]:
    """Shuffle rows into batches whose members are about equally long."""
    shuffled = list(rows)
    generator.shuffle(shuffled)
    batches: list[list[Row]] = []
    pool = size * POOL_BATCHES
    for begin in range(0, len(shuffled), pool):
        alike = sorted(shuffled[begin : begin + pool], key=length)
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
    relevant = torch.tensor([float(window.relevant) for window in windows])
    return Batch(ids, types, mask, starts, ends, relevant)
