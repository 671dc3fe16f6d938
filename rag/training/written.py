"""Questions written for dateline over articles of RealTime QA, as reading questions with near misses of their own.

`questions.jsonl` beside this file has our words alone; what an article says is named by its characters: `sentence`
and `answer` are [start, end) of the text in corpus.jsonl.xz. A question without an answer is one that its `sentence`
(there: a whole excerpt) only seems to answer. Whole articles are held apart.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from index.config import IndexConfig
from index.split import split
from index.types import Article
from rag.asked import asked_kind, find_answers
from rag.lexical import sentences_of
from rag.reader import under_headline
from rag.training.data import Reading, read_lines
from rag.training.data import places as parts_of
from rag.training.quiz import NEGATIVES, Quiz, places
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from index.types import Passage
    from rag.training.data import Span
    from rag.training.quiz import Search

ORIGIN = "written"
ALONE = "{}, the sentence alone"
TOLD = 0.5  # of an answer's words: a text that has more of them may tell it in other words
OWN = 3  # near misses of the article itself, at most
SEEMING = 2  # passages, and sentences, that a question without an answer is asked of
KIND = 0.3  # what an answer of the kind asked for counts beside the share of the question's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One question; `sentence` and `answer` are characters of the article's text, `answer` None if there is none."""

    question: str
    article: str
    sentence: Span
    answer: Span | None


def load_written(part: str | None = None) -> list[Written]:
    """Load the questions of one part ("train", "calibration", "development"), or all."""
    lines = files("rag.training").joinpath("questions.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    part_of = parts_of({str(row["article"]) for row in rows})
    return [
        Written(
            question=row["question"],
            article=row["article"],
            sentence=(row["sentence"][0], row["sentence"][1]),
            answer=(row["answer"][0], row["answer"][1]) if row["answer"] else None,
        )
        for row in rows
        if part is None or part_of[row["article"]] == part
    ]


def load_articles(folder: Path, wanted: Sequence[Written]) -> dict[str, Article]:
    """Read the articles that questions are about from `corpus.jsonl.xz`."""
    ids = {one.article for one in wanted}
    rows = (row for row in read_lines(folder / "corpus.jsonl.xz") if row["id"] in ids)
    return {
        str(row["id"]): Article(id=str(row["id"]), title=str(row["title"]), text=str(row["text"]))
        for row in rows
    }


def written_readings(
    wanted: Sequence[Written],
    articles: Mapping[str, Article],
    search: Search,
    origin: str = ORIGIN,
) -> Quiz:
    """Make reading questions: each asked of its passage and of its sentence alone, with near misses of both sizes.

    Of what a question without an answer seems to be answered by, its likest passages and sentences are read.
    """
    quiz = Quiz(readings=[], negatives=[])
    cut = {
        name: split(article, max_chars=IndexConfig().passage_chars)
        for name, article in articles.items()
    }
    for one in wanted:
        passages = cut[one.article]
        held = [p for p in passages if p.start < one.sentence[1] and p.end > one.sentence[0]]
        if one.answer is None:
            near = [*likest(one.question, held)[:SEEMING], *_likest_sentences(one.question, held)]
            quiz.readings.extend(_reading(one, passage, origin) for passage in near)
            quiz.negatives.extend([] for _ in near)
            continue
        first, last = one.answer
        home = next((p for p in held if p.start <= first and last <= p.end), None)
        if home is None:
            continue
        told = home.text[first - home.start : last - home.start]
        found = [hit.passage for hit in search(one.question)]
        far = [p for p in found if p.article.id != one.article and not may_tell(p.text, told)]
        near = [p for p in passages if p is not home and not may_tell(p.text, told)]
        near = likest(one.question, near)[:OWN]
        sentence = home.article.passage(*one.sentence)
        quiz.readings.append(_reading(one, home, origin))
        quiz.readings.append(_reading(one, sentence, ALONE.format(origin)))
        quiz.negatives.append([under_headline(p) for p in [*near, *far[: NEGATIVES - OWN]]])
        alone = _likest_sentences(one.question, [home, *near, *far[:OWN]], told)
        quiz.negatives.append([under_headline(p) for p in alone])
    return quiz


def _reading(one: Written, passage: Passage, origin: str) -> Reading:
    text = under_headline(passage)
    shift = len(text) - len(passage.text) - passage.start
    spans = ((one.answer[0] + shift, one.answer[1] + shift),) if one.answer else ()
    return Reading(
        question=one.question,
        context=text,
        article=f"{origin.partition(',')[0]}/{one.article}",
        origin=origin,
        answers=tuple(text[start:end] for start, end in spans),
        spans=spans,
    )


def _likest_sentences(
    question: str, passages: Sequence[Passage], answer: str | None = None
) -> list[Passage]:
    """Pick the sentences that look most like an answer, of those that may not tell it."""
    sentences = [
        sentence
        for passage in passages
        for start, end in sentences_of(passage)
        if not may_tell((sentence := passage.article.passage(start, end)).text, answer)
    ]
    return likest(question, sentences)[: NEGATIVES if answer else SEEMING]


def likest(question: str, passages: Sequence[Passage]) -> list[Passage]:
    """Sort by the share of the question's words, and by whether there is an answer of the kind that it asks for."""
    asked, kind = set(content_stems(question)), asked_kind(question)

    def likeness(passage: Passage) -> float:
        shared = len(asked & all_stems(passage.text)) / max(1, len(asked))
        fits = bool(kind.answer and find_answers(kind, passage.text))
        return shared + KIND * fits

    return sorted(passages, key=likeness, reverse=True)


def may_tell(text: str, answer: str | None) -> bool:
    """Whether a text may give an answer: it holds its words in order, or most of a longer one's in any.

    Where there is no answer, no text gives it.

    >>> may_tell("The brakes were not checked for weeks.", "nobody had checked the brakes")
    True
    """
    if answer is None:
        return False
    if places(text, answer):
        return True
    stems = set(content_stems(answer))
    return len(stems) > 1 and len(stems & all_stems(text)) > TOLD * len(stems)
