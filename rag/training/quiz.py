"""Load news-quiz questions (RealTime QA) as reading questions: their explanations, their articles, and near misses.

The quiz gives the answer as words, not as a place: it is taken to stand where it occurs beside most of the question's
words, which is right more often than not (distant supervision, Mintz et al. 2009). Whole weeks are held apart.
"""

from __future__ import annotations

import lzma
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.training.data import Reading, digest, read_lines
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from index.types import Retrieved
    from rag.training.data import Span

    Search = Callable[[str], Sequence[Retrieved]]

ORIGIN = "quiz"
LINKED = 3  # the grade of an article that the quiz links to: its weeks are for development
LIKELY = 2  # the least grade of an article that a passage may be taken from
CALIBRATION_SHARE = 0.15  # of the other weeks
PASSAGES = 2  # of the linked articles, per question
NEGATIVES = 8
QUOTES = " .“”\"'‘’"
NO_SPAN = frozenset({"yes", "no", "true", "false", "all of the above", "none of the above"})
NEAR = 120  # characters on each side of an answer that are compared with the question


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """The quiz questions of some weeks: readings, and for each of them texts that look right and are not."""

    readings: list[Reading]
    negatives: list[list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """Which weeks (by the day of the quiz, `YYYY-MM-DD`) are for what."""

    train: frozenset[str]
    calibration: frozenset[str]
    development: frozenset[str]


def load_grades(folder: Path) -> dict[str, dict[str, int]]:
    """Read `qrels.tsv.xz`: question → article → grade."""
    grades: dict[str, dict[str, int]] = {}
    with lzma.open(folder / "qrels.tsv.xz", "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            question, article, grade, *_ = line.rstrip("\n").split("\t")
            grades.setdefault(question, {})[article] = int(grade)
    return grades


def split_weeks(
    rows: Iterable[Mapping[str, object]], grades: Mapping[str, Mapping[str, int]]
) -> Weeks:
    """Hold the weeks apart that have a question whose article the quiz links to; of the others, some to calibrate."""
    dates, development = set(), set()
    for row in rows:
        dates.add(str(row["date"]))
        if LINKED in grades.get(str(row["id"]), {}).values():
            development.add(str(row["date"]))
    free = sorted(dates - development, key=digest)
    calibration = free[: round(CALIBRATION_SHARE * len(free))]
    return Weeks(
        train=frozenset(free) - frozenset(calibration),
        calibration=frozenset(calibration),
        development=frozenset(development),
    )


def load_quiz(folder: Path, search: Search, part: str) -> Quiz:
    """Make the reading questions of one part of the weeks.

    Args:
        folder: of queries.jsonl.xz and qrels.tsv.xz.
        search: finds passages of the same data's articles, best first.
        part: "train", "calibration" or "development".
    """
    grades = load_grades(folder)
    rows = list(read_lines(folder / "queries.jsonl.xz"))
    weeks: frozenset[str] = getattr(split_weeks(rows, grades), part)
    quiz = Quiz(readings=[], negatives=[])
    for row in rows:
        if str(row["date"]) not in weeks:
            continue
        answers = spelled(row["answers"])
        if not answers:
            continue
        question = " ".join(str(row["question"]).split())
        found = search(question)
        near = [
            hit.passage.text
            for hit in found
            if not any(places(hit.passage.text, a) for a in answers)
        ][:NEGATIVES]
        likely = {a for a, grade in grades.get(str(row["id"]), {}).items() if grade >= LIKELY}
        own = [hit.passage.text for hit in found if hit.passage.article.id in likely]
        for text in dict.fromkeys([*explanations(row), *own[:PASSAGES]]):
            if reading := read(question, text, answers, week=str(row["date"])):
                quiz.readings.append(reading)
                quiz.negatives.append(near)
    return quiz


def spelled(answers: object) -> list[str]:
    """Take the answers that can stand in a text, without quotation marks around them."""
    bare = [str(a).strip(QUOTES) for a in answers] if isinstance(answers, list) else []
    return [a for a in bare if a and a.casefold() not in NO_SPAN]


def explanations(row: Mapping[str, object]) -> Iterator[str]:
    """List the texts that the quiz gives with a question."""
    evidence = row["evidence"] if isinstance(row["evidence"], list) else []
    for item in evidence:
        yield str(item["text"]).strip()


def places(text: str, answer: str) -> list[Span]:
    """Find an answer as whole words, whatever its case.

    >>> places("Two of two; two-thirds of twos", "two")
    [(0, 3), (7, 10), (12, 15)]
    """
    found = re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE)
    return [match.span() for match in found]


def read(question: str, text: str, answers: Sequence[str], *, week: str) -> Reading | None:
    """Make a reading question if an answer stands in the text: where most of the question's words are near it."""
    asked = content_stems(question)

    def beside(span: Span) -> int:
        around = text[max(0, span[0] - NEAR) : span[1] + NEAR]
        return len(set(asked) & all_stems(around))

    spans = [span for answer in answers for span in places(text, answer)]
    if not spans:
        return None
    best = max(spans, key=beside)
    return Reading(
        question=question,
        context=text,
        article=f"{ORIGIN}/{week}",
        origin=ORIGIN,
        answers=(text[best[0] : best[1]],),
        spans=(best,),
    )
