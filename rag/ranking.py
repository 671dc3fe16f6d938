"""Query → ranked passages, without an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.plan import plan

if TYPE_CHECKING:
    from index.search import Searcher
    from index.types import Retrieved
    from rag.settings import Settings
    from rag.types import Question


def rank(question: Question, searcher: Searcher, *, k: int, settings: Settings) -> list[Retrieved]:
    """Find the `k` best passages for a query under its filters, best first.

    Raises:
        QuestionError: the query is empty or too long.
    """
    planned = plan(question, max_chars=settings.max_question_chars)
    return searcher(planned.question, k=k, filters=planned.filters)
