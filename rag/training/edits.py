"""Statements made from the sentences of articles: true ones, and ones that are wrong in a single particular.

They teach the checker what a careless or dishonest writer does, and measure whether it is noticed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from rag.particulars import particulars
from rag.training.twins import OPPOSITE
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from rag.particulars import Particular

Kind = Literal[
    "number", "date", "name", "exchanged", "speaker", "negation", "opposite",
    "verbatim", "notation", "shortened", "retold",
]  # fmt: skip

SAID = r"(?:said|says|told|added|announced|warned|stated|claimed|argued|wrote|confirmed|explained|insisted)"
_PERSON = r"[A-Z][\w’'-]+(?: [A-Z][\w’'.-]+){0,3}"
_SPEAKER = re.compile(rf"(?:{SAID} (?P<after>{_PERSON})|(?P<before>{_PERSON}) {SAID}\b)")
_HELPING = re.compile(
    r"\b(is|are|was|were|did|does|do|can|could|has|have|had|would|should|will)\b(?! not\b)"
)
_PAST = re.compile(r"\b(?P<verb>[a-z]{3,}ed)\b")
_NOT = re.compile(
    r"\b(is|are|was|were|did|does|do|can|could|has|have|had|would|should|will) not\b|n[’']t\b"
)
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b")
_PERCENT = re.compile(r"(\d) (?:percent|per cent)\b")
_THOUSANDS = re.compile(r"\b(\d{1,3}),(\d{3})\b(?!,)")
_SHORT = {"January": "Jan.", "February": "Feb.", "August": "Aug.", "September": "Sept.", "October": "Oct.",
          "November": "Nov.", "December": "Dec."}  # fmt: skip
_OPENING = re.compile(
    r"^(?:However|Meanwhile|Moreover|Furthermore|In addition|Also|But|And|Earlier|Later), ?",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"^(?P<kept>.{40,}?), (?:which|who|where|while|although|after|before|as|with) [^“”\"]{10,}(?P<end>[.!?])$"
)
_FEWEST_WORDS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A statement made from a sentence, and how; true if the words around the sentence bear it out."""

    statement: str
    kind: Kind
    true: bool


def wrong(sentence: str, around: str, chance: random.Random) -> list[Made]:
    """Make the wrong statements that `sentence` allows: one of each kind, each wrong in a single particular.

    Args:
        sentence: of an article.
        around: the passage that holds it: other names and numbers are taken from it where it has some.
        chance: where chance comes from.
    """
    makers: dict[Kind, Callable[[str, str, random.Random], str | None]] = {
        "number": _other_number,
        "date": _other_date,
        "name": _other_name,
        "exchanged": _exchanged,
        "speaker": _other_speaker,
        "negation": _negated,
        "opposite": _opposite,
    }
    made = []
    for kind, maker in makers.items():
        altered = maker(sentence, around, chance)
        if altered is not None and altered != sentence:
            made.append(Made(statement=altered, kind=kind, true=False))
    return made


def true(sentence: str, chance: random.Random) -> list[Made]:
    """Make true statements: the sentence itself, and others that say the same or less in other words."""
    made = [Made(statement=sentence, kind="verbatim", true=True)]
    for kind, maker in (
        ("notation", _in_other_notation),
        ("shortened", _shortened),
        ("retold", _retold),
    ):
        altered = maker(sentence, chance)
        if altered is not None and altered != sentence:
            made.append(Made(statement=altered, kind=kind, true=True))  # type: ignore[arg-type]
    return made


def usable(sentence: str) -> bool:
    """Whether a sentence states something: long enough, ended, no question, with a particular in it."""
    long_enough = len(sentence.split()) >= _FEWEST_WORDS
    return long_enough and sentence[-1] in '.”"' and sentence[0].isupper() and "?" not in sentence


def _put(sentence: str, particular: Particular | re.Match[str], new: str) -> str:
    start, end = (
        (particular.start(), particular.end())
        if isinstance(particular, re.Match)
        else (particular.start, particular.end)
    )
    return sentence[:start] + new + sentence[end:]


def _other_number(sentence: str, around: str, chance: random.Random) -> str | None:
    """Put another number in the place of one: from around it, or with one digit changed."""
    own = [
        p
        for p in particulars(sentence)
        if p.kind in {"number", "percent", "money"} and p.text[-1].isdigit()
    ]
    own = [
        p for p in own if re.fullmatch(r"[$€£]?\d[\d,.]*", p.text) and not _YEAR.fullmatch(p.text)
    ]
    if not own:
        return None
    chosen = chance.choice(own)
    values = {p.value for p in particulars(sentence)}
    near = [
        p.text
        for p in particulars(around)
        if p.kind == chosen.kind
        and p.value not in values
        and re.fullmatch(r"[$€£]?\d[\d,.]*", p.text)
    ]
    if near and chance.random() < 1 / 2:
        return _put(sentence, chosen, chance.choice(near))
    place = chance.choice([at for at, sign in enumerate(chosen.text) if sign.isdigit()])
    digit = chance.choice([sign for sign in "123456789" if sign != chosen.text[place]])
    return _put(sentence, chosen, chosen.text[:place] + digit + chosen.text[place + 1 :])


