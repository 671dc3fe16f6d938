"""What kind of answer a question asks for, and which words of a sentence look like one."""

from __future__ import annotations

import pytest

from rag.asked import asked_kind, find_answers

TOLD = "The vote began at 6:55 a.m. on Wednesday, May 3, and ended at noon."


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("On which day did the vote begin?", ["Wednesday", "May 3"]),
        ("What month was the vote in?", ["Wednesday", "May 3"]),
        ("At what hour did the vote begin?", ["6:55 a.m.", "noon"]),
        ("What time did the vote end?", ["6:55 a.m.", "noon"]),
        ("On what day and at what time did it begin?", ["6:55 a.m.", "Wednesday", "May 3", "noon"]),
        ("What time of year was the vote?", ["Wednesday", "May 3"]),
        ("When did the vote begin?", ["6:55 a.m.", "Wednesday", "May 3", "noon"]),
    ],
)
def test_a_clock_is_no_day_and_a_day_no_hour(question: str, answers: list[str]) -> None:
    kind = asked_kind(question)
    assert kind.name == "date"
    assert [TOLD[start:end] for start, end in find_answers(kind, TOLD)] == answers


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("They won 21:19.", []),
        ("It began at 12:30 and lasted 2:03:59.", ["12:30"]),
        ("It rose 1.5 pm.", []),
        ("The ferry left at 8.45 p.m. with 3.25 metres to spare.", ["8.45 p.m."]),
    ],
)
def test_a_score_is_no_hour(text: str, hours: list[str]) -> None:
    kind = asked_kind("At what time was it?")
    assert [text[start:end] for start, end in find_answers(kind, text)] == hours
