"""What was found → what is worth reading."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from index.types import Article, Filters, Passage, Retrieved
    from rag.types import Part

    Scorer = Callable[[str, Sequence[Passage]], Sequence[float]]

_OF_OUTLET = (
    0.3  # added to a score of about 0 to 1.5 where the outlet is one that the question names
)
_OF_DAYS = 0.15  # where the article is of the days that the question names; less the further it lies from them
_OF_CONVERSATION = 0.1  # where the last answer cited the article
_OF_LATEST = 0.3  # where a day is given to answer as of: for what was published on it, less for what is older
_LATEST_DAYS = 30.0  # days after which that has fallen to a third
_FADES = 30.0  # days after which the preference for a day has fallen to a third


def rerank(part: Part, hits: Sequence[Retrieved], *, score: Scorer, k: int) -> list[Retrieved]:
    """Keep the `k` best for a part, best first: articles that it prefers come first where others are as good.

    Ties keep their order.
    """
    scores = score(part.text, [hit.passage for hit in hits])
    scored = []
    for hit, matched in zip(hits, scores, strict=True):
        article = hit.passage.article
        newness = _newness(part, article)
        total = float(matched) + _preference(part, article) + newness
        scored.append(replace(hit, score=total, newness=newness, route="reranked"))
    return sorted(scored, key=lambda hit: -hit.score)[:k]


def merge(rankings: Sequence[Sequence[Retrieved]], *, k: int) -> list[Retrieved]:
    """Take turns between the rankings of several parts, so that each has its evidence among the first `k`."""
    if len(rankings) == 1:
        return list(rankings[0][:k])
    taken: dict[str, Retrieved] = {}
    for rank in range(max(map(len, rankings), default=0)):
        for ranking in rankings:
            if rank < len(ranking) and len(taken) < k:
                taken.setdefault(ranking[rank].passage.id, ranking[rank])
    return list(taken.values())


def _preference(part: Part, article: Article) -> float:
    """Give what a part prefers by its words and its conversation."""
    preference = _near_days(part.preferred, article.published)
    outlet = (article.source or "").casefold()
    if outlet and outlet in {name.casefold() for name in part.preferred.sources}:
        preference += _OF_OUTLET
    if article.id in part.articles:
        preference += _OF_CONVERSATION
    return preference


def _newness(part: Part, article: Article) -> float:
    """Give what an article gains by how new it is on the day that the question is asked as of."""
    if part.today is None or article.published is None:
        return 0.0
    age = max((part.today - article.published).days, 0)
    return _OF_LATEST * math.exp(-age / _LATEST_DAYS)


def _near_days(wanted: Filters, published: date | None) -> float:
    """Give the preference for a day: full inside the span, fading with the days outside it."""
    if published is None or not (wanted.since or wanted.until):
        return 0.0
    before = (wanted.since - published).days if wanted.since else 0
    after = (published - wanted.until).days if wanted.until else 0
    return _OF_DAYS * math.exp(-max(before, after, 0) / _FADES)
