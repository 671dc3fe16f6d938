"""Alter a question in one particular, so that its text no longer answers it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

OPPOSITES = (
    "first last", "before after", "most least", "largest smallest", "highest lowest",
    "north south", "northern southern", "east west", "eastern western", "increase decrease",
    "increased decreased", "more less", "more fewer", "oldest newest", "won lost", "win lose",
    "men women", "male female", "began ended", "begin end", "start stop", "started stopped",
    "earliest latest", "rise fall", "rose fell", "high low", "above below", "minimum maximum",
    "best worst", "larger smaller", "higher lower", "always never", "with without",
    "include exclude", "positive negative", "allowed forbidden", "biggest smallest",
    "old young", "early late", "left right", "cause prevent", "gain lose", "support oppose",
    "major minor", "public private", "internal external", "winner loser", "many few",
)  # fmt: skip
OPPOSITE = {
    word: other for pair in OPPOSITES for word, other in (pair.split(), reversed(pair.split()))
}
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")
DENIED = re.compile(r"\b(is|are|was|were|did|does|do|can|could|has|have|would|should)\b")


def twin(question: str, text: str, generator: random.Random) -> str | None:
    """Swap a number, a name or a word for its opposite, or deny the verb.

    Returns:  the altered question, or None where nothing in it can be swapped.
    """
    changes = [other_number, other_name, opposite_word]
    generator.shuffle(changes)
    if generator.random() < 0.1:  # noqa: PLR2004 - seldom, or "not" alone would give it away
        changes.insert(0, denied)
    for change in changes:
        altered = change(question, text, generator)
        if altered is not None and altered != question:
            return altered
    return None


def replaced(question: str, match: re.Match[str], new: str) -> str:
    """Put other words in the place of a match."""
    return question[: match.start()] + new + question[match.end() :]


def other_number(question: str, text: str, generator: random.Random) -> str | None:
    """Swap a number for another of the text, or for one with a changed digit."""
    found = list(NUMBER.finditer(question))
    if not found:
        return None
    match = generator.choice(found)
    near = [
        number
        for number in NUMBER.findall(text)
        if len(number) == len(match[0]) and number not in question
    ]
    if near and generator.random() < 0.5:  # noqa: PLR2004 - a fair coin
        return replaced(question, match, generator.choice(near))
    place = generator.choice([at for at, sign in enumerate(match[0]) if sign.isdigit()])
    digit = generator.choice([sign for sign in "123456789" if sign != match[0][place]])
    return replaced(question, match, match[0][:place] + digit + match[0][place + 1 :])


def other_name(question: str, text: str, generator: random.Random) -> str | None:
    """Swap a name that the text knows for another name of the text."""
    found = [match for match in NAME.finditer(question) if match[0] in text]
    others = sorted({name for name in NAME.findall(text) if name not in question})
    if not found or not others:
        return None
    return replaced(question, generator.choice(found), generator.choice(others))


def opposite_word(question: str, text: str, generator: random.Random) -> str | None:  # noqa: ARG001
    """Swap one word for its opposite."""
    found = [match for match in re.finditer(r"\w+", question) if match[0].lower() in OPPOSITE]
    if not found:
        return None
    match = generator.choice(found)
    return replaced(question, match, OPPOSITE[match[0].lower()])


def denied(question: str, text: str, generator: random.Random) -> str | None:  # noqa: ARG001
    """Put a "not" behind the first helping verb."""
    match = DENIED.search(question)
    return (
        replaced(question, match, f"{match[0]} not") if match and " not " not in question else None
    )
