"""A moment is kept with its zone, or not at all."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.config import IndexConfig
from index.read.compose import Draft, compose
from index.read.times import read_time
from index.types import Article


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2017-09-21T23:30:00Z", "2017-09-21T23:30:00+00:00"),
        ("2017-09-21T23:30:00-07:00", "2017-09-21T23:30:00-07:00"),
        ("2017-09-21 00:10:00.123+0200", "2017-09-21T00:10:00+02:00"),
        ("20170921T101500Z", "2017-09-21T10:15:00+00:00"),
        ("20170921T101500+0200", "2017-09-21T10:15:00+02:00"),
        ("Thu, 21 Sep 2017 10:00:00 GMT", "2017-09-21T10:00:00+00:00"),
        ("Thu, 21 Sep 2017 10:00:00 EDT", "2017-09-21T10:00:00-04:00"),
        ("Thu Sep 21 2017 10:00:00 GMT+0100 (Central European Time)", None),
        (1505952000, "2017-09-21T00:00:00+00:00"),
        ("1505952000000", "2017-09-21T00:00:00+00:00"),
        (datetime.fromisoformat("2017-09-21T05:00:00+05:30"), "2017-09-21T05:00:00+05:30"),
        *(
            (nothing, None)
            for nothing in ("2017-09-21", "2017-09-21T10:00:00", "10:30 GMT", "", None, True, [])
        ),
        *(
            (nothing, None)
            for nothing in ("2017-09-21T10:00:00+99:00", "Sept. 21, 2017, 1:47 p.m. IST", "x" * 999)
        ),
    ],
)
def test_a_moment_needs_a_time_and_a_zone(written: object, moment: str | None) -> None:
    found = read_time(written)
    if moment is not None or (found is not None and "Central" not in str(written)):
        assert found is not None
        assert found.isoformat() == moment


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.datetimes()))
def test_whatever_was_written_is_a_moment_with_its_zone_or_none(written: object) -> None:
    found = read_time(written)
    assert found is None or found.utcoffset() is not None


@given(st.text(alphabet="0123456789 -/.:,TZ+JanFebMarchGMTES()", max_size=40))
def test_nothing_like_a_moment_raises(written: str) -> None:
    found = read_time(written)
    assert found is None or found.utcoffset() is not None


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1974, 1, 1)))  # noqa: DTZ001 -- the zone is drawn
def test_every_usual_moment_comes_back(moment: datetime) -> None:
    written = moment.replace(microsecond=0, fold=0)
    found = read_time(written.isoformat())
    assert found is None or found.isoformat() == written.isoformat()


def test_a_moment_of_another_day_is_dropped_and_one_alone_tells_the_day() -> None:
    moment = datetime.fromisoformat("2031-05-02T23:30:00-04:00")
    for day, expected in ((None, moment), (date(2031, 5, 2), moment), (date(2031, 5, 3), None)):
        draft = Draft(text="Rain.", published=day, published_at=moment)
        (found,) = compose(draft, path="a", config=IndexConfig())
        assert isinstance(found, Article)
        assert (found.published, found.published_at) == (day or date(2031, 5, 2), expected)
