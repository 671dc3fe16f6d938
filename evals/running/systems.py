"""Who is asked: dateline itself, and the baselines that every table shows beside it.

A system gives a pipeline for each question; baselines are the same pipeline with a part replaced, so that everything is
cited, checked and timed alike. `oracle` ones are told the evidence: they say what better retrieval or better reading
would bring.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from evals.errors import EvalError
from evals.measures.ranking import Hit
from index.embed.choose import query_embedder
from index.sentences import sentence_spans
from index.types import Retrieved
from rag.compose import compose
from rag.types import Draft, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.dataset import EvidenceSet, GoldQuestion
    from evals.running.ask import MakeSystem, System
    from index.embed import Embedder
    from index.search import Searcher
    from index.types import Article, Filters, Passage
    from rag.pipeline import Pipeline
    from rag.settings import Settings
    from rag.types import Plan

_SURE = 1.0


def system(name: str) -> MakeSystem:
    """Find a system by its name.

    Raises:
        EvalError: there is none of that name; the message lists them.
    """
    if name not in SYSTEMS:
        raise EvalError(f"there is no system {name!r}: {', '.join(SYSTEMS)}")
    return SYSTEMS[name]


def _dateline(settings: Settings, searcher: Searcher) -> System:
    """The pipeline that answers users."""
    pipeline = compose(settings, searcher, lasting=True)
    return lambda _question: pipeline


def _random(settings: Settings, searcher: Searcher) -> System:
    """A sentence drawn by chance from the articles that pass the filters; the same draw each time."""
    count = len(searcher.store)

    def make(question: GoldQuestion) -> Pipeline:
        def search(_query: str, k: int, filters: Filters) -> list[Retrieved]:
            allowed = searcher.store.allowed(filters)
            rows = [row for row in range(count) if allowed is None or allowed[row]]
            chosen = random.Random(question.id).sample(rows, min(k, len(rows)))  # noqa: S311 - chance that repeats
            return _as_found([searcher.store.passage(row) for row in chosen])

        base = compose(settings, searcher, write=_first_sentence)
        return replace(base, search=search, score=_as_given)

    return make


def _by(route: str, *, lead: bool) -> MakeSystem:
    """The first passage of one route: its first sentence, or the first of its article."""

    def make(settings: Settings, searcher: Searcher) -> System:
        routes = {"words": searcher.by_words, "vectors": searcher.by_vector}

        def search(query: str, k: int, filters: Filters) -> list[Retrieved]:
            if route in routes:
                return routes[route](query, k=k, filters=filters)
            return searcher(query, k=k, filters=filters)

        write = _lead if lead else _nearest_sentence(query_embedder(settings.index))
        base = compose(settings, searcher, write=write)
        pipeline = replace(base, search=search)
        if route in routes:
            pipeline = replace(pipeline, score=_as_given)
        return lambda _question: pipeline

    return make


def _oracle_passages(settings: Settings, searcher: Searcher) -> System:
    """Our reader, given the passages that hold the evidence and no others: what perfect retrieval would bring."""
    return _with_noise(settings, searcher, share=0.0)


def _noise(share: float) -> MakeSystem:
    def make(settings: Settings, searcher: Searcher) -> System:
        return _with_noise(settings, searcher, share=share)

    return make


def _with_noise(settings: Settings, searcher: Searcher, *, share: float) -> System:
    """Our reader over `read_k` passages, of which a share is about something else (the noise of RGB).

    The noise is what retrieval finds in other articles than those of the evidence. Passages are scored as those that
    are found, since the judge weighs that score. Without noise only the evidence is read, as many passages as it takes.

    Source: Chen et al. 2024 (RGB), §3: noise robustness.
    """
    base = compose(settings, searcher, lasting=True)

    def make(question: GoldQuestion) -> Pipeline:
        wanted = {span.article_id for span in question.spans}

        def search(query: str, k: int, filters: Filters) -> list[Retrieved]:
            gold = _holding(question, searcher)
            if share:
                gold = gold[: max(1, round(settings.read_k * (1 - share)))]
            others = [
                hit.passage
                for hit in searcher(query, k=k + 5 * settings.read_k, filters=filters)
                if hit.passage.article.id not in wanted
            ]
            noise = others[: round(len(gold) * share / (1 - share))] if gold else others[:k]
            return _as_found([*gold, *(noise if share or not gold else [])])

        return replace(base, search=search)

    return make


def _oracle_reader(settings: Settings, searcher: Searcher) -> System:
    """Our retrieval, and a reader that quotes the evidence wherever it is among what is read: perfect reading."""

    def make(question: GoldQuestion) -> Pipeline:
        sets = question.evidence or tuple(side.evidence for side in question.sides)

        def write(_plan: Plan, evidence: Sequence[Retrieved]) -> Draft:
            passages = [hit.passage for hit in evidence]
            held = _best_set(sets, passages)
            if not held:
                return Draft(sentences=(), refusal="insufficient_evidence", confidence=0.0)
            short = question.answers[0] if question.answers else None
            quotes = (Sentence(passage.text, (passage,)) for passage in held)
            return Draft(sentences=tuple(quotes), short_answer=short, confidence=_SURE)

        return compose(settings, searcher, write=write)

    return make


def _best_set(sets: Sequence[EvidenceSet], passages: Sequence[Passage]) -> list[Passage]:
    """Cut out the sentences of the first evidence set that is wholly among the passages."""
    for one in sets:
        held = []
        for span in one:
            for passage in passages:
                at = passage.text.find(span.quote)
                if at >= 0:
                    start = passage.start + at
                    held.append(passage.article.passage(start, start + len(span.quote)))
                    break
        if one and len(held) == len(one):
            return held
    return []


def _holding(question: GoldQuestion, searcher: Searcher) -> list[Passage]:
    """Find the passages that hold evidence, best set first; from the store, not by searching."""
    store = searcher.store
    found: dict[str, Passage] = {}
    sets = question.evidence or tuple(side.evidence for side in question.sides)
    for span in (span for one in sets for span in one):
        try:
            row = store.articles.row_of(span.article_id)
        except KeyError:
            continue
        for index in (int(i) for i in (store.passages[:, 0] == row).nonzero()[0]):
            passage = store.passage(index)
            hit = Hit(
                article_id=span.article_id, start=passage.start, end=passage.end, text=passage.text
            )
            if hit.holds(span) > 0:
                found[passage.id] = passage
    return list(found.values())


def _first_sentence(_plan: Plan, evidence: Sequence[Retrieved]) -> Draft:
    """Quote the first sentence of the first passage."""
    return (
        _quote(evidence[0].passage.article, evidence[0].passage.start) if evidence else _nothing()
    )


def _lead(_plan: Plan, evidence: Sequence[Retrieved]) -> Draft:
    """Quote the first sentence of the article of the first passage."""
    return _quote(evidence[0].passage.article, 0) if evidence else _nothing()


def _nearest_sentence(embed: Embedder) -> Callable[[Plan, Sequence[Retrieved]], Draft]:
    """Quote that sentence of the first passage which is nearest to the question in meaning."""

    def write(plan: Plan, evidence: Sequence[Retrieved]) -> Draft:
        if not evidence:
            return _nothing()
        passage = evidence[0].passage
        spans = [
            (start, end)
            for start, end in sentence_spans(passage.article.text)
            if start >= passage.start and end <= passage.end
        ] or [(passage.start, passage.end)]
        texts = [passage.article.text[start:end] for start, end in spans]
        vectors = embed([plan.question, *texts])
        best = int((vectors[1:] @ vectors[0]).argmax())
        quoted = passage.article.passage(*spans[best])
        return _say(quoted)

    return write


def _quote(article: Article, start: int) -> Draft:
    """Quote the first sentence from `start` on."""
    for first, last in sentence_spans(article.text):
        if first >= start:
            return _say(article.passage(first, last))
    return _nothing()


def _say(quoted: Passage) -> Draft:
    return Draft(
        sentences=(Sentence(quoted.text, (quoted,)),), confidence=_SURE, short_answer=quoted.text
    )


def _nothing() -> Draft:
    return Draft(sentences=(), refusal="not_in_corpus", confidence=0.0)


def _as_found(passages: Sequence[Passage]) -> list[Retrieved]:
    """Rank passages in the order given."""
    return [Retrieved(passage, -float(place), "fused") for place, passage in enumerate(passages)]


def _as_given(_question: str, passages: Sequence[Passage]) -> list[float]:
    """Score passages so that their order stays."""
    return [-float(place) for place in range(len(passages))]


SYSTEMS: dict[str, MakeSystem] = {
    "dateline": _dateline,
    "random": _random,
    "lead": _by("fused", lead=True),
    "bm25-lead": _by("words", lead=True),
    "dense": _by("vectors", lead=False),
    "oracle-passages": _oracle_passages,
    "oracle-reader": _oracle_reader,
    **{f"noise-{percent}": _noise(percent / 100) for percent in (20, 40, 60, 80)},
}
BASELINES = ("random", "lead", "bm25-lead", "dense", "oracle-passages", "oracle-reader")
