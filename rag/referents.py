"""What "he", "it", "them" and "there" mean after a question and its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.words import STOP_WORDS, all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOW_MANY = re.compile(
    r"^\W*how\s+many\s+(?P<noun>(?:[\w’'-]+\s+){0,3}?[\w’'-]+?)\s+"
    r"(?:(?P<be>is|are|was|were|have\s+been|has\s+been|had\s+been)|(?P<do>do|does|did|have|has|had|will|would)|(?P<verb>[a-z]+))\s+(?P<rest>[^?]*)",
    re.IGNORECASE,
)
_DETERMINER = r"(?:the|a|an|this|that|his|her|its|their|our|[A-Z][\w’'-]*[’']s?)"
_NOUN_PHRASE = re.compile(
    rf"\b{_DETERMINER}\s+(?:(?:of|in|on|at|for|to|and|the|from|below|near|under|over|between)\s+|[\w’'-]+\s*)+",
    re.UNICODE,
)
NAME = re.compile(
    r"(?!(?<![\s\S])(?:Is|Are|Was|Were|Do|Does|Did|Has|Have|Had|Will|Would|Can|Could|Should)\s)"  # "Did Ada Brandt ..."
    r"(?:[A-Z][\w’'-]*[a-z.][\w’'-]*|[A-Z]{2,}|No\. \d+)(?:\s+(?:of\s+(?:the\s+)?)?(?:[A-Z][\w’'-]+|\d+))*"
)
AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|been|be)\b",
    re.IGNORECASE,
)
_BASE_VERBS = frozenset(
    "agree arrive ask become begin believe blame break bring build buy call cause change claim close come cost cut decide die "
    "earn end expect explain fall find fly get give go grow happen have hold hope hurt join keep kill know land last lead leave "
    "lose make mean measure meet move name open order pass pay plan play publish put quit raise reach report resign return rise "
    "rule run say see sell send sign sink spend spill start stay stop strike take tell think travel use vote want warn weigh "
    "win work".split()
)
_GENDER_WINDOW = 300  # characters after a name in which a pronoun tells he from she
_TITLES = re.compile(
    r"^(?:Mr|Mrs|Ms|Dr|Prof|Capt|Col|Gen|Lt|Sgt|Judge|Mayor|President|Minister|Supt|Superintendent)\b\.?\s*"
)
_MALE, _FEMALE = (
    re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE),
    re.compile(r"\b(?:she|her|hers)\b", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A turn of the conversation: the question as it stood alone, the short answer, the sentences quoted."""

    question: str
    short_answer: str | None = None
    quotes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    """The articles cited: they tell he from she."""


def person_meant(text: str, earlier: Sequence[Earlier]) -> str | None:
    """Find whom "he" or "she" means: the latest person named, of the gender the articles give."""
    wanted, other = (_MALE, _FEMALE) if _MALE.search(text) else (_FEMALE, _MALE)
    for turn in reversed(earlier):
        for name in (
            *_names(turn.short_answer or ""),
            *_people(turn.question),
            *_names(" ".join(turn.quotes), many=True),
        ):
            his = sum(len(wanted.findall(near)) for near in _after(name, turn.texts))
            hers = sum(len(other.findall(near)) for near in _after(name, turn.texts))
            if his >= hers:
                return name
    return None


def _people(text: str) -> list[str]:
    """List the names in a question that may be a person's: those that no article or preposition of place precedes."""
    return [
        m[0]
        for m in NAME.finditer(text)
        if m.start()
        and not re.search(r"\b(?:the|in|at|on|of|to|from)\s+$", text[: m.start()], re.IGNORECASE)
    ] or _names(text, many=True)


def _names(text: str, *, many: bool = False) -> list[str]:
    """List names of two words or more, a title counting as one; a short answer may be one word."""
    found = [
        m[0]
        for m in NAME.finditer(text)
        if m[0] not in {"The", "A", "In", "On"} and m[0].lower() not in STOP_WORDS
    ]
    return (
        [name for name in found if " " in name]
        if many
        else [n for n in found if n == text.strip() or " " in n]
    )


def _after(name: str, texts: Sequence[str]) -> list[str]:
    """Cut what follows each mention of a surname."""
    surname = _TITLES.sub("", name).split()[-1:] or [name]
    return [
        text[m.end() : m.end() + _GENDER_WINDOW].partition(". ")[0]
        for text in texts
        for m in re.finditer(rf"\b{re.escape(surname[0])}\b", text)
    ]


def plural_meant(last: Earlier) -> str | None:
    """Say what "them" means after the last question: "the people evacuated below the dam"."""
    if found := _HOW_MANY.match(last.question):
        noun, rest = found["noun"], found["rest"].strip()
        if found["be"]:
            return f"the {noun} {rest}".strip()
        if found["do"]:
            return f"the {noun} that {rest}".strip()
        return f"the {noun} that {found['verb']} {rest}".strip()
    return topic_meant(last, None)


def topic_meant(last: Earlier, noun: str | None) -> str | None:
    """Find the thing that was asked about: the noun phrase that holds `noun`, else the first one of the question."""
    phrases = _phrases(last.question)
    if noun is None:
        return phrases[0] if phrases else None
    held = [phrase for phrase in phrases if set(content_stems(noun)) & all_stems(phrase)]
    if held:
        return held[0]
    return f"the {noun} ({phrases[0]})" if phrases and noun.lower() not in STOP_WORDS else None


def _phrases(question: str) -> list[str]:
    """List the noun phrases and names of a question in reading order, each once."""
    found = [
        (m.start(), m.end(), _trimmed(m[0], question)) for m in _NOUN_PHRASE.finditer(question)
    ]
    found = [(start, end, phrase) for start, end, phrase in found if content_stems(phrase)]
    names = [(m.start(), m.end(), m[0]) for m in NAME.finditer(question) if m.start()]
    found += [n for n in names if not any(start <= n[0] < end for start, end, _ in found)]
    return [phrase for _, _, phrase in sorted(found)]


def _trimmed(phrase: str, question: str) -> str:
    """End a noun phrase before its verb."""
    kept: list[str] = []
    helped = re.search(r"\b(?:do|does|did|will|would|can|could|should)\b", question, re.IGNORECASE)
    for word in phrase.split():
        low = word.lower()
        if AUXILIARY.fullmatch(low) or (helped and low in _BASE_VERBS and kept):
            break
        if len(kept) > 1 and low.endswith("ed") and not helped:
            break
        kept.append(word)
    while kept and kept[-1].lower() in STOP_WORDS:
        kept.pop()
    return " ".join(kept).strip(" ,")


def place_meant(last: Earlier) -> str | None:
    """Find where "there" is."""
    for text in (last.question, last.short_answer or ""):
        if found := re.findall(
            rf"\b(?:in|at|on|to|from|near|below)\s+((?:the\s+)?{NAME.pattern})", text
        ):
            return str(found[-1])
    named = [m[0] for m in NAME.finditer(last.question) if m.start()]
    return named[-1] if named else None
