"""An open archive and everything that can be asked of it: the functions behind the command line, kept ready."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.embed.choose import query_embedder
from rag.compose import LivePipeline, open_searcher
from rag.contract import article_text_json, info_json, search_json
from rag.lookup.check import CheckedDraft
from rag.lookup.compose import compose_draft_checker, compose_tracer
from rag.lookup.draft import read_draft
from rag.lookup.shapes import check_json, trace_json
from rag.ranking import rank
from ui.doors.recall import Recall

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from index.embed import Embedder
    from index.search import Searcher
    from index.types import Filters
    from rag.lookup.check import DraftChecker
    from rag.lookup.trace import Tracer
    from rag.pipeline import Pipeline
    from rag.settings import Settings
    from rag.types import Answer, Event, Question

    Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What works on one generation of the store."""

    searcher: Searcher
    pipeline: Pipeline
    tracer: Tracer
    checker: DraftChecker
    info: Json


class Archive:
    """One store, ready to be asked from any thread; each request goes to the generation that is current then.

    Everything here raises what the function behind it raises, and StoreError where the store cannot be read.
    """

    def __init__(
        self, settings: Settings, searcher: Searcher, embedder: Embedder, *, live: LivePipeline
    ) -> None:
        self._settings = settings
        self._embedder = embedder
        self.live = live
        self._recall = Recall()
        self._now = self._parts(searcher, live.current()[1])

    def _parts(self, searcher: Searcher, pipeline: Pipeline) -> _Parts:
        return _Parts(
            searcher=searcher,
            pipeline=pipeline,
            tracer=compose_tracer(searcher, self._embedder),
            checker=compose_draft_checker(
                self._settings, searcher, self._embedder, check=pipeline.check
            ),
            info=info_json(searcher.store),
        )

    def _current(self) -> _Parts:
        searcher, pipeline = self.live.current()
        if searcher is not self._now.searcher:
            self._now = self._parts(searcher, pipeline)
        return self._now

    def ask(
        self, question: Question, *, k: int | None = None, earlier: Sequence[str] = ()
    ) -> Iterator[Event]:
        """Tell each step of an answer as it is done.

        Args:
            question: what is asked.
            k: passages to read and list.
            earlier: the questions of the conversation before it, oldest first.
        """
        now = self._current()
        pipeline = now.pipeline
        if k is not None:
            chosen = replace(pipeline.settings, read_k=k, show_k=k)
            pipeline = replace(pipeline, settings=chosen)
        scope = (now.info["generation"], question.filters, question.as_of)

        def answer(text: str, history: Sequence[Answer]) -> Answer:
            return now.pipeline.answer(replace(question, text=text), history)

        history = self._recall.turns(scope, earlier, answer)
        for event in pipeline.stream(question, history):
            if event.answer:
                self._recall.keep(scope, (*earlier, question.text), event.answer)
            yield event

    def search(self, question: Question, *, k: int) -> Json:
        """Rank passages, as `search --json` prints them."""
        hits = rank(question, self._current().searcher, k=k, settings=self._settings)
        return search_json(question.text, hits)

    def trace(self, excerpt: str, filters: Filters) -> Json:
        """Find where an excerpt comes from, as `trace --json` prints it."""
        return trace_json(self._current().tracer(excerpt, filters))

    def check(self, text: str, filters: Filters, *, markdown: bool) -> Iterator[Json | None]:
        """Footnote a draft, as `check --json` prints it: None for every sentence that is done, then the whole."""
        draft = read_draft(text, markdown=markdown)
        findings = []
        for finding in self._current().checker.stream(draft, filters):
            findings.append(finding)
            yield None
        yield check_json(CheckedDraft(draft=draft, findings=tuple(findings)))

    def article(self, article_id: str) -> Json | None:
        """Give a whole article; None where there is none of that id."""
        store = self._current().searcher.store
        found = store.article(article_id)
        return None if found is None else article_text_json(found, store.copies_of(found))

    def info(self) -> Json:
        """Say what the store holds, as `info --json` prints it."""
        return self._current().info


def open_archive(settings: Settings) -> Archive:
    """Open the store that the settings name.

    Raises:
        StoreError: the store is missing, damaged or was built with other settings.
    """
    embedder = query_embedder(settings.index, lasting=True)
    searcher = open_searcher(settings, embedder)
    return Archive(settings, searcher, embedder, live=LivePipeline(settings, searcher))
