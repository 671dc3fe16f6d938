from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.when import read_dates

TODAY = date(2024, 5, 3)  # a Friday


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("Who won last October?", "2023-10-01", "2023-10-31"),
        ("What happened between March and June 2023?", "2023-03-01", "2023-06-30"),
        ("from 30 Dec. 2023 to 4 January 2024", "2023-12-30", "2024-01-04"),
        ("between Dec. 30 and Jan. 4", "2023-12-30", "2024-01-04"),
        ("What was said on October 31, 2023?", "2023-10-31", "2023-10-31"),
        ("What was said on the 5th of May?", "2023-05-05", "2023-05-05"),
        ("since March", "2024-03-01", "2024-05-03"),
        ("before 2020", None, "2019-12-31"),
        ("after 2 May 2024", "2024-05-03", None),
        ("in the past two weeks", "2024-04-19", "2024-05-03"),
        ("yesterday", "2024-05-02", "2024-05-02"),
        ("last Friday", "2024-04-26", "2024-04-26"),
        ("this week", "2024-04-29", "2024-05-05"),
        ("in the third quarter", "2023-07-01", "2023-09-30"),
        ("in Q1 2024", "2024-01-01", "2024-03-31"),
        ("last summer", "2023-06-01", "2023-08-31"),
        ("last May", "2023-05-01", "2023-05-31"),
        ("on 2024-02-29", "2024-02-29", "2024-02-29"),
        ("three weeks ago", "2024-04-09", "2024-04-15"),
        ("Last October, who won?", "2023-10-01", "2023-10-31"),
        ("Since March, who has won?", "2024-03-01", "2024-05-03"),
        ("Between March and June 2023, who won?", "2023-03-01", "2023-06-30"),
        ("Yesterday", "2024-05-02", "2024-05-02"),
        ("Three weeks ago", "2024-04-09", "2024-04-15"),
        ("who won last october?", "2023-10-01", "2023-10-31"),
        ("who fell on monday?", "2024-04-29", "2024-04-29"),
        ("who fell on 1 may 2023?", "2023-05-01", "2023-05-01"),
        ("who fell in march 2023?", "2023-03-01", "2023-03-31"),
        ("from May 3 to 5, 2023", "2023-05-03", "2023-05-05"),
        ("between 3 and 5 May 2023", "2023-05-03", "2023-05-05"),
        ("3–5 May 2023", "2023-05-03", "2023-05-05"),
    ],
)
def test_dates_are_resolved_against_today(text: str, since: str | None, until: str | None) -> None:
    (when,) = read_dates(text, today=TODAY)
    assert (when.since and when.since.isoformat(), when.until and when.until.isoformat()) == (
        since,
        until,
    )
    assert text[when.start : when.end].strip() == text[when.start : when.end]


def test_as_of_a_day_is_told_from_during_it() -> None:
    (when,) = read_dates("As of 1 May, how many were missing?", today=TODAY)
    assert (when.sense, when.since, when.until) == ("as_of", None, date(2024, 5, 1))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("who led as of 1 may 2023?", date(2023, 5, 1)),
        ("Who led as of the end of May 2023?", date(2023, 5, 31)),
        ("Who led as of the start of May 2023?", date(2023, 5, 1)),
        ("Who led as of mid-May 2023?", date(2023, 5, 31)),
    ],
)
def test_as_of_is_read_however_it_is_typed(text: str, known: date) -> None:
    (when,) = read_dates(text, today=TODAY)
    assert (when.sense, when.since, when.until) == ("as_of", None, known)


@pytest.mark.parametrize(
    "text",
    [
        "may I ask",
        "What may happen in 2,000 years?",
        "on 31 February 2023",
        "Did 14 percent march?",
        "Feb. 30",
        "Who hosts the USA Today show?",
        "who may speak, and who will march 5 miles?",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert read_dates(text, today=TODAY) == []


@given(text=st.text(max_size=80), today=st.dates(min_value=date(1000, 1, 1)))
def test_any_text_is_read_without_an_error(text: str, today: date) -> None:
    for when in read_dates(text, today=today):
        assert 0 <= when.start < when.end <= len(text)
        assert not (when.since and when.until) or when.since <= when.until
