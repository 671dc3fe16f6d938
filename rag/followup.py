"""A follow-up question → one that stands alone, by rules and without a model.

What is carried over comes from the conversation: the person last named, the thing last asked about, its names and
dates. The rewriting is shown to the reader, who can say it otherwise; a question that stands alone is left as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.referents import (
    AUXILIARY,
    NAME,
    Earlier,
    person_meant,
    place_meant,
    plural_meant,
    topic_meant,
)
from rag.words import MONTHS, STOP_WORDS, all_stems, content_stems, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAD = re.compile(
    r"^\W*(?:(?:and|but|so|also|ok(?:ay)?|then|well|yes|no|thanks?)\b[\s,]*)+", re.IGNORECASE
)
_WHAT_ABOUT = re.compile(r"^\W*(?:what|how)\s+about\s+(?P<new>[^?]+?)\s*\?*$", re.IGNORECASE)
_ASKS = re.compile(r"(?:who|what|when|where|why|how|which|whose)\b", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:ones?|others?|rest|else|them|it)\b", re.IGNORECASE)
_NEW = re.compile(r"^(?P<new>[^?]{2,60}?)\s*\?*$")
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|its|this|that(?=\s*(?:\?|$|happen|cost|take|mean|was|is|end|start|begin))"
    r"|(?:that|this|the same)\s+(?P<noun>[a-z]{3,}))\b(?!\s+(?:true|take|took|possible|clear|likely|possibly)\b)(?!(?<=that)\s+[a-z]+\s+(?:is|was)\b)",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:they|them|their|theirs|those|these|the others)\b(?!\s+(?:who|that|which)\b)",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?!\s+(?:is|are|was|were|be|been|any|a|an|no)\b)",
    re.IGNORECASE,
)
_THEN = re.compile(r"\b(?:then|at that time|that day|that year|that month)\s*\?*$", re.IGNORECASE)
_SHORT = 3  # content words; fewer, without a name, do not stand alone


def stand_alone(text: str, earlier: Sequence[Earlier]) -> str:
    """Rewrite a follow-up so that it can be understood without the turns before it; else give it as it is.

    Args:
        text: the question as typed.
        earlier: the conversation, oldest turn first.

    >>> before = Earlier(question="How many people were evacuated below the Quillan dam?")
    >>> stand_alone("And how many of them were children?", [before])
    'How many of the people evacuated below the Quillan dam were children?'
    """
    if not earlier:
        return text
    last = earlier[-1]
    plain = _LEAD.sub("", text).strip()
    plain = plain[:1].upper() + plain[1:] if plain else text
    if (about := _WHAT_ABOUT.match(text)) or (about := _bare_new(text, plain)):
        return _replaced(last, about["new"])
    rewritten = _resolved(plain, earlier)
    led = plain != text.strip()
    if rewritten != plain:
        return _with_names(rewritten, last.question) if _is_thin(rewritten) else rewritten
    if _is_thin(plain) or (led and not NAME.search(plain[1:])):
        return _with_topic(plain, last)
    return text


def refer_back(text: str, first: str) -> str | None:
    """Complete the second of two questions asked at once from the first; None if it stands alone.

    >>> refer_back("By how much was it over budget?", "How much did the Tallow Hill line cost?")
    'By how much was the Tallow Hill line over budget?'
    """
    told = stand_alone(text, [Earlier(question=first)])
    return told if told != text else None


def _bare_new(text: str, plain: str) -> re.Match[str] | None:
    """Match "And the police?": a new name in place of the old one, without a verb."""
    if plain == text.strip() or AUXILIARY.search(plain):
        return None
    if _ASKS.match(plain) or not content_stems(_OTHERS.sub("", plain)):
        return None
    return _NEW.match(plain)


def _resolved(text: str, earlier: Sequence[Earlier]) -> str:
    """Put what they stand for in the place of pronouns."""
    last = earlier[-1]
    if _PERSON.search(text) and (person := person_meant(text, earlier) or topic_meant(last, None)):
        text = _substitute(text, _PERSON, person)  # or a ship
    if _MANY.search(text) and (many := plural_meant(last)):
        text = _substitute(text, _MANY, many)
    if (found := _THING.search(text)) and (thing := topic_meant(last, found["noun"])):
        text = _substitute(text, _THING, thing)
    if _THERE.search(text) and (place := place_meant(last)):
        text = _THERE.sub(f"in {place}", text, count=1)
    if (found := _THEN.search(text)) and (named := NAME.findall(last.question)):
        text = f"{text[: found.start()].rstrip()} ({', '.join(named[-2:])})?"
    return text


def _substitute(text: str, pronoun: re.Pattern[str], meant: str) -> str:
    """Replace the first pronoun, with a possessive where it is one."""
    found = pronoun.search(text)
    if not found:
        return text
    word = found[0].lower()
    after = text[found.end() :]
    owns = word in {"his", "its", "their"} or (word == "her" and re.match(r"\s+[a-z]", after))
    ending = ("’" if meant.endswith("s") else "’s") if owns else ""
    put = meant if found.start() else meant[:1].upper() + meant[1:]
    return f"{text[: found.start()]}{put}{ending}{after}"


def _replaced(last: Earlier, new: str) -> str:
    """Ask the last question of something else: of another name, day or thing in the same place."""
    new = new.strip()
    bare = re.sub(r"^(?:in|on|for|at|by|according to)\s+", "", new, flags=re.IGNORECASE)
    question = last.question.rstrip(" ?")
    said_by = re.search(r"according to\s+[^,?]+", question)
    if new.lower().startswith("according to") and said_by:
        return f"{question[: said_by.start()]}{new}{question[said_by.end() :]}?"
    for slot in reversed(list(NAME.finditer(question))):
        before, after = question[: slot.start()], question[slot.end() :]
        word = re.search(r"(\w+)\s+(?:the\s+)?$", before)
        if new != bare and not (word and new.lower().startswith(f"{word[1].lower()} ")):
            continue  # "in Ashkeld" takes the place of another "in ..."
        if slot.start() and _alike(slot[0], bare) and not re.match(r"\s+[a-z]{3,}", after):
            put = bare.removeprefix("the ") if re.search(r"\bthe\s+$", before) else bare
            return f"{before}{put}{after}?"
    topic = topic_meant(last, None)
    if (
        topic
        and not NAME.match(bare)
        and topic in question
        and re.match(r"(?:the|a|an)\b", bare, re.IGNORECASE)
    ):
        return f"{question.replace(topic, bare, 1)}?"
    joined = new if new != bare else f"according to {bare}" if said_by else f"for {bare}"
    return f"{question}, {joined}?"


def _alike(old: str, new: str) -> bool:
    """Whether two names can stand in the same place: both months, both years, or both plain names."""
    month = re.compile(rf"(?:{MONTHS})\b")
    if bool(month.match(old)) != bool(month.match(new)):
        return False
    return bool(NAME.match(new.removeprefix("the ")))


def _is_thin(text: str) -> bool:
    """Whether a question says too little to be searched for alone."""
    return len(content_stems(text)) < _SHORT and not any(
        word[0].isupper() and word.lower() not in STOP_WORDS for word in words(text)[1:]
    )


def _with_topic(text: str, last: Earlier) -> str:
    """Add what the last question was about."""
    topic = re.sub(
        r"^\W*(?:how\s+(?:many|much|long|far|old|tall|high|big|often)|what|who|whom|whose|when|where|why|which|how)\b\s*",
        "",
        last.question.rstrip(" ?"),
        flags=re.IGNORECASE,
    )
    topic = AUXILIARY.sub("", topic, count=1).strip()
    if content_stems(text):
        topic = topic_meant(last, None) or topic
    return f"{text.rstrip(' ?')} ({' '.join(topic.split())})?" if topic else text


def _with_names(text: str, question: str) -> str:
    """Add the names of the last question that a thin one has lost."""
    held = all_stems(text)
    lost = [
        m[0] for m in NAME.finditer(question) if m.start() and not set(content_stems(m[0])) <= held
    ]
    return f"{text.rstrip(' ?')} ({', '.join(lost)})?" if lost else text
