"""Cleaning changes only what cannot be stored, and only once."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.read.clean import clean, clean_line

ANYTHING = st.text(alphabet=st.characters(exclude_categories=()))


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(ANYTHING)
def test_clean_text_can_be_stored(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode().decode() == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert all(c in "\n\t" or unicodedata.category(c) != "Cc" for c in cleaned)


@given(st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"])))
def test_ordinary_text_is_not_touched(text: str) -> None:
    assert clean(text) == text


def test_line_ends_controls_surrogates_and_accents_are_mended() -> None:
    assert clean("a\r\nb\rc\td\x00\x07\ud800 cafe\u0301") == "a\nb\nc\td\ufffd café"


@pytest.mark.timeout(5)
def test_piled_marks_take_no_quadratic_time() -> None:
    assert len(clean("o" + "\u0300\u0316" * 200_000)) <= 31
