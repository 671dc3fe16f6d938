"""Make reading questions of what is asked about invented events (`rag.training.threads`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.config import IndexConfig
from index.split import split
from index.types import Retrieved
from rag.training.quiz import Quiz
from rag.training.threads import LATEST, ORIGIN
from rag.training.written import Written, likest, written_readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Passage
    from rag.training.threads import Thread, Told


def thread_readings(threads: Sequence[Thread]) -> Quiz:
    """Make reading questions, with near misses from the other articles of their event.

    Other events have none: "how large is the fine?" may be answered there, too. How things stand is told otherwise by
    older articles, which are not wrong for that: they are no near misses of such a question.
    """
    quiz = Quiz(readings=[], negatives=[])
    for thread in threads:
        articles = {article.id: article for article in thread.articles}
        passages = [
            passage
            for article in thread.articles
            for passage in split(article, max_chars=IndexConfig().passage_chars)
        ]

        def others(question: str, own: Sequence[Passage] = tuple(passages)) -> Sequence[Retrieved]:
            return [Retrieved(passage, 0.0, "fused") for passage in likest(question, own)]

        for late in (False, True):
            wanted = [_written(one) for one in thread.questions if (one.kind == LATEST) == late]
            found = written_readings(wanted, articles, _nothing if late else others, ORIGIN)
            quiz.readings.extend(found.readings)
            quiz.negatives.extend(found.negatives)
    return quiz


def _nothing(_: str) -> Sequence[Retrieved]:
    return []


def _written(one: Told) -> Written:
    """A question without an answer is asked of what looks most like one in its whole article."""
    return Written(
        question=one.question,
        article=one.article.id,
        sentence=one.sentence if one.answer else (0, len(one.article.text)),
        answer=one.answer,
    )
