"""Dates come out as printed, or not at all."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.read.dates import read_date


@pytest.mark.parametrize(
    "written",
    [
        "2017-09-21",
        "2017-09-21T23:30:00Z",
        "2017-09-21T23:30:00-07:00",
        "2017-09-21 00:10:00.123+0200",
        "20170921",
        "2017/09/21",
        "21-SEP-1987 15:01:01.79".replace("1987", "2017"),
        "Thu, 21 Sep 2017 10:00:00 GMT",
        "Thu Sep 21 2017 10:00:00 GMT+0100 (Central European Time)",
        "Thu Sep 21 10:00:00 2017",
        "Sept. 21, 2017, 1:47 p.m. ET",
        "Updated Sept. 21, 2017, 1:47 p.m. ET",
        "September 21st, 2017",
        "21 September 2017",
        "09/21/2017",
        "21/09/2017",
        "21.09.2017",
        "21-SEP-2017 00:02:59.13&#5;&#5;RM",
        1505952000,
        1505952000000,
        "1505952000",
        1505952000.5,
        date(2017, 9, 21),
        datetime(2017, 9, 21, 5),  # noqa: DTZ001 -- as a caller may pass it
    ],
)
def test_a_date_is_read_as_printed(written: object) -> None:
    assert read_date(written) == date(2017, 9, 21)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            " ",
            "2004/2005",
            "2017",
            "Sept 2017",
            "21 September",
            "Friday",
            "10:30",
            "12",
            "soon",
            "n/a",
        ),
        *(
            "2017-02-30",
            "0000-00-00",
            "9" * 100_000,
            "2017-09-21 " * 20_000,
            "+" * 99,
            "1e999",
        ),
        *(None, True, 0, 12, 2017, 10**400, -(10**20), float("nan"), float("inf"), [], {}),
    ],
)
def test_what_is_no_whole_date_is_none(written: object) -> None:
    assert read_date(written) is None


def test_slashes_are_month_first_and_dots_day_first() -> None:
    assert read_date("03/04/2021") == date(2021, 3, 4)
    assert read_date("03.04.2021") == date(2021, 4, 3)


def test_two_digit_years_do_not_depend_on_today() -> None:
    assert read_date("26-FEB-87") == date(1987, 2, 26)
    assert read_date("May 5, 68") == date(2068, 5, 5)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.binary()))
def test_whatever_was_written_is_a_day_or_none(written: object) -> None:
    assert type(read_date(written)) in {date, type(None)}


@given(st.text(alphabet="0123456789 -/.:,TZ+JanFebMarch年apm()&;", max_size=40))
def test_whatever_looks_like_a_date_is_a_day_or_none(written: str) -> None:
    assert type(read_date(written)) in {date, type(None)}


@given(st.dates(min_value=date(1973, 4, 1)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%b %d, %Y"]))
def test_every_usual_date_comes_back(day: date, form: str) -> None:
    assert read_date(day.strftime(form)) == day
