"""Which words of a sentence are the answer: what a network loses by reading others, and how well it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from rag.spans import own_tokens
from rag.training.scores import exact, interval, overlap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Encoding
    from torch import Tensor

    from rag.training.data import Span
    from rag.training.scores import Interval
    from rag.training.selector_lists import Listed


def span_loss(spans: Tensor, encoded: Sequence[Encoding], lists: Sequence[Listed]) -> Tensor:
    """Average over sentences whose answer is known what its places lack of the softmax over their tokens.

    Starts and ends are drawn apart, as in SQuAD's readers (Devlin et al. 2019); where an answer stands several times
    its places add up (Clark and Gardner 2018). 0 where no sentence has one.

    Args:
        spans: logits of start and end (sentences, tokens, 2).
        encoded: the sentences, one by one.
        lists: of these sentences, in their order.
    """
    own = [place for one in lists for place in one.own]
    answers = [places for one in lists for places in one.answers]
    # where nothing is known every weight still has a gradient, or processes would wait for each other
    losses = [spans.sum() * 0.0]
    known = 0
    for logits, each, place, wanted in zip(spans, encoded, own, answers, strict=True):
        tokens = own_tokens(each, place)
        targets = [ends for span in wanted if (ends := tokens_of(each, tokens, span))]
        if targets:
            likely = logits[tokens].log_softmax(0)
            together = [likely[first, 0] + likely[last, 1] for first, last in targets]
            losses.append(-torch.stack(together).logsumexp(0))
            known += 1
    return torch.stack(losses).sum() / max(known, 1)


def tokens_of(encoded: Encoding, tokens: Sequence[int], span: Span) -> tuple[int, int] | None:
    """Number, among `tokens`, the first and the last that characters stand in; None where those were cut off."""
    start, end = span
    every = encoded.offsets
    offsets = [every[token] for token in tokens]
    inside = [n for n, (first, last) in enumerate(offsets) if first < end and last > start]
    whole = inside and offsets[inside[-1]][1] >= end
    return (inside[0], inside[-1]) if whole else None


def measure_reading(
    lists: Sequence[Listed], looks: Sequence[tuple[Sequence[float], Sequence[Span]]]
) -> dict[str, object]:
    """Score the words read where the greatest logit is a right one's and its answer is known, and what the reader read.

    Args:
        lists: with their answers.
        looks: for each list logits, and what is read in each sentence, in characters of its text.
    """
    told: list[tuple[str, str, list[str]]] = []
    for one, (logits, read) in zip(lists, looks, strict=True):
        row = int(np.argmax(logits))
        if one.answers and one.answers[row]:
            text = one.texts[row]
            golds = [text[start:end] for start, end in one.answers[row]]
            told.append((text[slice(*read[row])], text[slice(*one.read[row])], golds))
    each = [str(number) for number in range(len(told))]

    def scored(values: Sequence[float]) -> Interval:
        return interval(each, lambda rows: float(np.array(values)[rows].mean()))

    return {
        "read": len(told),
        "exact": scored([exact(own, golds) for own, _, golds in told]),
        "f1": scored([overlap(own, golds) for own, _, golds in told]),
        "exact_by_reader": scored([exact(reader, golds) for _, reader, golds in told]),
        "f1_by_reader": scored([overlap(reader, golds) for _, reader, golds in told]),
    }
