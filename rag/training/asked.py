"""Questions with the passages that they are answered from, and which sentences answer them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from rag.compose import compose
from rag.training.data import read_lines
from rag.training.quiz import LIKELY, load_grades, places, spelled, split_weeks
from rag.training.quoted import WORKED_OUT
from rag.training.written import load_written
from rag.types import Draft, Question
from rag.write import may_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from index.search import Searcher
    from index.types import Article, Retrieved
    from rag.reader import Scored
    from rag.settings import Settings
    from rag.training.data import Span
    from rag.training.quoted import Quotation, Quoted
    from rag.training.threads import Thread
    from rag.types import Plan


def never(_: Scored) -> bool:
    """Say of every sentence that it is not right."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Posed:
    """A question, its day, the group that is held apart together, and whether a sentence answers it.

    `foreign`: it is asked of an archive that knows nothing of it, so no sentence does. `answers` are the words that
    were written down for it, one wording beside the other. `may_be_right` says of a sentence that is not held for right
    that it could be: nothing is to be learnt from it.
    """

    question: str
    as_of: date | None
    group: str
    is_right: Callable[[Scored], bool]
    foreign: bool = False
    answers: tuple[str, ...] = ()
    may_be_right: Callable[[Scored], bool] = never


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question and the passages that the pipeline would read for it, best first."""

    posed: Posed
    hits: list[Retrieved]


def gold_questions(path: Path) -> list[Posed]:
    """Read a gold set (docs/evals.md). Groups are event threads.

    A sentence is right if it overlaps evidence, or if an answer is read in it.
    """
    return [_gold(row) for row in map(json.loads, path.read_text("utf-8").splitlines())]


def archived_questions(path: Path, half: str) -> dict[int, list[Posed]]:
    """Read the questions of one half of a gold file whose rows name the archive to ask, by the number of that.

    What is right is what `quoted_questions` takes for it: of steps and names the last piece of evidence alone, and of
    comparisons no sentence because of its words.
    """
    parts: dict[int, list[Posed]] = {}
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        if row["half"] == half:
            if {"name", "two_hop"} & set(row["slice"]):
                row["evidence"] = [way[-1:] for way in row["evidence"]]
            if "comparison" in row["slice"]:
                row["answers"] = []
            parts.setdefault(int(row["archive"]), []).append(_gold(row))
    return parts


def _gold(row: Mapping[str, Any]) -> Posed:
    return Posed(
        question=str(row["question"]),
        as_of=date.fromisoformat(str(row["as_of"])) if row.get("as_of") else None,
        group=str(row["thread"]),
        is_right=_rests_on(row.get("evidence") or [], row.get("answers") or []),
        answers=tuple(row.get("answers") or ()),
    )


def _rests_on(
    evidence: Sequence[Sequence[Mapping[str, str]]], answers: Sequence[str]
) -> Callable[[Scored], bool]:
    spans = {
        (span["article_id"], int(span["start"]), int(span["end"]))
        for way in evidence
        for span in way
    }

    def is_right(sentence: Scored) -> bool:
        home = sentence.passage.article.id
        return _reads(sentence, answers)[1] or any(
            article == home and sentence.start < end and sentence.end > start
            for article, start, end in spans
        )

    return is_right


def _reads(sentence: Scored, answers: Sequence[str]) -> tuple[bool, bool]:
    """Say whether a sentence holds one of the answers, and whether it is read there."""
    text = sentence.passage.article.text[sentence.start : sentence.end]
    first, last = (at - sentence.start for at in sentence.answer)
    found = [span for answer in answers for span in places(text, answer)]
    return bool(found), any(start < last and end > first for start, end in found)


def quiz_questions(folder: Path) -> list[Posed]:
    """Read the quiz questions of the development weeks. Groups are weeks.

    A sentence is right if it holds the answer and is read so, or is of an article that is likely to tell it.
    """
    rows = list(read_lines(folder / "queries.jsonl.xz"))
    grades = load_grades(folder)
    weeks = split_weeks(rows, grades).development
    return [
        Posed(
            question=" ".join(str(row["question"]).split()),
            as_of=date.fromisoformat(str(row["date"])),
            group=str(row["date"]),
            is_right=_tells(answers, grades.get(str(row["id"]), {})),
            answers=tuple(answers),
        )
        for row in rows
        if str(row["date"]) in weeks and (answers := spelled(row["answers"]))
    ]


def _tells(answers: Sequence[str], grades: Mapping[str, int]) -> Callable[[Scored], bool]:
    likely = {article for article, grade in grades.items() if grade >= LIKELY}

    def is_right(sentence: Scored) -> bool:
        holds, read = _reads(sentence, answers)
        return holds and (read or sentence.passage.article.id in likely)

    return is_right


def written_questions(part: str, articles: Mapping[str, Article]) -> list[Posed]:
    """Take our own questions of one part, of articles with these texts. Groups are articles.

    A sentence is right if it is the one that was asked about, or if it holds the answer and is read so; none is, of a
    question without an answer.
    """
    return [
        Posed(
            question=one.question,
            as_of=None,
            group=one.article,
            is_right=_gives(one.article, articles[one.article].text, one.sentence, one.answer)
            if one.answer
            else never,
            answers=_words(articles[one.article].text, one.answer),
        )
        for one in load_written(part)
    ]


def thread_questions(threads: Sequence[Thread]) -> list[Posed]:
    """Take the questions about our own events. Groups are events."""
    return [
        Posed(
            question=one.question,
            as_of=one.as_of,
            group=thread.name,
            is_right=_gives(one.article.id, one.article.text, one.sentence, one.answer)
            if one.answer
            else never,
            answers=_words(one.article.text, one.answer),
        )
        for thread in threads
        for one in thread.questions
    ]


def quoted_questions(threads: Sequence[Thread], wanted: Sequence[Quoted]) -> list[Posed]:
    """Take the further questions about these events. Groups are events.

    A sentence is right that holds a quotation that gives the answer, or a piece of it. Another in which the answer is
    read may say the same.
    """
    names = {thread.name for thread in threads}
    return [
        Posed(
            question=one.question,
            as_of=None,
            group=one.event,
            is_right=_quoted_by(one.giving),
            answers=() if one.kind in WORKED_OUT else one.answers,
            may_be_right=never if one.kind in WORKED_OUT else _reading(one.answers),
        )
        for one in wanted
        if one.event in names
    ]


def _quoted_by(quotations: Sequence[Quotation]) -> Callable[[Scored], bool]:
    def is_right(read: Scored) -> bool:
        home = read.passage.article
        told = home.text[read.start : read.end].strip()
        return bool(told) and any(
            home.id == article and (q in told or told in q) for article, q in quotations
        )

    return is_right


def _reading(answers: Sequence[str]) -> Callable[[Scored], bool]:
    return lambda sentence: _reads(sentence, answers)[1]


def elsewhere(posed: Sequence[Posed]) -> list[Posed]:
    """Ask the same of an archive that knows nothing of it, and whose days are others."""
    return [
        replace(one, as_of=None, is_right=never, may_be_right=never, foreign=True, answers=())
        for one in posed
    ]


def _words(text: str, answer: Span | None) -> tuple[str, ...]:
    return (text[answer[0] : answer[1]],) if answer else ()


def _gives(article: str, text: str, sentence: Span, answer: Span) -> Callable[[Scored], bool]:
    told, words = text[sentence[0] : sentence[1]], text[answer[0] : answer[1]]

    def is_right(read: Scored) -> bool:
        home = read.passage.article
        # by its words: the archive may have cleaned the text, and offsets with it
        same = home.id == article and home.text[read.start : read.end].strip() in told
        return same or _reads(read, [words])[1]

    return is_right


def ask(posed: Sequence[Posed], settings: Settings, searcher: Searcher) -> list[Case]:
    """Ask every question as of its day, and keep what would be read for each of its parts."""
    asked: list[tuple[Plan, Sequence[Retrieved]]] = []

    def keep(plan: Plan, evidence: Sequence[Retrieved]) -> Draft:
        asked.append((plan, evidence))
        return Draft(sentences=(), confidence=0.0, refusal="insufficient_evidence")

    once = replace(settings, take_steps=False)  # what the question itself finds
    pipeline = compose(once, searcher, write=keep, lasting=True)
    cases = []
    with typer.progressbar(posed, label="asking") as shown:
        for one in shown:
            pipeline.answer(Question(one.question, as_of=one.as_of))
            plan, evidence = asked.pop()
            for part in plan.parts:
                hits = [hit for hit in evidence if may_answer(hit, part)]
                if hits:
                    cases.append(Case(posed=replace(one, question=part.text), hits=hits))
    return cases
