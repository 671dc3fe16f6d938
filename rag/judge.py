"""How sure is it that a sentence answers? The network's scores and plain word evidence, weighed together.

The network knows what an answer looks like; the words know whether the passage is about what was asked. The weights
come from `python -m rag.training.judge`, fitted on articles that neither trained nor measured the network.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from rag.asked import asked_kind, find_answers
from rag.lexical import coverage
from rag.types import Reading
from rag.words import all_stems, content_stems, stem, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from index.types import Passage
    from rag.asked import Kind
    from rag.lexical import Rarity
    from rag.reader import Scored

    ReadSentences = Callable[[str, Sequence[Passage]], list[Scored]]

FEATURES = ("margin", "relevance", "sentence", "passage", "names", "kind")
_ABOUT = 20_000  # characters of an article that say what it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question taken apart once: its weighted words, the names in it, the kind of answer it wants."""

    weights: Mapping[str, float]
    names: tuple[str, ...]
    kind: Kind

    @classmethod
    def of(cls, question: str, rarity: Rarity) -> Asked:
        """Take a question apart; its first word is no name, whatever its case."""
        later = words(question)[1:]
        return cls(
            weights={word: rarity(word) for word in content_stems(question)},
            names=tuple(stem(word) for word in later if word[0].isupper() or word[0].isdigit()),
            kind=asked_kind(question),
        )


def features(asked: Asked, scored: Scored) -> tuple[float, ...]:
    """Lay out what speaks for a sentence, in the order of `FEATURES`."""
    passage, article = scored.passage, scored.passage.article
    about = _stems(f"{article.title} {article.source or ''} {article.text[:_ABOUT]}")
    answer = article.text[scored.answer[0] : scored.answer[1]]
    return (
        scored.margin,
        scored.relevance,
        coverage(asked.weights, article.text[scored.start : scored.end]),
        coverage(asked.weights, f"{article.title} {passage.text}"),
        sum(name in about for name in asked.names) / len(asked.names) if asked.names else 1.0,
        float(asked.kind.answer is None or bool(find_answers(asked.kind, answer))),
    )


class JudgedReader:
    """Reads with a network and judges every sentence; most likely answer first.

    The weights are fitted to the packaged reader: with another one, confidence ranks but is not calibrated.
    """

    def __init__(self, network: ReadSentences, rarity: Rarity) -> None:
        self._network = network
        self._rarity = rarity
        self._weights: dict[str, float] = json.loads(
            files("rag").joinpath("weights/judge.json").read_text("utf-8")
        )["weights"]

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """Judge every sentence of `passages`."""
        asked = Asked.of(question, self._rarity)
        readings = [
            Reading(
                passage=scored.passage,
                start=scored.start,
                end=scored.end,
                answer=scored.answer,
                confidence=self._confidence(features(asked, scored)),
            )
            for scored in self._network(question, passages)
        ]
        return sorted(readings, key=lambda reading: -reading.confidence)

    def _confidence(self, values: Sequence[float]) -> float:
        weighed = (
            self._weights[name] * value for name, value in zip(FEATURES, values, strict=True)
        )
        return 1 / (1 + math.exp(-self._weights["intercept"] - sum(weighed)))


@lru_cache(maxsize=512)
def _stems(text: str) -> frozenset[str]:
    return all_stems(text)
