"""Index files from the command line, with a progress bar."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from index.build import Builder
from index.embed.bulk import bulk_embedder
from index.embed.minilm import MiniLM
from index.read import Reading
from index.salvage import stored_articles
from ui.progress import progress_bars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from index.build import Report
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


def index_paths(paths: Sequence[str], settings: Settings, *, rebuild: bool = False) -> IndexReport:
    """Read `paths`, or if there are none the store's own articles, into the store, showing progress on stderr.

    Raises:
        InputError: nothing could be read.
        StoreError: the store cannot be added to.
    """
    config = settings.index
    small = MiniLM()

    def choose(sample: Sequence[str], total: int) -> Embedder:
        return bulk_embedder(small, sample, total=total, batch=config.embed_batch)

    with progress_bars() as bars:
        builder = Builder(
            store=settings.store, config=config, embedder=small, choose=choose, progress=bars.show
        )
        items = (
            _counted(Reading(paths, config=config), bars)
            if paths
            else stored_articles(settings.store)
        )
        return IndexReport(store=settings.store, report=builder.build(items, rebuild=rebuild))


def _counted(reading: Reading, bars: Bars) -> Iterator[Article | Problem]:
    """Show how much of the input was read."""
    for item in reading:
        yield item
        bars.show("bytes", reading.read_bytes, reading.total_bytes)
