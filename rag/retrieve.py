"""Plan → what was found, for each of its parts."""

from collections.abc import Callable
from dataclasses import replace

from index.types import Filters, Retrieved
from rag.types import Part, Plan

Search = Callable[[str, int, Filters], list[Retrieved]]


def retrieve(plan: Plan, *, search: Search, k: int) -> list[list[Retrieved]]:
    """Search for every part under the plan's filters; row i is what was found for part i, best first.

    Where a part prefers some articles these are searched a second time by themselves, so that none of them is lost
    among the others before it can be weighed.
    """
    return [_find(part, plan.filters, search, k) for part in plan.parts]


def _find(part: Part, filters: Filters, search: Search, k: int) -> list[Retrieved]:
    hits = search(part.text, k, filters)
    for narrowed in _narrowed(part, filters):
        known = {hit.passage.id for hit in hits}
        hits += [hit for hit in search(part.text, k, narrowed) if hit.passage.id not in known]
    return hits


def _narrowed(part: Part, filters: Filters) -> list[Filters]:
    """List the filters that let only preferred articles through: by their outlets, by their days."""
    wanted = part.preferred
    days = [filters.since, wanted.since], [filters.until, wanted.until]
    since = max((day for day in days[0] if day), default=None)
    until = min((day for day in days[1] if day), default=None)
    narrowed = []
    if wanted.sources:
        narrowed.append(replace(filters, sources=wanted.sources))
    if (wanted.since or wanted.until) and not (since and until and since > until):
        narrowed.append(replace(filters, since=since, until=until))
    return narrowed
