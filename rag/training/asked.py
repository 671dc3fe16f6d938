"""Questions with the passages that they are asked of, and which sentences answer them."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.types import Article
from rag.compose import compose
from rag.judge import Asked
from rag.training.data import digest, read_lines
from rag.training.quiz import LIKELY, load_grades, places, spelled, split_weeks
from rag.types import Draft, Question
from rag.words import all_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from index.search import Searcher
    from index.types import Passage, Retrieved
    from rag.lexical import Rarity
    from rag.reader import Scored
    from rag.settings import Settings
    from rag.training.data import Reading
    from rag.types import Plan

ORIGINS = frozenset({"new_wiki", "squad2"})  # the others are reviews and comments, far from news
DISTRACTORS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question; `is_right` says of a sentence whether it answers."""

    question: str
    passages: list[Passage]
    rarity: Rarity
    is_right: Callable[[Scored], bool]


def asked_of_archive(
    quiz: Path,
    part: str,
    settings: Settings,
    searcher: Searcher,
    rarity: Rarity,
    *,
    most: int,
    seed: int,
) -> list[Case]:
    """Ask quiz questions of some weeks as of their day, and keep what would be read for them.

    A sentence is right if it holds the answer and is read so, or is of an article that is likely to tell it.
    """
    rows = list(read_lines(quiz / "queries.jsonl.xz"))
    grades = load_grades(quiz)
    weeks: frozenset[str] = getattr(split_weeks(rows, grades), part)
    asked = [row for row in rows if str(row["date"]) in weeks and spelled(row["answers"])]
    chance = random.Random(seed)  # noqa: S311 - a seeded draw, no secret
    read: list[Retrieved] = []

    def keep(_: Plan, evidence: Sequence[Retrieved]) -> Draft:
        read[:] = evidence
        return Draft(sentences=(), confidence=0.0, refusal="insufficient_evidence")

    pipeline = compose(settings, searcher, write=keep)
    cases = []
    for row in chance.sample(asked, min(most, len(asked))):
        question = " ".join(str(row["question"]).split())
        pipeline.answer(Question(question, as_of=date.fromisoformat(str(row["date"]))))
        likely = {a for a, grade in grades.get(str(row["id"]), {}).items() if grade >= LIKELY}
        cases.append(
            Case(
                question=question,
                passages=[hit.passage for hit in read],
                rarity=rarity,
                is_right=_tells(spelled(row["answers"]), likely),
            )
        )
    return cases


def _tells(answers: Sequence[str], likely: set[str]) -> Callable[[Scored], bool]:
    def is_right(sentence: Scored) -> bool:
        text = sentence.passage.article.text[sentence.start : sentence.end]
        first, last = (at - sentence.start for at in sentence.answer)
        found = [span for answer in answers for span in places(text, answer)]
        read = any(start < last and end > first for start, end in found)
        return bool(found) and (read or sentence.passage.article.id in likely)

    return is_right


def asked_of_texts(readings: Sequence[Reading], *, most: int, seed: int) -> list[Case]:
    """Ask questions of their own text and of the texts that share most words; one in five without its own."""
    chance = random.Random(seed)  # noqa: S311 - a seeded draw, no secret
    own = [reading for reading in readings if reading.origin in ORIGINS]
    contexts = {reading.context: all_stems(reading.context) for reading in own}
    rarity = rarity_among(list(contexts.values()))
    cases = []
    for reading in chance.sample(own, min(most, len(own))):
        taken = Asked.of(reading.question, rarity)
        near = sorted(contexts, key=lambda text: -_shared(taken, contexts[text]))
        others = [text for text in near[: DISTRACTORS + 1] if text != reading.context][:DISTRACTORS]
        withheld = chance.random() < 1 / 5
        texts = others if withheld else [reading.context, *others]
        cases.append(
            Case(
                question=reading.question,
                passages=[_passage_of(text) for text in texts],
                rarity=rarity,
                is_right=_holds(reading),
            )
        )
    return cases


def _holds(reading: Reading) -> Callable[[Scored], bool]:
    def is_right(sentence: Scored) -> bool:
        home = sentence.passage.article.text == reading.context
        return home and any(sentence.start <= at < sentence.end for at, _ in reading.spans)

    return is_right


def _shared(asked: Asked, stems: frozenset[str]) -> float:
    """Weigh the words of a question that are among `stems`."""
    return sum(weight for word, weight in asked.weights.items() if word in stems)


def _passage_of(text: str) -> Passage:
    return Article(id=digest(text), text=text).passage(0, len(text))


def rarity_among(texts: Sequence[frozenset[str]]) -> Rarity:
    """Weigh a stem by its inverse document frequency among `texts`, in (0, 1]."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in text:
            counts[word] = counts.get(word, 0) + 1
    most = math.log((len(texts) + 1) / 0.5)
    return lambda word: math.log((len(texts) + 1) / (counts.get(word, 0) + 0.5)) / most
