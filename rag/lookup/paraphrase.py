"""Sentence of a draft → the stretches of articles that are likest to it, for the checker to judge.

Passages come from the fused search; their sentences, alone and by twos, are compared with the sentence by meaning
(cosine), by the weight of the words both have, and by the particulars of the sentence that they hold. The three are
summed to a rough probability, which only orders the stretches. Whether an excerpt has a source at all is a matter of
`rag/lookup/restatement.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.sentences import sentence_spans
from rag.lexical import coverage
from rag.particulars import holds, particulars
from rag.words import content_stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.embed import Embedder
    from index.types import Passage
    from rag.lexical import Rarity
    from rag.particulars import Particular

_WINDOWS = 6  # stretches of sentences that are compared by meaning
# intercept; cosine, share of the words' weight, share of the particulars
_WEIGHTS = (-6.0, 6.0, 2.0, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One or two sentences of a passage, and how they compare with an excerpt: features in [0, 1]."""

    passage: Passage
    start: int
    end: int
    cosine: float
    words: float
    particulars: float
    weights: Mapping[str, float] = field(default_factory=dict, compare=False, repr=False)
    """The stems of the excerpt and what each weighs."""

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.passage.article.text[self.start : self.end]

    @property
    def probability(self) -> float:
        """P(the excerpt says what the window says)."""
        features = (1.0, self.cosine, self.words, self.particulars)
        return 1 / (1 + math.exp(-sum(w * f for w, f in zip(_WEIGHTS, features, strict=True))))


class Paraphrases:
    """Compares an excerpt with the sentences of passages."""

    def __init__(self, embed: Embedder, rarity: Rarity) -> None:
        self._embed = embed
        self._rarity = rarity

    def __call__(self, excerpt: str, passages: Sequence[Passage]) -> list[Window]:
        """Compare the excerpt with the sentences that share the most words with it, the likeliest first."""
        weights = {word: self._rarity(word) for word in content_stems(excerpt)}
        spans = [
            (passage, start + passage.start, end + passage.start)
            for passage in passages
            for start, end in _ones_and_twos(sentence_spans(passage.text))
        ]
        texts = [p.article.text[start:end] for p, start, end in spans]
        shares = [coverage(weights, text) for text in texts]
        order = sorted(range(len(spans)), key=lambda i: -shares[i])[:_WINDOWS]
        if not order:
            return []
        vectors = self._embed([excerpt, *(texts[i] for i in order)])
        wanted = particulars(excerpt)
        compared = [
            Window(
                passage=spans[i][0],
                start=spans[i][1],
                end=spans[i][2],
                cosine=float(np.clip(vectors[0] @ vector, 0, 1)),
                words=shares[i],
                particulars=_held(wanted, texts[i]),
                weights=weights,
            )
            for i, vector in zip(order, vectors[1:], strict=True)
        ]
        return sorted(compared, key=lambda window: -window.probability)


def _held(wanted: Sequence[Particular], text: str) -> float:
    """Give the share of particulars that stand in `text`; a half where there are none."""
    found = [holds(text, p) for p in wanted]
    return sum(found) / len(found) if found else 0.5


def _ones_and_twos(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """List every sentence, and every two that follow each other."""
    return [*spans, *((a[0], b[1]) for a, b in pairwise(spans))]
