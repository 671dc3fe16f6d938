"""Index files from the command line, with a progress bar."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from index.build import Builder
from index.embed.choose import passage_embedder, query_embedder
from index.read import Reading
from index.salvage import stored_articles
from index.store import Store
from ui.progress import progress_bars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from index.collect import Report
    from index.embed import Embedder
    from index.types import Article, Problem
    from rag.settings import Settings
    from ui.progress import Bars


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What a run did, and to which store."""

    store: Path
    report: Report

    @property
    def problems(self) -> list[Problem]:
        """Everything that could not be read."""
        return self.report.problems

    @property
    def as_json(self) -> dict[str, Any]:
        """As `index --json` prints it."""
        return {"store": str(self.store), **asdict(self.report)}


def index_paths(
    paths: Sequence[str],
    settings: Settings,
    *,
    columns: tuple[str, ...] = (),
    rebuild: bool = False,
    prune: bool = False,
    bars: Bars | None = None,
) -> IndexReport:
    """Read `paths`, or if there are none the store's own articles, into the store, showing progress.

    Args:
        paths: files, folders, patterns, or `-`.
        settings: where the store is, and the limits.
        columns: `field=column` of the command line; they go before those of the settings.
        rebuild: start anew instead of adding to the store.
        prune: remove the articles that came from `paths` and are no longer there.
        bars: what shows progress; by default bars on stderr.

    Raises:
        InputError: nothing could be read, or `columns` names no field of ours.
        StoreError: the store cannot be added to.
    """
    config = replace(settings.index, columns=columns or settings.index.columns)
    reading = Reading(paths, config=config)
    with nullcontext(bars) if bars else progress_bars() as shown:
        items = _counted(reading, shown) if paths else stored_articles(settings.store)
        report = _builder(settings, shown).build(
            items, rebuild=rebuild, prune=reading.tops if prune else ()
        )
    return IndexReport(store=settings.store, report=report)


def remove_articles(article_ids: Sequence[str], settings: Settings) -> IndexReport:
    """Take articles out of the store of the settings.

    Raises:
        InputError: one of them is not in the store.
        StoreError: there is no store, or it cannot be written.
    """
    Store.open(settings.store)  # there must be one
    with progress_bars() as bars:
        report = _builder(settings, bars).remove(article_ids)
    return IndexReport(store=settings.store, report=report)


def _builder(settings: Settings, bars: Bars) -> Builder:
    config = settings.index
    queries = query_embedder(config)

    def choose(sample: Sequence[str], total: int) -> Embedder:
        return passage_embedder(config, queries, sample, total)

    return Builder(
        store=settings.store, config=config, embedder=queries, choose=choose, progress=bars.show
    )


def _counted(reading: Reading, bars: Bars) -> Iterator[Article | Problem]:
    """Show how much of the input was read."""
    for item in reading:
        yield item
        bars.show("bytes", reading.read_bytes, reading.total_bytes)
