"""A statement laid beside the sentence it comes from, word by word: what was put in the place of what.

A statement that all but repeats a sentence and differs in a name, a number or a `not` says something else, even where
every one of its words stands somewhere in the evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import Levenshtein

from rag.particulars import number_value
from rag.words import STOP_WORDS, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["number", "month", "weekday", "name", "word", "stop word"]
Difference = Literal["number", "date", "name", "negation", "hedge", "word"]

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|%|[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"[’']s?$")
_DENIED = re.compile(r"(?P<verb>\w+)n[’']t$", re.IGNORECASE)
_LONGEST_SLOT = 6  # tokens: longer differences are another wording, not another particular
_NEGATIONS = frozenset("not no never neither nor none nobody nothing without cannot".split())
_HEDGES = frozenset(
    "may might could alleged allegedly reportedly apparently possibly probably likely perhaps suspected "
    "unconfirmed".split()
)
_SHORTEST_MONTH = 3  # letters
_MONTH_NAMES = (
    "january february march april may june july august september october november december".split()
)
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
# a weekday in the place of a date may be the same day; another weekday is not
_DIFFERENCES: dict[Kind, Difference] = {
    "number": "number",
    "month": "date",
    "weekday": "date",
    "name": "name",
    "word": "word",
}
_SAME = {"percent": "%", "cent": "%", "per": ""}


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, and in the form in which notations of the same thing are equal."""

    text: str
    key: str

    @property
    def kind(self) -> Kind:
        """What the word is, as far as its looks tell; stop words are none of these."""
        if self.key[:1].isdigit():
            return "number"
        small = self.text.casefold()
        if small in STOP_WORDS:
            return "stop word"
        if not self.text[0].isupper():
            return "word"
        if small in _WEEKDAYS:
            return "weekday"
        return "month" if _is_month(small) else "name"


@dataclass(frozen=True, slots=True)
class Slot:
    """Words of the statement that stand where the sentence has others; either side may be empty."""

    said: tuple[Token, ...]
    written: tuple[Token, ...]
    follows: str = ""  # key of the word after it, which both have


def tokens(text: str) -> list[Token]:
    """Cut a text into comparable words.

    >>> [token.key for token in tokens("On Sept. 16, 70 percent didn't")]
    ['on', 'sep', '16', '70', '%', 'did', 'not']
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        written = _POSSESSIVE.sub("", match[0].replace("’", "'"))
        pieces = [written]
        if denied := _DENIED.match(match[0]):
            verb = {"wo": "will", "ca": "can"}.get(denied["verb"].lower(), denied["verb"])
            pieces = [verb, "not"]
        found += [Token(piece, key) for piece in pieces if (key := _key(piece))]
    return found


def differences(statement: str, sentence: str) -> Iterator[Difference]:
    """Tell what a statement has altered in the sentence that it comes from.

    Yields:  "number", "date" or "name" for one put in the place of another, "negation" for a `not` put in or left
             out, "hedge" for a doubt that was left out, "word" for any other word put in the place of one.
    """
    for slot in slots(tokens(statement), tokens(sentence)):
        yield from _altered(slot)


def slots(said: list[Token], written: list[Token]) -> Iterator[Slot]:
    """Find the places where two lists of words differ."""
    steps = Levenshtein.opcodes([t.key for t in said], [t.key for t in written])
    here: tuple[list[Token], list[Token]] = ([], [])
    for step in steps:
        if step.tag == "equal":
            if any(here):
                yield Slot(tuple(here[0]), tuple(here[1]), said[step.src_start].key)
            here = ([], [])
        else:
            here[0].extend(said[step.src_start : step.src_end])
            here[1].extend(written[step.dest_start : step.dest_end])
    if any(here):
        yield Slot(tuple(here[0]), tuple(here[1]))


def _altered(slot: Slot) -> Iterator[Difference]:
    """Tell what was altered in one place."""
    said, written = ({token.key for token in side} for side in (slot.said, slot.written))
    if bool(said & _NEGATIONS) != bool(written & _NEGATIONS) and (
        said & _NEGATIONS or _only(slot, _NEGATIONS)
    ):
        yield "negation"
    if written & _HEDGES and not said & _HEDGES and _only(slot, _HEDGES):
        yield "hedge"
    if max(len(slot.said), len(slot.written)) > _LONGEST_SLOT:
        return
    for kind, difference in _DIFFERENCES.items():
        ours = {t.key for t in slot.said if t.kind == kind}
        theirs = {t.key for t in slot.written if t.kind == kind}
        if ours - theirs and theirs - ours:
            yield difference


def _only(slot: Slot, those: frozenset[str]) -> bool:
    """Whether such a word, and little else, was left out: its clause is still there."""
    rest = [t for t in slot.written if t.key not in those and t.text.casefold() not in STOP_WORDS]
    return bool(slot.follows) and len(rest) <= 1


def _key(word: str) -> str:
    """Bring notations of one thing to one form."""
    small = word.casefold()
    if small in _SAME:
        return _SAME[small]
    if word[0].isupper() and _is_month(small):
        return small[:_SHORTEST_MONTH]
    value = number_value(small)
    if value is not None:
        return f"{value:g}" if value < 1e15 else small  # noqa: PLR2004 - floats are exact up to there
    return small if small in _NEGATIONS or small in _HEDGES else stem(word)


def _is_month(small: str) -> bool:
    return len(small) >= _SHORTEST_MONTH and any(name.startswith(small) for name in _MONTH_NAMES)
