"""What kind of answer a question asks for, and where a text holds one.

A table of (question pattern, answer pattern), tried in order: the first that fits decides. It does not understand
questions; it knows that "how far" wants a distance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.currencies import CURRENCY

_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_TENS = "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|dozens?|half"
_NUMBER = rf"(?:\d[\d,.]*\d|\d|\b(?:{_ONES}|{_TENS})\b)(?:[\s-](?:hundred|thousand|million|billion|trillion|dozen)\b)*"
_ABOUT = r"(?:(?:about|around|nearly|almost|roughly|some|over|under|at least|at most|up to|more than|less than|fewer than)\s+)?"
_TIME = (
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centuries|century)"
)
_LENGTH = r"(?:miles?|kilomet(?:er|re)s?|km|met(?:er|re)s?|feet|foot|yards?|nautical miles?|inch(?:es)?|centimet(?:er|re)s?)"
_MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_CLOCK = (
    r"(?<![\d.:])\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?\s?m\b\.?"
    r"|(?:(?<=\bat )|(?<=\bby )|(?<=\bfrom )|(?<=\buntil )|(?<=\btill )|(?<=\babout )|(?<=\baround )|(?<=\bbefore )|(?<=\bafter ))(?:[01]?\d|2[0-3]):[0-5]\d(?!:?\d)"
    r"|\b(?:noon|midnight|midday)\b"
)
_DATE = rf"\b{_DAY}\b|\b{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?\b|\b\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?\b|\b{_MONTH}\s\d{{4}}\b|\b(?:1[89]|20)\d\d\b"
_MONEY = rf"(?:[$€£¥]\s?{_NUMBER}|{_NUMBER}\s+(?:[A-Z][a-z]+\s)?(?:{CURRENCY}|cents?)\b)"
_NAME = r"(?:(?:[A-Z][\w’'-]+|[A-Z]\.|al-[A-Z]\w+|de|van|von|bin)\s+)*[A-Z][\w’'-]+"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of answer: its name, the questions that ask for it, what it looks like."""

    name: str
    question: re.Pattern[str]
    answer: re.Pattern[str] | None


def _kind(name: str, question: str, answer: str | None, flags: int = re.IGNORECASE) -> Kind:
    shape = re.compile(answer, flags) if answer else None
    return Kind(name, re.compile(question, re.IGNORECASE), shape)


KINDS = (
    _kind(
        "distance",
        r"\bhow (?:far|tall|high|deep|wide|distant)\b",
        rf"{_ABOUT}{_NUMBER}[\s-]{_LENGTH}\b",
    ),
    _kind(  # a meeting or a bridge
        "duration",
        r"\bhow long (?:is|was|are|were)\b",
        rf"{_ABOUT}(?:{_NUMBER}|an?|several|many|few)[\s-](?:{_TIME}|{_LENGTH})\b",
    ),
    _kind(
        "duration",
        r"\bhow (?:long|much time)\b",
        rf"{_ABOUT}(?:{_NUMBER}|an?|several|many|few)[\s-]{_TIME}\b|(?:(?<=\bfor\s)|(?<=\bspent\s)|(?<=\btook\s)|(?<=\blasted\s)){_TIME}\b",
    ),
    _kind(
        "age", r"\bhow old\b|\bwhat age\b", rf"\b(?:aged?\s)?{_NUMBER}(?:[\s-]year[s]?[\s-]old)?"
    ),
    _kind(
        "money",
        r"\bhow much (?:did|does|was|were|is|are|will|would|money)\b.*\b(?:cost|pay|paid|worth|spen[dt]|raise|price|bill|fine|fund|earn|money)|\b(?:what|which)\b.*\b(?:price|cost|fine|budget|salary|sum|amount)\b|\bhow much\b.*\b(?:cost|pay|paid|worth|fine)",
        rf"{_ABOUT}{_MONEY}",
    ),
    _kind(
        "percent",
        r"\b(?:what|which|how)\b.*\b(?:per ?cent(?:age)?|share|rate|proportion)\b",
        rf"{_ABOUT}{_NUMBER}(?:\s?%|\sper\s?cent|\spercentage points?)",
    ),
    _kind(
        "number",
        r"\bhow (?:many|much|big|large|often|fast|strong)\b|\bwhat (?:number|is the number)\b|\bmagnitude\b",
        rf"{_ABOUT}{_NUMBER}",
    ),
    _kind(
        "date",
        r"^\W*when\b|\bsince when\b|\b(?:day|date)\b.*\b(?:time|hour)\b|\b(?:time|hour)\b.*\b(?:day|date)\b",
        rf"{_DATE}|{_CLOCK}",
    ),
    _kind("date", r"\b(?:what|which) (?:day|date|month|year|time of (?:the )?year)\b", _DATE),
    _kind("date", r"\b(?:what|which) (?:time|hour)\b", _CLOCK),
    _kind(
        "person",
        r"\bwho(?:m|se)?\b|\bwhich (?:person|man|woman|minister|president|spokes\w+|general|judge|player|candidate|author|officer|mayor)\b|\bname of the (?:person|man|woman|minister|president)\b",
        _NAME,
        0,
    ),
    _kind(
        "place",
        r"^\W*where\b|\b(?:in|at|to|from) (?:what|which) (?:city|town|country|place|village|province|region|state)\b|\b(?:what|which) (?:city|town|country|place|village|capital|base|port|river|region|province|state)\b",
        _NAME,
        0,
    ),
    _kind("name", r"\b(?:which|what)\b", _NAME, 0),
)
ANYTHING = Kind("anything", re.compile(""), None)


def asked_kind(question: str) -> Kind:
    """Tell what kind of answer `question` asks for.

    >>> asked_kind("How far is Deir al-Zour from Raqqa?").name
    'distance'
    """
    return next((kind for kind in KINDS if kind.question.search(question)), ANYTHING)


def find_answers(kind: Kind, text: str) -> list[tuple[int, int]]:
    """Find the spans of `text` that look like an answer of that kind."""
    return [found.span() for found in kind.answer.finditer(text)] if kind.answer else []


_PRESENT = re.compile(
    r"\b(?:is|are|does|do|has|have|will|can)\b"
    r"|\b(?:now|current(?:ly)?|latest|last|most recent|newest|so far|to date|final(?:ly)?|in the end|end(?:ed|ing)? up"
    r"|at last|eventually|stands?|stood|by now|still|new|in all|total|altogether|overall|once|later)\b",
    re.IGNORECASE,
)


def asks_for_present(question: str) -> bool:
    """Tell whether a question asks how things stand, or stood in the end: then newer articles know better.

    >>> asks_for_present("How many people are missing?"), asks_for_present("How many people went missing?")
    (True, False)
    """
    return bool(_PRESENT.search(question))


_YES_OR_NO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must)\b(?!.*\bor\b)",
    re.IGNORECASE | re.DOTALL,
)


def wants_yes_or_no(question: str) -> bool:
    """Tell whether a question is answered by yes or no, which no words of an article are.

    >>> wants_yes_or_no("Did the mayor resign?"), wants_yes_or_no("Did it rise or fall?"), wants_yes_or_no("Who did?")
    (True, False, False)
    """
    return bool(_YES_OR_NO.search(question))
