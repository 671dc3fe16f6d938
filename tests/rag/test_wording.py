"""Questions that ask for a name in a roundabout way."""

import pytest

from rag.plan import plan
from rag.types import Question
from rag.wording import plainly


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("What is the name of the captain of the Haldis?", "Who is the captain of the Haldis?"),
        ("What was the name of the only ferry to Skell Island?", "What was the only ferry to Skell Island?"),
        ("What were the names of the two guards who hid?", "Which two guards hid?"),
        ("What is the name of the sailor who swam ashore?", "Which sailor swam ashore?"),
        ("What is the new station called?", "What is the new station?"),
        ("What is the mayor's dog called?", "What is the mayor's dog?"),
        ("Name the ship that sank.", "Which ship sank?"),
        ("Name the three members of the commission.", "Which three members of the commission?"),
        ("Give me the name of the captain of the Haldis", "Which captain of the Haldis?"),
        ("Tell me the length of the crack.", "What is the length of the crack?"),
        ("What is the first name of the captain?", "What is the first name of the captain?"),
        ("Who is the captain?", "Who is the captain?"),
        ("What did he call the name of the game?", "What did he call the name of the game?"),
        ("Name?", "Name?"),
        ("Tell me how long it was.", "Tell me how long it was."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_asked_for_plainly(asked: str, plain: str) -> None:
    assert plainly(asked) == plain


def test_the_plan_searches_for_the_plain_question_and_keeps_what_was_asked() -> None:
    made = plan(Question("What is the name of the captain of the Haldis?"), max_chars=500)
    assert made.question == "What is the name of the captain of the Haldis?"
    assert made.queries == ("Who is the captain of the Haldis?",)
