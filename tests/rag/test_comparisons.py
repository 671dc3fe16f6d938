"""What a question that compares comes to."""

from __future__ import annotations

from datetime import date

import pytest

from index.types import Article
from rag.compared import read_comparison
from rag.comparisons import weigh_up
from rag.types import Reading


def _reading(number: int, sentence: str, source: str) -> Reading:
    article = Article(
        id=f"a{number}", title="", text=sentence, source=source, published=date(2024, 5, 6)
    )
    end = len(sentence)
    return Reading(passage=article.passage(0, end), start=0, end=end, answer=None, confidence=0.5)


def _asked(
    question: str, *sentences: str, source: str = "Northern Ledger"
) -> tuple[str, int] | None:
    readings = [_reading(number, sentence, source) for number, sentence in enumerate(sentences)]
    asked = read_comparison(question)
    found = asked and weigh_up(asked, {}, readings, quoted=readings[:1])
    return found and (found.answer, len(found.readings))


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Did more or fewer pupils enrol than last year?", "Enrolment was 412, down from 430.", "fewer"),
        ("Was the toll higher or lower than first said?", "Nine people died, not 12 people.", "lower"),
        ("Did the rate rise or fall?", "The bank cut its rate from 4.75% to 4.25%.", "fall"),
        ("Did the rate rise or fall?", "The rate was raised from 2% to 2.5%.", "rise"),
        ("Is the herd larger or smaller?", "There are 61 elk, 9 more than in the spring.", "larger"),
        ("Was the trip longer or shorter?", "It took 50 minutes where the old boat took an hour.", "shorter"),
        ("Was she faster or slower than in May?", "She needed 41 minutes, against 44 minutes in May.", "faster"),
    ],
)  # fmt: skip
def test_which_of_two_ways_is_read_from_values_held_against_each_other(
    question: str, sentence: str, answer: str
) -> None:
    assert _asked(question, sentence) == (answer, 1)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Has the new school more rooms than the old one?", "It has 31 rooms where the old one had 26.", "yes"),
        ("Did the pier cost less than planned?", "It cost 14 million krons, well above the 8 million planned.", "no"),
        ("Did the work cost more than planned?", "It should cost 26 million krons and came to 31.6 million.", "yes"),
    ],
)  # fmt: skip
def test_yes_or_no_is_read_from_values_held_against_each_other(
    question: str, sentence: str, answer: str
) -> None:
    assert _asked(question, sentence) == (answer, 1)


def test_two_that_are_named_are_compared_by_their_own_values() -> None:
    race = "Second was Lena Voss in 2:34:05, and Agathe Holt, who is 44, came third in 2:36:50."
    assert _asked("Who was faster, Voss or Holt?", race) == ("Voss", 1)
    counts = "Police counted 4,000 marchers.", "The union spoke of 9,000 marchers."
    assert _asked("Which count was higher, the police's or the union's?", *counts) == (
        "the union",
        2,
    )
    assert _asked("Which count was lower, the police's or the union's?", *counts) == (
        "the police",
        2,
    )
    heights = "The tower is 90 metres high.", "The spire is 80 metres."
    assert _asked("Is the spire taller than the tower?", *heights) == ("no", 2)


def test_an_outlet_is_named_by_being_the_source() -> None:
    told = "The number is 138.", "The engineers found 131."
    asked = "Which number was higher, The Tern's or the engineers'?"
    assert _asked(asked, *told, source="The Tern") == ("The Tern", 2)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many pupils are there?", "Enrolment was 412, down from 430."),
        ("Who won, Voss or Holt?", "Voss won by 3 seconds from Holt, who needed 40."),
        ("Did the rate rise or fall?", "The rate was discussed for 3 hours by 9 members."),
        ("Did the repair cost more than the fine for the spill?", "The bill was 14 krons, above the 8 krons planned."),
        ("Is the spire taller than the tower?", "The tower is 90 metres high."),
    ],
)  # fmt: skip
def test_nothing_is_worked_out_of_values_that_are_not_compared(
    question: str, sentence: str
) -> None:
    assert _asked(question, sentence) is None
