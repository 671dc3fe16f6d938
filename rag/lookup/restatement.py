"""Excerpt + passages → the sentences that say the same in other words, and how likely they are its source.

How near is near depends on the archive: a large one has something near to anything. So a sentence's cosine counts by
how far it stands above the excerpt's background (the mean cosine of the 21st to the 50th nearest passage), and the
demand rises with the logarithm of the number of passages. The weights were fitted to paraphrases of other articles
than those that are measured on, and to excerpts that the archive does not hold (docs/lookup.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.sentences import sentence_spans
from rag.lexical import coverage
from rag.particulars import holds, particulars
from rag.words import content_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.embed import Embedder
    from index.search import Searcher
    from index.types import Filters, Passage
    from rag.lexical import Rarity

PASSAGES = 24  # that are looked at
_READ = 10  # of them, cut into sentences
_WINDOWS = 8  # stretches of one or two sentences that are embedded
_NEAREST, _FIRST = 50, 20  # cosines; those of the background begin at the 21st
_BACKGROUND = 0.25  # where the archive has fewer than 50 passages: that of the sample archive
# what windows are chosen by, beside their own share of the words: the passage's cosine and share
_BY_COSINE, _BY_WORDS = 0.5, 0.3
# intercept; see `Features`, whose order this is; the common logarithm of the number of passages
_WEIGHTS = (-4.06, 1.52, 13.28, 3.70, 1.82, 2.32, -0.70)


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What speaks for a stretch of sentences as the source of an excerpt."""

    cosine: float
    above: float
    """Its cosine less the background's."""
    below: float
    """Its passage's cosine less the nearest passage's; at most 0."""
    words: float
    """Share of the weight of the excerpt's words."""
    particulars: float
    """Share of the excerpt's particulars in its passage; a half where there are none."""

    def probability(self, passages: int) -> float:
        """P(the excerpt says what the stretch says), in an archive of so many passages; rough."""
        told = (1.0, self.cosine, self.above, self.below, self.words, self.particulars)
        features = (*told, math.log10(max(1, passages)))
        return 1 / (1 + math.exp(-sum(w * f for w, f in zip(_WEIGHTS, features, strict=True))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """Characters [start, end) of the passage's article, and how they compare with an excerpt."""

    passage: Passage
    start: int
    end: int
    features: Features
    probability: float


class Restatements:
    """Compares excerpts with sentences of one archive."""

    def __init__(self, searcher: Searcher, embed: Embedder, rarity: Rarity) -> None:
        self._searcher = searcher
        self._embed = embed
        self._rarity = rarity

    def __call__(
        self, excerpt: str, passages: Sequence[Passage], filters: Filters
    ) -> list[Restatement]:
        """Compare an excerpt with the likeliest sentences of `passages`, the best first."""
        if not passages:
            return []
        nearest = self._searcher.cosines(excerpt, k=_NEAREST, filters=filters)
        background = float(np.mean(nearest[_FIRST:])) if len(nearest) == _NEAREST else _BACKGROUND
        cosines = self._searcher.similarity(excerpt, passages)
        weights = {word: self._rarity(word) for word in content_stems(excerpt)}
        around = [coverage(weights, f"{p.article.title} {p.text}") for p in passages]
        read = sorted(range(len(passages)), key=lambda i: -cosines[i] - around[i])[:_READ]
        spans = [(i, *span) for i in read for span in _ones_and_twos(passages[i].text)]
        texts = [passages[i].text[start:end] for i, start, end in spans]
        shares = [coverage(weights, text) for text in texts]
        merits = [
            share + _BY_COSINE * cosines[i] + _BY_WORDS * around[i]
            for share, (i, _, _) in zip(shares, spans, strict=True)
        ]
        chosen = sorted(range(len(spans)), key=lambda at: -merits[at])[:_WINDOWS]
        vectors = self._embed([excerpt, *(texts[at] for at in chosen)])
        wanted = particulars(excerpt)
        found = []
        for at, vector in zip(chosen, vectors[1:], strict=True):
            i, start, end = spans[at]
            passage = passages[i]
            held = [holds(f"{passage.article.title}\n{passage.text}", p) for p in wanted]
            cosine = float(vectors[0] @ vector)
            features = Features(
                cosine=cosine,
                above=cosine - background,
                below=min(0.0, cosines[i] - nearest[0]),
                words=shares[at],
                particulars=sum(held) / len(held) if held else 0.5,
            )
            found.append(
                Restatement(
                    passage=passage,
                    start=passage.start + start,
                    end=passage.start + end,
                    features=features,
                    probability=features.probability(len(self._searcher.store)),
                )
            )
        return sorted(found, key=lambda one: -one.probability)


def _ones_and_twos(text: str) -> list[tuple[int, int]]:
    """List every sentence, and every two that follow each other."""
    spans = sentence_spans(text)
    return [*spans, *((a[0], b[1]) for a, b in pairwise(spans))]
