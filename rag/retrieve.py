"""Plan → what was found."""

from collections.abc import Callable

from index.fuse import reciprocal_rank_fusion
from index.types import Filters, Retrieved
from rag.types import Plan

Search = Callable[[str, int, Filters], list[Retrieved]]


def retrieve(plan: Plan, *, search: Search, k: int) -> list[Retrieved]:
    """Run every query of the plan under its filters and fuse the rankings, best first."""
    runs = [search(query, k, plan.filters) for query in plan.queries]
    if len(runs) == 1:
        return runs[0]
    found = {hit.passage.id: hit for run in runs for hit in run}
    fused = reciprocal_rank_fusion([[hit.passage.id for hit in run] for run in runs])
    return [Retrieved(found[name].passage, score, "fused") for name, score in fused[:k]]
