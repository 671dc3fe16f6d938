"""The path an article walks: read → compare with what is there → split → embed → write → switch."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from filelock import FileLock, Timeout

from index import generation
from index.articles import ArticleTable
from index.collect import Collector, Report
from index.copies import PERMUTATIONS, find_originals, signature
from index.errors import (
    InputError,
    StoreBusyError,
    StoreMismatchError,
    StoreMissingError,
    StoreWriteError,
)
from index.fill import VectorSource
from index.manifest import FORMAT, REBUILD, Fingerprint, altered, damaged
from index.resume import Checkpoint
from index.split import split
from index.store import Store
from index.vectors import kind_for, write_vectors
from index.words import WordIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.config import IndexConfig
    from index.copies import Signatures
    from index.embed import Embedder, Vectors
    from index.fill import ChooseEmbedder
    from index.progress import Progress
    from index.types import Article, Passage, Problem

Thing = TypeVar("Thing")

_WINDOW = 2048  # passages embedded, and kept as a checkpoint, at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """The parts of a build: `embedder` answers queries, `choose` picks who embeds the passages."""

    store: Path
    config: IndexConfig
    embedder: Embedder
    choose: ChooseEmbedder
    progress: Progress

    @property
    def fingerprint(self) -> Fingerprint:
        """All that shapes the store."""
        return Fingerprint(
            format=FORMAT,
            embedder=self.embedder.name,
            dim=self.embedder.dim,
            passage_chars=self.config.passage_chars,
        )

    def build(
        self,
        items: Iterable[Article | Problem],
        *,
        rebuild: bool = False,
        prune: Sequence[str] = (),
    ) -> Report:
        """Add `items` to the store as one new generation; what is already there stays.

        Args:
            items: articles, and problems met while reading them; read once, one in memory at a time.
            rebuild: start from nothing instead of from the current generation.
            prune: paths below which every article that is not among `items` is removed.

        Returns:
            The counts and every problem. When nothing is new or changed the store is left as it is.

        Raises:
            StoreBusyError: another process is writing to the store.
            StoreMismatchError, StoreDamagedError: the current generation cannot be added to.
            StoreWriteError: the disk is full, or the folder may not be written to.
            InputError: not one article could be read and there is no store yet.
        """

        def collect(collector: Collector) -> None:
            collector.take(items)
            collector.prune(prune)

        return self._alone(collect, rebuild=rebuild)

    def remove(self, article_ids: Sequence[str]) -> Report:
        """Take articles out of every part of the store, their older versions with them.

        Raises: what `build` raises; InputError if one of the ids is not in the store: nothing is removed then.
        """

        def collect(collector: Collector) -> None:
            collector.remove(article_ids)

        return self._alone(collect, rebuild=False)

    def _alone(self, collect: Callable[[Collector], None], *, rebuild: bool) -> Report:
        """Write a generation while no other process does."""
        try:
            self.store.mkdir(parents=True, exist_ok=True)
            with FileLock(self.store / "lock", timeout=0):
                return self._generate(collect, None if rebuild else self._current())
        except Timeout:
            raise StoreBusyError(
                f"another process is writing to {self.store}: try again later"
            ) from None
        except (OSError, sqlite3.DatabaseError) as error:
            raise StoreWriteError(f"cannot write to the store {self.store}: {error}") from error

    def _generate(self, collect: Callable[[Collector], None], old: Store | None) -> Report:
        try:
            part = generation.begin(self.store)
            begin_with = old.articles if old else None
            with closing(
                ArticleTable.create(part / "articles.sqlite", begin_with=begin_with)
            ) as table:
                collector = Collector(table, self.progress)
                collect(collector)
                report = collector.report
                if report.altered or (
                    old and old.manifest.vectors != kind_for(len(old), self.config)
                ):
                    self._write(table, old, part, report)
                elif old is None:
                    reasons = "; ".join(map(str, report.problems[:3])) or "the input is empty"
                    raise InputError(f"no article could be read: {reasons}")
                else:
                    report.articles, report.passages = len(old.articles), len(old)
        finally:
            generation.sweep(self.store)
        return report

    def _write(self, table: ArticleTable, old: Store | None, part: Path, report: Report) -> None:
        """Compare, split and embed, then write every part of the generation and switch to it."""
        signatures, originals = self._find_copies(table, old)
        (part / "signatures.bin").write_bytes(signatures.data)
        spans, before = self._split(table, old)
        kind = kind_for(len(spans), self.config)
        windows = self._embed(table, spans, before, old, report)
        write_vectors(part, windows, kind=kind, dim=self.embedder.dim)
        (part / "passages.bin").write_bytes(spans.data)  # tofile does not notice a full disk
        words = self._shown("words", passages(table, spans), len(spans))
        WordIndex.create(part / "words", words, copied=originals[spans[:, 0]] != spans[:, 0])
        report.articles, report.passages = len(table), len(spans)
        report.copies = int((originals != np.arange(len(originals))).sum())
        table.finish()
        generation.commit(
            part,
            fingerprint=self.fingerprint,
            version=version("dateline"),
            articles=report.articles,
            passages=report.passages,
            vectors=kind,
        )

    def _find_copies(
        self, table: ArticleTable, old: Store | None
    ) -> tuple[Signatures, NDArray[np.int32]]:
        """Note which article is a copy of which: all signatures, and the row of each one's original."""
        signatures: Signatures = np.zeros((len(table), PERMUTATIONS), dtype=np.uint32)
        for row, article in enumerate(self._shown("compare", iter(table), len(table))):
            known = old.signature_of(article) if old else None
            signatures[row] = signature(article.text) if known is None else known
        originals = find_originals(table.days(), signatures, lambda row: table.get(row).text)
        table.set_origins(originals.tolist())
        return signatures, originals

    def _split(
        self, table: ArticleTable, old: Store | None
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Cut every article: spans int32 (n, 3), and for each its row in `old`, -1 where it has none."""
        spans: list[tuple[int, int, int]] = []
        before: list[int] = []
        for row, article in enumerate(self._shown("split", iter(table), len(table))):
            kept = old.rows_of(article) if old else None
            if old and kept is not None:
                spans += [(row, int(old.passages[r, 1]), int(old.passages[r, 2])) for r in kept]
                before += kept
            else:
                cut = split(article, max_chars=self.config.passage_chars)
                spans += [(row, passage.start, passage.end) for passage in cut]
                before += [-1] * len(cut)
        return np.array(spans, dtype=np.int32).reshape(-1, 3), np.array(before, dtype=np.int32)

    def _embed(
        self,
        table: ArticleTable,
        spans: NDArray[np.int32],
        before: NDArray[np.int32],
        old: Store | None,
        report: Report,
    ) -> Iterator[Vectors]:
        """Give the vectors of all passages, float32 (window, dim) at a time, in row order."""
        source = VectorSource(
            dim=self.embedder.dim,
            choose=self.choose,
            recall=lambda row: (
                old.vectors.rows(int(before[row]), 1)[0] if old and before[row] >= 0 else None
            ),
            checkpoint=Checkpoint(
                generation.resume_folder(self.store), embedder=self.embedder.name
            ),
            progress=self.progress,
            total=int((before < 0).sum()),
        )
        every, start = passages(table, spans), 0
        while window := list(islice(every, _WINDOW)):
            yield source(range(start, start + len(window)), window)
            start += len(window)
        report.embedded, report.resumed = source.embedded, source.resumed

    def _current(self) -> Store | None:
        """Open the generation to add to, if there is one; damage would be copied into the next, and is refused."""
        try:
            old = Store.open(self.store, embedder=self.embedder.name)
        except StoreMissingError:
            return None
        if old.manifest.fingerprint != self.fingerprint:
            raise StoreMismatchError(
                f"the store {self.store} was built with {old.manifest.fingerprint}, the settings say"
                f" {self.fingerprint}: {REBUILD.format(store=self.store)}"
            )
        for file in altered(old.folder):
            raise damaged(file, "was altered")
        return old

    def _shown(self, stage: str, things: Iterator[Thing], total: int) -> Iterator[Thing]:
        """Pass things on, showing progress."""
        for done, thing in enumerate(things, start=1):
            yield thing
            self.progress(stage, done, total)


def passages(table: ArticleTable, spans: NDArray[np.int32]) -> Iterator[Passage]:
    """Read the passages at `spans`, int32 (n, 3), in order, one article in memory at a time."""
    at, article = -1, None
    for row, start, end in spans:
        if article is None or row != at:
            at, article = row, table.get(int(row))
        yield article.passage(int(start), int(end))
