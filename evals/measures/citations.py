"""Do citations exist, point at the right words, and carry what they are cited for?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.measures.ranking import ENOUGH, Hit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.dataset import EvidenceSet, Span
    from evals.measures.answers import Supports


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A citation as an answer shows it."""

    hit: Hit
    sha256: str

    @property
    def quote(self) -> str:
        """The words it shows."""
        return self.hit.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The text of an article of the archive, and its hash."""

    text: str
    sha256: str


def is_valid(cited: Cited, archive: Mapping[str, Stored]) -> bool:
    """Whether `article.text[start:end] == quote`, in the version of the article that the citation names."""
    article = archive.get(cited.hit.article_id)
    if article is None or article.sha256 != cited.sha256:
        return False
    return bool(cited.quote) and article.text[cited.hit.start : cited.hit.end] == cited.quote


def is_quoted(cited: Cited, archive: Mapping[str, Stored]) -> bool:
    """Whether the quotation stands word for word anywhere in the article that it names."""
    article = archive.get(cited.hit.article_id)
    return article is not None and bool(cited.quote) and cited.quote in article.text


def is_fabricated(cited: Cited, archive: Mapping[str, Stored]) -> bool:
    """Whether there is no such article, or no article among those stored says these words."""
    if cited.hit.article_id not in archive or not cited.quote.strip():
        return True
    return not any(cited.quote in article.text for article in archive.values())


def article_precision(cited: Sequence[Cited], sets: Sequence[EvidenceSet]) -> float:
    """Share of the cited articles that some evidence set names (or names a copy of)."""
    wanted = {span.article_id for one in sets for span in one}
    named = {c.hit.article_id: {c.hit.article_id, *c.hit.copies} for c in cited}
    return sum(bool(names & wanted) for names in named.values()) / len(named)


def article_recall(cited: Sequence[Cited], sets: Sequence[EvidenceSet]) -> float:
    """Share of the articles of the best evidence set that are cited (or a copy of them is)."""
    named = {name for c in cited for name in (c.hit.article_id, *c.hit.copies)}
    wanted = [{span.article_id for span in one} for one in sets]
    return max((len(one & named) / len(one) for one in wanted), default=0.0)


def span_precision(cited: Sequence[Cited], sets: Sequence[EvidenceSet]) -> float:
    """Share of the citations that share with some gold span at least half of the shorter of the two."""
    spans = [span for one in sets for span in one]
    return sum(any(_meets(c.hit, span) for span in spans) for c in cited) / len(cited)


def span_recall(cited: Sequence[Cited], sets: Sequence[EvidenceSet]) -> float:
    """Share of the spans of the best evidence set that some citation meets, as in `span_precision`."""
    met = {span: any(_meets(c.hit, span) for c in cited) for one in sets for span in one}
    return max((sum(met[span] for span in one) / len(one) for one in sets), default=0.0)


def _meets(hit: Hit, span: Span) -> bool:
    held = hit.holds(span) * len(span.quote)
    return held >= ENOUGH * min(len(span.quote), len(hit.text)) > 0


def alce_recall(statement: str, quotes: Sequence[str], supports: Supports) -> float:
    """Citation recall of a statement: 1 if it cites something and all of it together supports the statement.

    Source: Gao et al. 2023 (ALCE), §4.3, with our named checker in the place of the TRUE model.
    """
    return float(bool(quotes) and supports(statement, "\n".join(quotes)))


def alce_precision(statement: str, quotes: Sequence[str], supports: Supports) -> list[float]:
    """Citation precision: 0 for each citation of a statement whose recall is 0; else 1 unless it is irrelevant.

    A citation is irrelevant if it alone does not support the statement and the others without it still do.

    Source: Gao et al. 2023 (ALCE), §4.3.
    """
    if not alce_recall(statement, quotes, supports):
        return [0.0] * len(quotes)
    scores = []
    for place, quote in enumerate(quotes):
        others = [*quotes[:place], *quotes[place + 1 :]]
        needed = supports(statement, quote) or not (
            others and supports(statement, "\n".join(others))
        )
        scores.append(float(needed))
    return scores
