"""Cut question and text into one network input, keeping the answer's characters exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tokenizers import Tokenizer

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rag.training.data import Span

QUESTION_TOKENS = 64
UNKNOWN = -100  # a position that is not known and must not be learnt from
SPECIAL_TOKENS = 3  # [CLS] question [SEP] text [SEP]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text; offsets[i] is the span of characters of token i."""

    ids: list[int]
    offsets: list[Span]


@dataclass(frozen=True, slots=True)
class Window:
    """One network input. Position 0 is [CLS], which also stands for "no answer"."""

    ids: list[int]
    text_start: int  # position of the first token of the text
    offsets: list[Span]  # of the text's tokens, into the whole text
    start: int = 0  # position of the gold answer's first token, 0 if there is none
    end: int = 0
    relevant: bool = False  # the text answers the question, wherever the answer may stand


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load the packaged tokenizer without its baked-in padding and truncation at 128."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def tokenize(tokenizer: Tokenizer, texts: Iterable[str]) -> dict[str, Tokens]:
    """Tokenise each distinct text once."""
    distinct = list(dict.fromkeys(texts))
    encodings = tokenizer.encode_batch(distinct, add_special_tokens=False)
    return {
        text: Tokens(encoding.ids, encoding.offsets)
        for text, encoding in zip(distinct, encodings, strict=True)
    }


def covering(offsets: Sequence[Span], span: Span) -> Span:
    """Find the first and the last token that touch a span of characters."""
    touching = [
        index for index, (start, end) in enumerate(offsets) if end > span[0] and start < span[1]
    ]
    if not touching:
        raise ValueError(f"no token touches characters {span[0]} to {span[1]}")
    return touching[0], touching[-1]


def cut(question: Tokens, text: Tokens, first: int, special: Span, max_tokens: int) -> Window:
    """Build the input whose text begins at token `first`; `special` are the ids of CLS and SEP."""
    classify, separate = special
    asked = question.ids[:QUESTION_TOKENS]
    last = first + room(question, max_tokens)
    ids = [classify, *asked, separate, *text.ids[first:last], separate]
    return Window(ids, len(asked) + 2, text.offsets[first:last])


def room(question: Tokens, max_tokens: int) -> int:
    """Count the tokens of text that fit beside a question."""
    return max_tokens - SPECIAL_TOKENS - min(QUESTION_TOKENS, len(question.ids))


def window_around(
    question: Tokens,
    text: Tokens,
    span: Span | None,
    *,
    special: Span,
    max_tokens: int,
    generator: random.Random,
) -> Window:
    """Choose a window at random among those that hold the answer whole.

    Args:
        question: tokens of the question, cut after 64.
        text: tokens of the whole text.
        span: characters of the answer, or None where the text holds none.
        special: ids of [CLS] and [SEP].
        max_tokens: the most tokens of the whole input.
        generator: where the chance comes from.
    """
    width = room(question, max_tokens)
    furthest = max(0, len(text.ids) - width)
    if span is None:
        return cut(question, text, generator.randint(0, furthest), special, max_tokens)
    begin, end = covering(text.offsets, span)
    lowest = max(0, min(end - width + 1, furthest))
    first = generator.randint(lowest, max(lowest, min(begin, furthest)))
    window = cut(question, text, first, special, max_tokens)
    if begin < first or end >= first + width:  # an answer longer than the window is none
        return window
    at = window.text_start - first
    return replace(window, start=begin + at, end=end + at, relevant=True)
