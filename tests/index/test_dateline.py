"""The dateline that opens a story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dateline import dateline


@pytest.mark.parametrize(
    ("text", "place", "outlet"),
    [
        ("OSLO – Rain fell.", "OSLO", None),
        ("OSLO — Rain fell.", "OSLO", None),
        ("OSLO—Rain fell.", "OSLO", None),
        ("OSLO - Rain fell.", "OSLO", None),
        ("OSLO -- Rain fell.", "OSLO", None),
        ("  OSLO – Rain fell.", "OSLO", None),
        ("PORT ELVANE, Norland – Rain fell.", "PORT ELVANE, Norland", None),
        ("ST. ANSGAR, N.D. – Rain fell.", "ST. ANSGAR, N.D.", None),
        ("McELVANE, Norland – Rain fell.", "McELVANE, Norland", None),
        ("SÃO ELVÃO – Rain fell.", "SÃO ELVÃO", None),
        ("OSLO, Sept. 21 (Norland Wire) – Rain fell.", "OSLO", "Norland Wire"),
        ("OSLO, 21 September 2017 (Reuters) - Rain fell.", "OSLO", "Reuters"),
        ("OSLO, March 3 /PRNewswire/ -- Rain fell.", "OSLO", "PRNewswire"),
        ("Oslo (CNN) -- Rain fell.", "Oslo", "CNN"),
        ("(Reuters) - Rain fell.", None, "Reuters"),
    ],
)
def test_a_dateline_gives_place_and_outlet(
    text: str, place: str | None, outlet: str | None
) -> None:
    found = dateline(text)
    assert found is not None
    assert (found.place, found.outlet) == (place, outlet)
    assert text[found.end :] == "Rain fell."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rain fell - again.",
        "OSLO",
        "NATO – the alliance – met.",
        "EU – what next?",
        "COVID-19 - what we know",
        "Well-known (and liked) - she said",
        "RAIN FALLS AGAIN - OSLO IS WET TODAY",
        "“OSLO – is wet,” she said.",
    ],
)
def test_other_openings_are_no_dateline(text: str) -> None:
    assert dateline(text) is None


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["A", " ", "A ", "A (", "-", "May 1 ", "A,", "A -"])
def test_a_long_line_takes_no_long_time(piece: str) -> None:
    assert dateline("A" + piece * 300_000) is None
    assert dateline(piece * 300_000) is None


@given(st.text(alphabet="AB –—-()/,.a1\n ", max_size=60))
def test_the_story_begins_inside_the_text(text: str) -> None:
    found = dateline(text)
    assert found is None or 0 < found.end <= len(text)
