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
from rag.particulars import holds, particulars
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from index.embed import Embedder
    from index.search import Searcher
    from index.types import Filters, Passage
    from rag.lexical import Rarity
    from rag.particulars import Particular

    Sentence = tuple[int, int, frozenset[str]]  # characters [start, end) of a passage, its stems

PASSAGES = 24  # that are looked at
_READ = 10  # of them, cut into sentences
_WINDOWS = 8  # stretches of one or two sentences that are embedded
_NEAREST, _FIRST = 50, 20  # cosines; those of the background begin at the 21st
_BACKGROUND = 0.25  # where the archive has fewer than 50 passages: that of the sample archive
# what windows are chosen by, beside their own share of the words: the passage's cosine and share
_BY_COSINE, _BY_WORDS = 0.5, 0.3
# intercept: as fitted, less 0.5, so that a small archive seldom finds what it does not hold (docs/lookup.md);
# then see `Features`, whose order this is; the common logarithm of the number of passages
_WEIGHTS = (-4.56, 1.52, 13.28, 3.70, 1.82, 2.32, -0.70)


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
        cut = [_sentences(passage) for passage in passages]
        around = [
            _share(weights, all_stems(passage.article.title).union(*(s for _, _, s in sentences)))
            for passage, sentences in zip(passages, cut, strict=True)
        ]
        read = sorted(range(len(passages)), key=lambda i: -cosines[i] - around[i])[:_READ]
        spans = [
            (i, start, end, _share(weights, stems))
            for i in read
            for start, end, stems in _ones_and_twos(cut[i])
        ]
        spans.sort(key=lambda s: -s[3] - _BY_COSINE * cosines[s[0]] - _BY_WORDS * around[s[0]])
        chosen = spans[:_WINDOWS]
        texts = [passages[i].text[start:end] for i, start, end, _ in chosen]
        vectors = self._embed([excerpt, *texts])
        held = {i: _held(particulars(excerpt), passages[i]) for i, *_ in chosen}
        found = []
        for (i, start, end, words), vector in zip(chosen, vectors[1:], strict=True):
            passage = passages[i]
            cosine = float(vectors[0] @ vector)
            features = Features(
                cosine=cosine,
                above=cosine - background,
                below=min(0.0, cosines[i] - nearest[0]),
                words=words,
                particulars=held[i],
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


def _sentences(passage: Passage) -> list[Sentence]:
    return [
        (start, end, all_stems(passage.text[start:end]))
        for start, end in sentence_spans(passage.text)
    ]


def _ones_and_twos(sentences: Sequence[Sentence]) -> list[Sentence]:
    """List every sentence, and every two that follow each other."""
    return [*sentences, *((a[0], b[1], a[2] | b[2]) for a, b in pairwise(sentences))]


def _share(weights: Mapping[str, float], stems: Collection[str]) -> float:
    """Give the share of the weighted words that are among `stems`; 1 if there are none."""
    total = sum(weights.values())
    return sum(w for word, w in weights.items() if word in stems) / total if total else 1.0


def _held(wanted: Sequence[Particular], passage: Passage) -> float:
    """Give the share of particulars that stand in a passage or its headline; a half where there are none."""
    text = f"{passage.article.title}\n{passage.text}"
    return sum(holds(text, p) for p in wanted) / len(wanted) if wanted else 0.5
