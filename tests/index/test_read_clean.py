"""Cleaning changes only what cannot be stored, and only once."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.read.clean import clean, clean_line

WALES = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"  # a flag, made of tag characters
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


@given(
    st.text(
        alphabet="ae\u0301\u0327\u200b\u200c\u200d\ufeff\u202e\u0645\ufe0f\U000e0100\u212a\U0001f3f4\U000e0067\U000e007f\r\n\ud800"
    )
)
def test_cleaning_what_is_invisible_is_done_at_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))


@given(st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc", "Cf"])))
def test_ordinary_text_is_not_touched(text: str) -> None:
    assert clean(text) == text


def test_line_ends_controls_surrogates_and_accents_are_mended() -> None:
    assert clean("a\r\nb\rc\td\x00\x07\ud800 cafe\u0301") == "a\nb\nc\td\ufffd café"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("cof\u00adfee pass\u200bword \ufeffa\u2060b", "coffee password ab"),
        ("pay\u200dpal pay\u200c\u200dpal", "paypal paypal"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian: `I want`
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d🚒 ran", "👩\u200d🚒 ran"),
        ("\u202egnp.exe \u2066a\u2069", "gnp.exe a"),
        ("\u200fשלום\u200f 12", "\u200fשלום\u200f 12"),
        ("Rain\U000e0049\U000e0067", "Rain"),
        (WALES, WALES),
        ("❤\ufe0f\ufe01\U000e0100 葛\U000e0100", "❤\ufe0f 葛\U000e0100"),
        ("a\ufffeb\ufff9c", "abc"),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_dealt_with(written: str, stored: str) -> None:
    assert clean(written) == stored


@pytest.mark.timeout(5)
def test_piled_marks_take_no_quadratic_time() -> None:
    assert len(clean("o" + "\u0300\u0316" * 200_000)) <= 31
