r"""The one cleaning of text, before an `Article` is made: after it every offset holds for good.

What cannot be seen goes, unless it carries meaning:

- line ends of every kind (CR, NEL, VT, FF, U+2028, U+2029) become `\n`;
- control characters, lone surrogates (as U+FFFD), the byte order mark inside a text and noncharacters go;
- zero-width spaces, word joiners, soft hyphens and invisible operators go: they split words that read as one, and
  so hide them from a search;
- ZWJ and ZWNJ stay beside a letter that is not ASCII, where Persian, Indic scripts and emoji need them, and go
  between ASCII characters, where they only disguise;
- the bidirectional overrides, embeddings and isolates (U+202A-202E, U+2066-2069) go, since they can show a text in
  another order than it has; the marks LRM, RLM and ALM stay, since Hebrew and Arabic need them beside figures;
- tag characters (invisible ASCII) go, save in the flags that are made of them; of variation selectors in a row the
  first stays.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u180e\u200b-\u200d\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufff9-\ufffb\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff]")
_TAGS = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)|[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
_SELECTORS = re.compile(
    "([\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_JOINERS = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+(?![^\x00-\x7f])")
_MOST_MARKS = 30  # on one letter: Unicode's Stream-Safe Text Format (UAX #15, §13)

_MAYBE_PILE = re.compile(f"[\u0300-\U0010ffff]{{{_MOST_MARKS + 1}}}")  # no mark lies below U+0300


def clean(text: str) -> str:
    r"""Make `text` safe to store: NFC, `\n` line ends, nothing invisible that disguises it.

    Nothing else changes, save that marks piled more than 30 high on one letter of unnormalised text
    are dropped: sorting them takes quadratic time.

    >>> clean("Rain fell.\r\nSnow\x00 t\u200boo.")
    'Rain fell.\nSnow too.'
    """
    if _UNSAFE.search(text):
        text = _SURROGATE.sub("\ufffd", _CONTROL.sub("", _LINE_END.sub("\n", text)))
        text = _composed(_TAGS.sub(r"\1", _INVISIBLE.sub("", text)))
        text = _JOINERS.sub("", _SELECTORS.sub(r"\1", text))
    return _composed(text)


def clean_line(text: str) -> str:
    r"""Make `text` one clean line: as `clean`, with every run of blank space one space.

    >>> clean_line(" Rain\n in  Oslo ")
    'Rain in Oslo'
    """
    return " ".join(clean(text).split())


def _composed(text: str) -> str:
    """Put `text` in Unicode's form NFC."""
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _without_piles(text))


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
