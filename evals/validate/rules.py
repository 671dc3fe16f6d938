"""What must hold of a question set: one line for each fault (docs/evals.md lists the demands)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evals.dataset import NO_THREAD
from evals.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evals.dataset import EvidenceSet, GoldQuestion
    from evals.locate import Articles

DERIVED = "derived"  # the tag of a question whose answer is worked out, not quoted


def problems(sets: Mapping[str, Sequence[GoldQuestion]], articles: Articles) -> Iterator[str]:
    """Say what is wrong with question sets, each by its file's name: one line for each fault."""
    for name, questions in sets.items():
        for question in questions:
            found = [
                *_spans(question, articles),
                *(_unanswerable if question.unanswerable else _answerable)(question, articles),
                *_stale(question),
                *_own_split(question, name),
            ]
            yield from (f"{name}: {question.id}: {what}" for what in found)
    yield from _repeated([q for questions in sets.values() for q in questions])
    yield from _shared_threads([q for questions in sets.values() for q in questions])


def _spans(question: GoldQuestion, articles: Articles) -> Iterator[str]:
    """Every quotation stands at its offsets, in an article that could be known."""
    for span in question.spans:
        try:
            article = articles.named(span)
        except DatasetError as error:
            yield str(error)
            continue
        if not span.located:
            yield f"no offsets yet for {span.quote[:50]!r}: run python -m evals.validate --fill"
        elif article.text[span.start : span.end] != span.quote:
            yield f"{article.id} does not say {span.quote[:50]!r} at {span.start}-{span.end}"
        if question.as_of and not (article.published and article.published <= question.as_of):
            yield f"{article.id} was published after {question.as_of}"


def _answerable(question: GoldQuestion, articles: Articles) -> Iterator[str]:
    """There is an answer, and the evidence says it."""
    if not (question.answers or question.items or question.sides):
        yield "is answerable and has no answers"
    if not (question.evidence or question.sides):
        yield "is answerable and has no evidence"
    if question.why or question.absent or question.instead:
        yield "is answerable, but why, absent or instead is given"
    if len(question.sides) == 1:
        yield "a conflict has at least two sides"
    if DERIVED not in question.slices:
        yield from _unsaid(question, articles)


def _unsaid(question: GoldQuestion, articles: Articles) -> Iterator[str]:
    """Each evidence set says an answer, or every item; each side's evidence says its value."""
    for number, one in enumerate(question.evidence, start=1):
        said = _said(one, articles)
        if question.items:
            wanted = [names for names in question.items if not _any(names, said)]
            yield from (f"evidence set {number} does not say {names[0]!r}" for names in wanted)
        elif question.answers and not _any(question.answers, said):
            yield f"evidence set {number} says none of the answers"
    for side in question.sides:
        if not _any(side.names, _said(side.evidence, articles)):
            yield f"the evidence of the side {side.value!r} does not say so"


def _unanswerable(question: GoldQuestion, articles: Articles) -> Iterator[str]:
    """There is no answer, and that is proved."""
    if question.answers or question.items or question.sides or question.evidence:
        yield "is unanswerable, but answers, items, sides or evidence are given"
    if not question.why:
        yield "is unanswerable and does not say why"
    if not (question.absent or question.instead):
        yield "is unanswerable without a proof: give absent or instead"
    for phrases in question.absent:
        held = articles.together(phrases, within=question.within, until=question.as_of)
        if held:
            yield f"{' + '.join(phrases)} stand together in {held.id}"


def _stale(question: GoldQuestion) -> Iterator[str]:
    right = {folded(answer) for answer in question.answers}
    yield from (
        f"{old!r} is both stale and right" for old in question.stale if folded(old) in right
    )


def _own_split(question: GoldQuestion, name: str) -> Iterator[str]:
    stem = name.rpartition("/")[2].removesuffix(".jsonl")
    if stem in {"dev", "test"} and question.split not in {None, stem}:
        yield f"is of the split {question.split}"


def _repeated(questions: Sequence[GoldQuestion]) -> Iterator[str]:
    """No id and no question twice; the same words as of another day, and twins, are other questions."""
    ids: set[str] = set()
    asked: dict[tuple[str, object], str] = {}
    for question in questions:
        if question.id in ids:
            yield f"the id {question.id} occurs twice"
        ids.add(question.id)
        key = folded(question.question), question.as_of
        if key in asked:
            yield f"{question.id} asks what {asked[key]} asks"
        asked.setdefault(key, question.id)


def _shared_threads(questions: Sequence[GoldQuestion]) -> Iterator[str]:
    splits: dict[str, set[str]] = {}
    for question in questions:
        if question.split and question.thread != NO_THREAD:
            splits.setdefault(question.thread, set()).add(question.split)
    yield from (
        f"the thread {name} is in dev and in test" for name in splits if len(splits[name]) > 1
    )


def _said(spans: EvidenceSet, articles: Articles) -> str:
    """All that the spans say, and the headlines and dates of their articles: an answer may be the day itself."""
    texts = [span.quote for span in spans]
    for span in spans:
        if span.article_id in articles.by_id:
            article = articles.by_id[span.article_id]
            day = article.published
            texts += [article.title, article.source or "", f"{day.day} {day:%B %Y}" if day else ""]
    return folded(" ".join(texts))


def _any(names: Sequence[str], said: str) -> bool:
    return any(f" {folded(name)} " in f" {said} " for name in names)


def folded(text: str) -> str:
    """Keep words and numbers only, in small letters.

    >>> folded("The 1.5-metre wall, he said.")
    'the 1 5 metre wall he said'
    """
    return " ".join(re.findall(r"\w+", text.casefold()))
