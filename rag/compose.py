"""The one place where the real parts are made from the settings and put together."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

from index.embed.choose import PACKAGED, query_embedder
from index.search import Searcher
from index.store import Store
from rag.check import StatementChecker
from rag.judge import JudgedReader, judge_weights
from rag.lexical import coverage
from rag.pipeline import Pipeline
from rag.reader import load_reader
from rag.selector import load_selector, without_reading
from rag.support import load_support
from rag.types import Searched
from rag.words import content_stems, words
from rag.write import ExtractiveWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.embed import Embedder
    from index.types import Filters, Passage, Retrieved
    from rag.check import Judge
    from rag.judge import ReadSentences
    from rag.lexical import Rarity
    from rag.pipeline import Survey
    from rag.rerank import Scorer
    from rag.selector import Choose
    from rag.settings import Settings
    from rag.support import Support
    from rag.types import Answer, Event, Plan, Question
    from rag.write import Write

_WORDS_COUNT = 0.4  # weight of the words beside the cosine
_HEADLINE_COUNTS = 0.1  # and of those that stand in the headline


def open_searcher(
    settings: Settings, embedder: Embedder | None = None, *, lasting: bool = False
) -> Searcher:
    """Open the store that the settings name, ready to be searched; `lasting` as for `compose`.

    Raises:
        StoreError: the store is missing, damaged or was built with other settings.
    """
    embedder = embedder or query_embedder(settings.index, lasting=lasting)
    return Searcher(Store.open(settings.store, embedder=embedder.name), embedder)


def open_pipeline(settings: Settings) -> Pipeline:
    """Open the store and load the models, side by side: a fresh process answers a fifth of a second sooner.

    Raises:
        StoreError: the store is missing, damaged or was built with other settings.
    """
    with ThreadPoolExecutor(1) as beside:
        if settings.model == "extractive":
            # `lasting` is said as `compose` says it: other words are another call, and load once more
            beside.submit(load_reader, lasting=False)
            beside.submit(_selector, settings, lasting=False)
        searcher = open_searcher(settings)
    return compose(settings, searcher)


def compose(
    settings: Settings, searcher: Searcher, *, write: Write | None = None, lasting: bool = False
) -> Pipeline:
    """Put a pipeline together.

    Args:
        settings: all choices.
        searcher: of the store.
        write: in the place of the writer that the settings name.
        lasting: for a process that stays: models take longer to load and less time to read.
    """
    rarity = rarity_in(searcher.store)

    def search(query: str, k: int, filters: Filters) -> list[Retrieved]:
        return searcher(query, k=k, filters=filters)

    return Pipeline(
        search=search,
        score=_scorer(settings, searcher, rarity),
        write=write or _writer(settings, searcher, rarity, lasting=lasting),
        check=StatementChecker(
            min_support=settings.min_support, judge=support_judge(settings, lasting=lasting)
        ),
        settings=settings,
        outlets=outlets_of(searcher.store),
        survey=survey_of(searcher.store),
    )


class LivePipeline:
    """A pipeline for a process that stays: each question goes to the generation that is current when it is asked."""

    def __init__(
        self, settings: Settings, searcher: Searcher, *, write: Write | None = None
    ) -> None:
        self._settings = settings
        self._write = write
        self._now = searcher, compose(settings, searcher, write=write, lasting=True)

    def stream(self, question: Question, history: Sequence[Answer] = ()) -> Iterator[Event]:
        """Tell each step as it is done, as `Pipeline.stream` does.

        Raises:
            StoreError: the new generation cannot be opened, or is for another embedder.
            QuestionError, ChatModelError: as `Pipeline.stream`.
        """
        yield from self.current()[1].stream(question, history)

    def current(self) -> tuple[Searcher, Pipeline]:
        """Open the generation that is current now, unless it is open already.

        Raises:
            StoreError: it cannot be opened, or is for another embedder.
        """
        searcher, pipeline = self._now
        if (fresh := searcher.refreshed()) is not searcher:
            pipeline = compose(self._settings, fresh, write=self._write, lasting=True)
            self._now = fresh, pipeline
        return self._now

    @property
    def settings(self) -> Settings:
        """The settings that it was made from."""
        return self._settings


def rarity_in(store: Store) -> Rarity:
    """Weigh a stem by its inverse document frequency over passages, in (0, 1]; 1: it stands nowhere."""
    count = len(store)

    def rarity(word: str) -> float:
        held = store.words.document_frequency(word)
        return math.log((count + 1) / (held + 0.5)) / math.log((count + 1) / 0.5)

    return rarity


def passage_scorer(searcher: Searcher, rarity: Rarity) -> Scorer:
    """Score a passage by its meaning (cosine), by the share of the question's words that it holds, and its headline.

    On the development questions this ranks better than either route or their fusion (docs/benchmarks.md).
    """

    def score(question: str, passages: Sequence[Passage]) -> list[float]:
        weights = {word: rarity(word) for word in content_stems(question)}
        held = [coverage(weights, f"{p.article.title} {p.text}") for p in passages]
        headed = [coverage(weights, p.article.title) for p in passages]
        near = searcher.similarity(question, passages)
        return [
            cosine + _WORDS_COUNT * share + _HEADLINE_COUNTS * above
            for cosine, share, above in zip(near, held, headed, strict=True)
        ]

    return score


def _scorer(settings: Settings, searcher: Searcher, rarity: Rarity) -> Scorer:
    """Make the reranker that the settings name."""
    if settings.reranker == PACKAGED:
        return passage_scorer(searcher, rarity)
    from rag.named_models import load_named_ranker

    return load_named_ranker(settings.reranker)


def _reader(settings: Settings, *, lasting: bool) -> ReadSentences:
    """Make the reader that the settings name."""
    if settings.reader == PACKAGED:
        return load_reader(lasting=lasting)
    from rag.named_models import load_named_reader

    return load_named_reader(settings.reader)


def _selector(settings: Settings, *, lasting: bool) -> Choose:
    """Make the selector that the settings name; `auto` was decided when they were loaded."""
    if settings.selector != "large":
        return load_selector(lasting=lasting)
    from rag.large_selector import load_large_selector

    chosen = load_large_selector(lasting=lasting)
    return chosen if settings.reader == PACKAGED else without_reading(chosen)


def support_judge(settings: Settings, *, lasting: bool = False) -> Judge | None:
    """Make the judge of support that the settings name; ours is loaded when it is first asked."""
    if settings.checker == "words":
        return None
    if settings.checker != PACKAGED:
        from rag.named_models import load_named_judge

        return load_named_judge(settings.checker)

    def judge(pairs: Sequence[tuple[str, str]]) -> list[Support]:
        return load_support(lasting=lasting)(pairs)

    return judge


def outlets_of(store: Store) -> Callable[[], tuple[str, ...]]:
    """Name the outlets of a store; they are read once, when they are first asked for."""
    return cache(lambda: tuple(name for name in store.articles.sources() if name))


def survey_of(store: Store) -> Survey:
    """Say what of a store a plan looks through, and which words of the question stand nowhere in it."""

    def survey(plan: Plan) -> Searched:
        articles, first, last = store.span(plan.filters)
        terms = tuple(word for word in words(plan.question) if content_stems(word))
        unknown = tuple(word for word in terms if not store.words.document_frequency(word))
        return Searched(articles=articles, first=first, last=last, terms=terms, unknown=unknown)

    return survey


def _writer(settings: Settings, searcher: Searcher, rarity: Rarity, *, lasting: bool) -> Write:
    """Make the writer that the settings name."""
    store = searcher.store

    def unknown(question: str) -> list[str]:
        asked = [word for word in words(question) if content_stems(word)]
        return [word for word in asked if not store.words.document_frequency(word)]

    quoting = ExtractiveWriter(
        JudgedReader(
            _reader(settings, lasting=lasting),
            rarity,
            searcher.likeness,
            _selector(settings, lasting=lasting),
            judge_weights(settings.selector),
        ),
        unknown,
        min_confidence=settings.min_confidence,
        max_statements=settings.max_statements,
        weigh=rarity,
    )
    if settings.model == "extractive":
        return quoting
    from rag.chat import chat_writer

    return chat_writer(settings, quoting)
