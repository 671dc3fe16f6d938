"""Question → Plan."""

from rag.errors import QuestionError
from rag.types import Plan, Question


def plan(question: Question, *, max_chars: int) -> Plan:
    """Ask the question as it stands, of the articles its filters let through.

    Raises:
        QuestionError: it is empty, or longer than `max_chars`.
    """
    text = " ".join(question.text.split())
    if not any(character.isalnum() for character in text):
        raise QuestionError("the question is empty: ask something in words")
    if len(text) > max_chars:
        raise QuestionError(
            f"the question has {len(text):,} characters; the limit is {max_chars:,} (max_question_chars)"
        )
    return Plan(question=text, queries=(text,), filters=question.filters)
