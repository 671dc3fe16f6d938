"""A reader made of words: it needs no training, and every point of its score can be explained.

A sentence scores by the share of the question's words (the rare ones count more) that stand in it and around it, and by
whether it holds the kind of thing that was asked for. It is the baseline of the trained reader, the fake of the
tests, and the guard that keeps an answer from being read out of an article that is about something else.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from index.sentences import sentence_spans
from rag.asked import asked_kind, find_answers
from rag.types import Reading
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from index.types import Passage, Retrieved
    from rag.asked import Kind

    Rarity = Callable[[str], float]

# intercept; question words in the sentence, in the passage; the kind asked for is there
_WEIGHTS = (-5.0, 4.0, 3.0, 1.5)


class LexicalReader:
    """Reads by words; `rarity` weighs a word by how few passages hold it."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity

    def __call__(self, question: str, hits: Sequence[Retrieved]) -> list[Reading]:
        """Judge every sentence of `hits`, most likely answer first."""
        weights = {word: self._rarity(word) for word in content_stems(question)}
        kind = asked_kind(question)
        readings = [r for hit in hits for r in _read(question, hit.passage, weights, kind)]
        return sorted(readings, key=lambda reading: -reading.confidence)


def coverage(weights: Mapping[str, float], text: str) -> float:
    """Give the share of the weighted words that stand in `text`, in [0, 1]; 1 if there are none."""
    return share(weights, all_stems(text))


def share(weights: Mapping[str, float], held: Collection[str]) -> float:
    """Give the share of the weighted words that are held, in [0, 1]; 1 if there are none."""
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in held) / total if total else 1.0


def _read(
    question: str, passage: Passage, weights: Mapping[str, float], kind: Kind
) -> list[Reading]:
    article = passage.article
    around = coverage(weights, f"{article.title} {passage.text}")
    readings = []
    for start, end in sentences_of(passage):
        sentence = article.text[start:end]
        spans = [s for s in find_answers(kind, sentence) if _is_news(sentence[slice(*s)], question)]
        features = (1.0, coverage(weights, sentence), around, float(bool(spans)))
        confidence = 1 / (
            1 + math.exp(-sum(w * f for w, f in zip(_WEIGHTS, features, strict=True)))
        )
        answer = (start + spans[0][0], start + spans[0][1]) if spans else None
        readings.append(
            Reading(passage=passage, start=start, end=end, answer=answer, confidence=confidence)
        )
    return readings


def sentences_of(passage: Passage) -> list[tuple[int, int]]:
    """List the sentences of the article that lie in `passage`: offsets into the article's text."""
    spans = _spans(passage.article.text)
    return [
        (max(start, passage.start), min(end, passage.end))
        for start, end in spans
        if start < passage.end and end > passage.start
    ]


@lru_cache(maxsize=256)
def _spans(text: str) -> list[tuple[int, int]]:
    return sentence_spans(text)


def _is_news(answer: str, question: str) -> bool:
    """Whether an answer says something that the question did not."""
    return not all_stems(answer) <= all_stems(question)
