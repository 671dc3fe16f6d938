"""The one cleaning of text, before an `Article` is made: after it every offset holds for good."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_MARKS = 30  # on one letter: Unicode's Stream-Safe Text Format (UAX #15, §13)

_MAYBE_PILE = re.compile(f"[\u0300-\U0010ffff]{{{_MOST_MARKS + 1}}}")  # no mark lies below U+0300


def clean(text: str) -> str:
    r"""Make `text` safe to store: NFC, `\n` line ends, no control characters but `\n` and tab.

    Lone surrogates become U+FFFD. Nothing else changes, save that marks piled more than 30 high on
    one letter of unnormalised text are dropped: sorting them takes quadratic time.

    >>> clean("Rain fell.\r\nSnow\x00 too.")
    'Rain fell.\nSnow too.'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNSAFE.search(text):
        text = _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", _without_piles(text))
    return text


def clean_line(text: str) -> str:
    r"""Make `text` one clean line: as `clean`, with every run of blank space one space.

    >>> clean_line(" Rain\n in  Oslo ")
    'Rain in Oslo'
    """
    return " ".join(clean(text).split())


def _without_piles(text: str) -> str:
    """Drop the marks of a letter after the thirtieth."""
    if not _MAYBE_PILE.search(text):
        return text
    kept: list[str] = []
    height = 0
    for character in text:
        height = height + 1 if unicodedata.combining(character) else 0
        if height <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
