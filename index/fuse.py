"""Merge rankings."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def reciprocal_rank_fusion(
    rankings: Iterable[Sequence[Name]], *, k: int = 60
) -> list[tuple[Name, float]]:
    """Fuse rankings by Σ 1/(k + rank), rank from 1 (Cormack et al., SIGIR 2009).

    Ties keep the order in which names were first seen.

    >>> reciprocal_rank_fusion([["a", "b"], ["b", "c"]])[0][0]
    'b'
    """
    score: defaultdict[Name, float] = defaultdict(float)
    for ranking in rankings:
        for rank, name in enumerate(ranking, start=1):
            score[name] += 1 / (k + rank)
    return sorted(score.items(), key=lambda pair: -pair[1])
