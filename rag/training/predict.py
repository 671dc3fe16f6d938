"""Read texts with a trained reader: best span, margin over "no answer", relevance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from rag.training.batches import collate, special_ids
from rag.training.windows import cut, room, tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer

    from rag.training.data import Span
    from rag.training.model import Reader
    from rag.training.rounded import RoundedReader
    from rag.training.windows import Tokens, Window

MAX_ANSWER_TOKENS = 30
STRIDE = 128  # tokens that a window moves on in a long text


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the reader says about one question and one text."""

    span: Span  # characters of the text
    margin: float  # score of the best span minus the score of "no answer"
    relevance: float  # logit


def best_span(start: np.ndarray, end: np.ndarray, longest: int) -> tuple[int, int, float]:
    """Find the pair i <= j < i + longest with the greatest start[i] + end[j].

    >>> best_span(np.array([0.0, 2.0, 0.0]), np.array([5.0, 0.0, 1.0]), 30)
    (0, 0, 5.0)
    """
    table = start[:, None] + end[None, :]
    rows, columns = np.indices(table.shape)
    table[(columns < rows) | (columns >= rows + longest)] = -np.inf
    row, column = np.unravel_index(int(table.argmax()), table.shape)
    return int(row), int(column), float(table[row, column])


def windows_of(question: Tokens, text: Tokens, special: Span, max_tokens: int) -> list[Window]:
    """Cover a text with one window, or with overlapping ones where it is too long."""
    width = room(question, max_tokens)
    firsts = [0]
    while firsts[-1] + width < len(text.ids):
        firsts.append(min(firsts[-1] + STRIDE, len(text.ids) - width))
    return [cut(question, text, first, special, max_tokens) for first in firsts]


def predict(
    model: Reader | RoundedReader,
    tokenizer: Tokenizer,
    pairs: Sequence[tuple[str, str]],
    *,
    max_tokens: int = 384,
    batch_size: int = 32,
) -> list[Prediction]:
    """Read each (question, text); of several windows the one with the greatest margin counts.

    Returns:  prediction i belongs to pairs[i]; its relevance is the greatest of its windows.
    """
    tokens = tokenize(tokenizer, [text for pair in pairs for text in pair])
    special = special_ids(tokenizer)
    work: list[tuple[int, Window]] = []
    for number, (question, text) in enumerate(pairs):
        for window in windows_of(tokens[question], tokens[text], special, max_tokens):
            work.append((number, window))  # noqa: PERF401
    work.sort(key=lambda item: len(item[1].ids))
    found: dict[int, Prediction] = {}
    for begin in range(0, len(work), batch_size):
        part = work[begin : begin + batch_size]
        read = read_windows(model, [window for _, window in part])
        for (number, _), new in zip(part, read, strict=True):
            old = found.get(number, new)
            span = new.span if new.margin > old.margin else old.span
            found[number] = Prediction(
                span, max(new.margin, old.margin), max(new.relevance, old.relevance)
            )
    return [found[number] for number in range(len(pairs))]


def read_windows(model: Reader | RoundedReader, windows: Sequence[Window]) -> list[Prediction]:
    """Read one batch of windows in full precision."""
    model.eval()
    batch = collate(windows)
    with torch.inference_mode():
        spans, relevance = model(batch.ids, batch.types, batch.mask)
    predictions = []
    for row, window in enumerate(windows):
        text = slice(window.text_start, window.text_start + len(window.offsets))
        start, end = spans[row, 0].numpy(), spans[row, 1].numpy()
        if not window.offsets:
            predictions.append(Prediction((0, 0), -20.0, float(relevance[row])))
            continue
        first, last, score = best_span(start[text], end[text], MAX_ANSWER_TOKENS)
        predictions.append(
            Prediction(
                (window.offsets[first][0], window.offsets[last][1]),
                score - float(start[0] + end[0]),
                float(relevance[row]),
            )
        )
    return predictions