def _other_date(sentence: str, around: str, chance: random.Random) -> str | None:  # noqa: ARG001
    """Put another month, weekday or year in the place of one."""
    choices: list[tuple[re.Match[str], list[str]]] = []
    choices += [
        (found, [m for m in _MONTHS if m != found[0]]) for found in _MONTH.finditer(sentence)
    ]
    choices += [
        (found, [d for d in _WEEKDAYS if d != found[0]]) for found in _WEEKDAY.finditer(sentence)
    ]
    choices += [
        (found, [str(int(found[0]) + step) for step in (-11, -2, -1, 1, 2, 10)])
        for found in _YEAR.finditer(sentence)
    ]
    if not choices:
        return None
    found, others = chance.choice(choices)
    return _put(sentence, found, chance.choice(others))


def _names(text: str) -> list[Particular]:
    """Find names that are no dates and no common words."""
    return [
        p
        for p in particulars(text)
        if p.kind == "name"
        and content_stems(p.text)
        and not (_MONTH.search(p.text) or _WEEKDAY.search(p.text))
    ]


def _other_name(sentence: str, around: str, chance: random.Random) -> str | None:
    """Put a name from around the sentence in the place of one of its own."""
    own = _names(sentence)
    held = all_stems(sentence)
    others = sorted({p.text for p in _names(around) if not all_stems(p.text) & held})
    if not own or not others:
        return None
    chosen = chance.choice(own)
    return _put(sentence, chosen, chance.choice(others))


def _exchanged(sentence: str, around: str, chance: random.Random) -> str | None:  # noqa: ARG001
    """Let two names of a sentence change places; not where they are joined, which would say the same."""
    own = [p for p in _names(sentence) if sentence.count(p.text) == 1]
    pairs = [
        (one, other)
        for one, other in pairwise(own)
        if len(sentence[one.end : other.start].split()) > 1
        and not re.search(
            r"\b(?:and|or|with|between|both)\b|[,;/&]", sentence[one.end : other.start]
        )
        and not all_stems(one.text) & all_stems(other.text)
    ]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    return (
        sentence[: one.start]
        + other.text
        + sentence[one.end : other.start]
        + one.text
        + sentence[other.end :]
    )


def _other_speaker(sentence: str, around: str, chance: random.Random) -> str | None:
    """Let another person of the passage have said it."""
    found = _SPEAKER.search(sentence)
    if found is None:
        return None
    group = "after" if found["after"] else "before"
    held = all_stems(sentence)
    others = sorted(
        {p.text for p in _names(around) if " " in p.text and not all_stems(p.text) & held}
    )
    if not others:
        return None
    start, end = found.span(group)
    return sentence[:start] + chance.choice(others) + sentence[end:]


def _negated(sentence: str, around: str, chance: random.Random) -> str | None:  # noqa: ARG001
    """Take a `not` away, or put one in; outside of quotation marks."""
    if denied := _NOT.search(sentence):
        return _put(sentence, denied, denied[1]) if denied[1] else None
    told = re.sub(r"[“\"][^”\"]*[”\"]", lambda quoted: " " * len(quoted[0]), sentence)
    if helping := _HELPING.search(told):
        return _put(sentence, helping, f"{sentence[helping.start() : helping.end()]} not")
    verbs = [
        found
        for found in _PAST.finditer(told)
        if found["verb"] not in {"need", "indeed", "hundred"}
    ]
    verbs = [
        found
        for found in verbs
        if re.search(r"[A-Z]\w+ $|\b(?:they|he|she|it|who) $", told[: found.start()])
    ]
    if not verbs:
        return None
    verb = chance.choice(verbs)
    return _put(sentence, verb, f"never {verb[0]}")


def _opposite(sentence: str, around: str, chance: random.Random) -> str | None:  # noqa: ARG001
    """Put the opposite in the place of a word."""
    found = [match for match in re.finditer(r"\b[a-z]+\b", sentence) if match[0] in OPPOSITE]
    if not found:
        return None
    chosen = chance.choice(found)
    return _put(sentence, chosen, OPPOSITE[chosen[0]])


def _in_other_notation(sentence: str, chance: random.Random) -> str | None:  # noqa: ARG001
    """Write numbers, dates and quotation marks otherwise."""
    written = _PERCENT.sub(r"\1%", sentence)
    written = _THOUSANDS.sub(r"\1\2", written)
    written = re.sub(
        rf"\b({'|'.join(_SHORT)}) (\d{{1,2}})\b",
        lambda found: f"{_SHORT[found[1]]} {found[2]}",
        written,
    )
    return written.replace("“", '"').replace("”", '"').replace("’", "'")


def _shortened(sentence: str, chance: random.Random) -> str | None:  # noqa: ARG001
    """Leave the opening word or the last clause out."""
    shorter = _OPENING.sub("", sentence)
    if found := _TRAILING.match(shorter):
        shorter = found["kept"] + found["end"]
    return shorter[:1].upper() + shorter[1:]


def _retold(sentence: str, chance: random.Random) -> str | None:
    """Move who said it to the front: `It rained, Ek said.` becomes `According to Ek, it rained`."""
    found = re.match(
        rf"^(?P<told>[^“”\"]{{20,}}), (?:(?P<one>{_PERSON}) {SAID}|{SAID} (?P<other>{_PERSON}))[.]$",
        sentence,
    )
    if found is None:
        return None
    told, who = found["told"], found["one"] or found["other"]
    if content_stems(told.split()[0]) and not re.match(
        r"(?:The|A|An|In|On|At|It|They|He|She|This|There)\b", told
    ):
        return chance.choice([f"According to {who}, {told}.", f"{who} said that {told}."])
    told = told[0].lower() + told[1:]
    return chance.choice([f"According to {who}, {told}.", f"{who} said {told}."])
