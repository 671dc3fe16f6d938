"""Questions are understood: filters read from their words, parts told apart, follow-ups completed."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Filters
from rag.contract import answer_json
from rag.followup import Earlier, stand_alone
from rag.outlets import read_outlets, without_attribution
from rag.pipeline import Conversation, Pipeline
from rag.plan import plan
from rag.types import Question

Make = Callable[..., Pipeline]
OUTLETS = ["Harbour Courier", "Capital Record", "The Tern", "Fortune", "The Verge", "TechCrunch"]


def planned(text: str, **question: object):  # noqa: ANN201 - a Plan
    return plan(Question(text, **question), max_chars=2000, outlets=OUTLETS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("How old is she, according to The Tern?", ["The Tern"]),
        ("Did the Courier say the same as the Record?", ["Harbour Courier", "Capital Record"]),
        ("What does the 'Fortune' article claim?", ["Fortune"]),
        ("Fortune favours the brave?", []),
        ("Is he on the verge of collapse?", []),
        ("what did the verge report?", ["The Verge"]),
        ("How tall is the courier?", []),
    ],
)
def test_outlets_are_read_and_plain_words_are_not(text: str, named: list[str]) -> None:
    assert [mention.outlet for mention in read_outlets(text, OUTLETS)] == named


def test_whom_to_ask_is_no_part_of_what_to_ask() -> None:
    text = "Who fell, as reported by both The Verge and TechCrunch, on Monday?"
    assert without_attribution(text, read_outlets(text, OUTLETS)) == "Who fell on Monday?"


def test_as_of_in_the_words_closes_the_archive_and_other_dates_only_prefer() -> None:
    asked = planned("As of 1 May 2024, how many were missing?")
    assert asked.filters == Filters(until=date(2024, 5, 1))
    asked = planned("Who resigned in March 2024?")
    assert asked.filters.empty
    assert asked.parts[0].preferred == Filters(since=date(2024, 3, 1), until=date(2024, 3, 31))


def test_a_filter_that_is_set_is_not_read_again() -> None:
    asked = planned("Who resigned in March 2024?", filters=Filters(since=date(2023, 1, 1)))
    assert asked.hints == ()
    assert plan(Question("Who left in May 2024?"), max_chars=99, read_filters=False).hints == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("How long is the crack?", 1),
        ("Who won the race and how long did it take?", 2),
        ("How much did the tram line cost, and by how much was it over budget?", 2),
        ("Did the Courier say the same as the Record about the number evacuated?", 2),
        ("Did the police give the same number as the agency for the evacuees?", 2),
        ("Who is the man who stole the car?", 1),
        ("Does The Verge say that phones sell, while TechCrunch reports that tablets do?", 2),
    ],
)
def test_a_question_is_split_where_it_asks_for_several_things(text: str, parts: int) -> None:
    assert len(planned(text).parts) == parts


def test_each_outlet_is_asked_by_itself() -> None:
    asked = planned("Did the Courier say the same as the Record about the number evacuated?")
    assert [part.sources for part in asked.parts] == [("Harbour Courier",), ("Capital Record",)]


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        (
            "How many people were evacuated below the Quillan dam?",
            "And how many of them were women?",
            "How many of the people evacuated below the Quillan dam were women?",
        ),
        (
            "How long is the crack in the hull of the Haldis?",
            "Who found it?",
            "Who found the crack in the hull of the Haldis?",
        ),
        (
            "How long did the face-to-face meeting last?",
            "Where was it held?",
            "Where was the face-to-face meeting held?",
        ),
        ("Who won the vote in March?", "What about in April?", "Who won the vote in April?"),
        ("Is Ada Brandt the mayor of Harrow?", "What did she say?", "What did Ada Brandt say?"),
        (
            "How old is Ada Brandt?",
            "Who is the mayor of Port Elvane?",
            "Who is the mayor of Port Elvane?",
        ),
    ],
)
def test_follow_ups_are_made_to_stand_alone(first: str, then: str, told: str) -> None:
    assert stand_alone(then, [Earlier(question=first)]) == told


def test_she_is_the_woman_that_the_articles_speak_of() -> None:
    text = "Mayor Ada Brandt met Per Holm. Brandt said her town was under water. Holm said his budget was spent."
    before = Earlier(question="Whom did Ada Brandt and Per Holm meet?", texts=(text,))
    assert stand_alone("How old is she?", [before]) == "How old is Ada Brandt?"
    assert stand_alone("How old is he?", [before]) == "How old is Per Holm?"


@given(first=st.text(max_size=80), then=st.text(max_size=80))
def test_any_two_turns_make_a_question(first: str, then: str) -> None:
    assert isinstance(stand_alone(then, [Earlier(question=first)]), str)


def test_a_conversation_carries_what_was_asked(make_pipeline: Make) -> None:
    talk = Conversation(make_pipeline()).ask(Question("How far is Skell Island off the coast?"))
    talk = talk.ask(Question("And who found a crack in the ferry to it?"))
    second = talk.turns[-1]
    assert second.plan.rewritten_from == "And who found a crack in the ferry to it?"
    assert "Skell Island" in second.plan.question
    assert answer_json(second)["rewritten_from"] == second.plan.rewritten_from


def test_what_was_read_from_a_question_is_shown(make_pipeline: Make) -> None:
    asked = Question("What rose in March 2024, according to The Tern?", as_of=date(2024, 6, 1))
    filters = answer_json(make_pipeline().answer(asked))["filters"]
    assert filters["since"] == "2024-03-01"
    assert filters["sources"] == ["The Tern"]
    assert [read["field"] for read in filters["read"]] == ["dates", "sources"]


def test_an_outlet_that_is_named_answers_alone(make_pipeline: Make) -> None:
    answer = make_pipeline().answer(Question("How far is Skell Island, according to The Tern?"))
    assert answer.abstained
    answer = make_pipeline().answer(Question("How far is Skell Island, according to the Courier?"))
    assert "11 nautical miles" in answer.statements[0].text


def test_the_part_without_an_answer_is_named(make_pipeline: Make) -> None:
    asked = "How far is Skell Island off the coast, and who is the president of France?"
    answer = make_pipeline().answer(Question(asked))
    assert "11 nautical miles" in answer.statements[0].text
    assert answer.unanswered == ("Who is the president of France?",)
    assert answer.searched is not None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("How many died, according to CNN?", ["edition.cnn.com"]),
        ("What did USA Today say about the vote?", ["usatoday.com"]),
        ("How old is she, according to The Week?", ["theweek.co.uk"]),
        ("Who is the new head of CNN?", []),
        ("Did CNN dismiss its host?", []),
        ("Who resigned in the week of the vote?", []),
    ],
)
def test_an_outlet_that_goes_by_its_address_is_read_by_its_name(
    text: str, named: list[str]
) -> None:
    outlets = ["edition.cnn.com", "usatoday.com", "theweek.co.uk"]
    assert [mention.outlet for mention in read_outlets(text, outlets)] == named


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("As of 1 May 2024, how many were missing?", ["How many were missing?"]),
        ("Who is the minister as of 1 May 2024?", ["Who is the minister?"]),
        ("Who is the minister as of the end of may 2024?", ["Who is the minister?"]),
        ("Who won the vote as of May 2024, according to The Tern?", ["Who won the vote?"]),
    ],
)
def test_the_day_to_answer_as_of_is_no_part_of_what_to_ask(text: str, parts: list[str]) -> None:
    asked = planned(text)
    assert [part.text.casefold() for part in asked.parts] == [part.casefold() for part in parts]
    assert all(part.today == asked.filters.until for part in asked.parts)
    assert asked.question == text
