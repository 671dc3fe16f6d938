"""Runs of `dateline eval` as the page shows them, and questions for the next one: the page's one door to `evals`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from evals.dataset import GoldQuestion, Span, to_json
from ui.feedback import append_row

if TYPE_CHECKING:
    from pathlib import Path

    from rag.types import Answer

QUESTIONS = "questions.jsonl"


def add_question(folder: Path, answer: Answer) -> None:
    """Add a question to the eval set of a folder, its answer and the words cited as gold: somebody should read it over.

    Raises:
        SettingsError: the file cannot be written.
    """
    asked = answer.question.text
    short = answer.short_answer
    spans = tuple(
        (Span(article_id=c.article.id, start=c.start, end=c.end, quote=c.quote),)
        for statement in answer.statements
        for c in statement.citations
    )
    question = GoldQuestion(
        id=f"page-{hashlib.sha256(asked.encode()).hexdigest()[:10]}",
        question=asked,
        answers=(short,) if short else (),
        evidence=tuple(dict.fromkeys(spans)),
        as_of=answer.question.as_of,
        unanswerable=answer.abstained,
        why="absent_attribute" if answer.abstained else None,
        origin="page",
    )
    append_row(folder / QUESTIONS, to_json(question))
