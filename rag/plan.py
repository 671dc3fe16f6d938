"""Question → Plan."""

from dataclasses import replace

from rag.errors import QuestionError
from rag.types import Plan, Question


def plan(question: Question, *, max_chars: int) -> Plan:
    """Ask the question as it stands, of the articles its filters let through.

    Raises:
        QuestionError: it is empty, or longer than `max_chars`.
    """
    readable = question.text.encode(
        "utf-8", "replace"
    ).decode()  # a terminal may hand over half characters
    text = " ".join(readable.split())
    if not any(character.isalnum() for character in text):
        raise QuestionError("the question is empty: ask something in words")
    if len(text) > max_chars:
        raise QuestionError(
            f"the question has {len(text):,} characters; the limit is {max_chars:,} (max_question_chars)"
        )
    filters = question.filters
    if question.as_of:
        filters = replace(filters, until=min(filters.until or question.as_of, question.as_of))
    return Plan(question=text, queries=(text,), filters=filters)
