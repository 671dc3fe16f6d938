"""How surely near copies are found: reprints are made from real articles, as newsrooms make them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.config import IndexConfig
from index.copies import find_originals, signature
from index.read import read
from index.sentences import sentence_spans
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Change = Callable[[str, random.Random], str]

_DRAWS = 1000
_SENTENCES = 6  # an article has at least so many
_WORDS = (
    "table garden winter copper signal harbour listen border candle market spring window".split()
)


def cut(text: str, draw: random.Random) -> str:
    """Keep the first half to four fifths of the sentences, as a page with less room does."""
    spans = sentence_spans(text)
    return text[: spans[int(len(spans) * draw.uniform(0.5, 0.8))][1]]


def lead(text: str, draw: random.Random) -> str:
    """Put two sentences of one's own in front."""
    own = " ".join(" ".join(draw.choices(_WORDS, k=14)).capitalize() + "." for _ in range(2))
    return f"{own}\n\n{text}"


def rewrite(text: str, draw: random.Random) -> str:
    """Change one word in twelve."""
    words = text.split(" ")
    return " ".join(draw.choice(_WORDS) if draw.random() < 1 / 12 else word for word in words)


def cut_and_lead(text: str, draw: random.Random) -> str:
    """Cut the end off and put a lead in front."""
    return lead(cut(text, draw), draw)


CHANGES: tuple[Change, ...] = (cut, lead, rewrite, cut_and_lead)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Counts of (copy, original) pairs: made and found, found without having been made, made and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 when there was nothing to find and nothing was found."""
        every = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / every if every else 1.0


def measure_copies(path: str, *, articles: int, seed: int) -> dict[str, Any]:
    """Make one reprint of every other article, by each kind of change in turn, and look for them among all.

    What the articles copy from each other as they are is found first, and is held neither for nor against.

    Returns: per kind of change and altogether, precision, recall and F1 with 95 % bootstrap intervals over articles.
    """
    texts = [
        a.text
        for a in read([path], config=IndexConfig())
        if isinstance(a, Article) and len(sentence_spans(a.text)) >= _SENTENCES
    ][:articles]
    alone = _originals(texts)
    draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
    sources = range(0, len(texts), 2)
    kinds = [CHANGES[number % len(CHANGES)] for number, _ in enumerate(sources)]
    made = [change(texts[source], draw) for change, source in zip(kinds, sources, strict=True)]
    found = _originals([*texts, *made])
    outcomes = [
        _outcome(found[len(texts) + number], alone[source], own=len(texts) + number)
        for number, source in enumerate(sources)
    ]
    strays = sum(a != b for a, b in zip(alone, found[: len(texts)], strict=True))
    by_kind = {
        change.__name__: _told([o for o, k in zip(outcomes, kinds, strict=True) if k is change])
        for change in CHANGES
    }
    return {
        "articles": len(texts),
        "reprints": len(made),
        "originals_disturbed": strays,
        "all": _told(outcomes),
        **by_kind,
    }


def _originals(texts: Sequence[str]) -> list[int]:
    signatures = np.stack([signature(text) for text in texts])
    undated = [(row, "") for row in range(len(texts))]
    originals: list[int] = find_originals(undated, signatures, texts.__getitem__).tolist()
    return originals


def _outcome(found: int, true: int, *, own: int) -> Pairs:
    """Compare the original that was found for a reprint with the true one; `own`: none was found."""
    return Pairs(int(found == true), int(found not in {true, own}), int(found != true))


def _told(outcomes: Sequence[Pairs]) -> dict[str, float]:
    rows = np.array([(o.right, o.wrong, o.missed) for o in outcomes])
    draws = np.random.default_rng(0).integers(len(rows), size=(_DRAWS, len(rows)))
    scores = [Pairs(*map(int, rows[draw].sum(axis=0))).f1 for draw in draws]
    low, high = np.percentile(scores, [2.5, 97.5])
    total = Pairs(*map(int, rows.sum(axis=0)))
    return {
        "precision": round(total.right / max(1, total.right + total.wrong), 4),
        "recall": round(total.right / len(rows), 4),
        "f1": round(total.f1, 4),
        "f1_low": round(float(low), 4),
        "f1_high": round(float(high), 4),
    }
