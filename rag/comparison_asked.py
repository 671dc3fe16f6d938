"""What a question compares: "more or fewer than last year?", "is A larger than B?", "which was faster, A or B?".

It is taken apart into what is told of and what that is held against, the words that answer, and a plain question for
the value itself: "How many pupils are there?" is read better than "Are there more or fewer pupils than last year?".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.comparison_words import A_NUMBER, ANY, COMPARATIVES, is_up, of_time
from rag.words import content_stems

LONGEST = 300
"""Characters of a question that is taken apart: patterns take ever longer with its length."""
Form = Literal["either", "closed", "which", "difference"]

_HELP = r"do|does|did|is|are|was|were|has|have|had|will|would"
_EITHER = re.compile(
    rf"\b(?:an?\s+|the\s+)?(?P<one>{ANY})\s+or\s+(?:an?\s+|the\s+|in\s+)?(?P<other>{ANY})\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    rf"^\W*(?P<help>{_HELP})\s+(?P<one>.*?)\s*\b(?P<how>{ANY})\b(?P<thing>.*?)\bthan\s+(?P<other>.*?)\s*\?*$",
    re.IGNORECASE,
)
_ALIKE = (
    r"much|many|little|few|high|low|large|big|small|long|short|old|young|tall|heavy|light|wide|narrow|deep|strong|expensive"
    r"|cheap|dear|fast|quick(?:ly)?|slow(?:ly)?|hot|warm|cold|thick|hard|severely"
)
_AS_MUCH = re.compile(
    rf"^\W*(?P<help>{_HELP})\s+(?P<one>.*?)\s*(?<!\btwice )(?<!\bhalf )(?<!\btimes )\bas\s+(?P<how>{_ALIKE})\b"
    r"(?P<thing>[^,?]*?)\s+as\s+(?P<other>[^?]{2,150}?)\s*\?*$",
    re.IGNORECASE,
)
_ALL_THAT = re.compile(
    rf"^\W*(?P<help>{_HELP})\s+(?P<one>[^?]+?)\s+(?<!nearly )(?<!almost )(?<!of )(?:all|everything|the\s+whole\s+sum)"
    r"\s+(?:that\s+)?(?P<other>(?:it|he|she|they|was|were|had|has)\b[^?]{0,100}?\b(?:asked|claimed|sued|wanted|demanded|sought|requested|lost|paid|spent|owed|needed"
    r"|promised|due|hoped)\b[^?]{0,80}?)\s*\?*$",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"^\W*(?:(?P<help>is|are|was|were|has|have|had)\s+(?P<one>[^?]+?)\s+(?P<how>above|below|over|under)"
    rf"|(?P<help_>{_HELP})\s+(?P<one_>[^?]+?)\s+(?:stay|lie|remain|come)\s+(?P<how_>above|below|over|under))"
    r"\s+(?P<other>(?:what\s+(?:is|are|was|were|had|the|it|they)\s[^?]{2,120}?"
    r"|the\s+(?:most|least|limit|maximum|minimum|average|target|budget|estimate|forecast)\b[^?]{0,120}?))\s*\?*$",
    re.IGNORECASE,
)
_LITTLE = re.compile(r"little|few|low|small|short|cheap|young|narrow|light|cold", re.IGNORECASE)
_EXCEED = re.compile(
    rf"^\W*(?P<help>{_HELP})\s+(?P<one>[^?]+?)\s+(?:exceed|surpass|outnumber|outstrip)(?:s|p?ed)?\s+(?P<other>[^?]{{2,150}}?)\s*\?*$",
    re.IGNORECASE,
)
_MOVED = re.compile(  # "has the rent of a pitch risen since": nothing but "of ..." stands between the noun and the verb
    r"^\W*(?P<help>(?P<done>has|have|had)|do|does|did|will|would)\s+(?P<one>(?:[^?,]*?\s)?(?:number|share|price|cost|rate|proportion|turnout|toll"
    r"|budget|amount|figure|total|fee|rent|wage|salary|membership|audience|population|estimate|margin|majority|debt|loss|profit)s?"
    r"(?:\s+(?:of|for|in)\s+[^?,]*?)?)\s+(?:\w+ly\s+)?"
    r"(?P<how>(?(done)(?:risen|grown|increased|climbed|swollen|fallen|shrunk|dropped|declined|sunk|decreased)"
    r"|(?:rise|grow|increase|climb|swell|fall|shrink|drop|decline|sink|decrease)))"
    r"(?P<other>(?:\s+(?:since|after|from|between|over|in|during|compared|because|once|when|until|by)\b[^?]*?)?)\s*\?*$",
    re.IGNORECASE,
)
_EACH_MORE = re.compile(
    rf"\b(?:{_HELP})\s+(?:there\s+)?more\s+(?P<one>[^,?]{{2,60}}?)\s+or\s+(?:more\s+)?(?P<other>[^,?]{{2,80}}?)\s*\?*$",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    rf"^\W*(?:{_HELP})\s+(?P<one>(?:(?!\b(?:{ANY})\b)[^,?]){{2,60}}?)\s+or\s+(?P<other>(?:(?!\b(?:{ANY})\b)[^,?]){{2,60}})\s+(?:[^?]*?\s)?(?P<how>{COMPARATIVES})\b[^?]*\?*$",
    re.IGNORECASE,
)
_OF_TWO = (  # verbs, "up" and "below" say nothing of two that are named: "where did the boat sink, ...?"
    rf"{COMPARATIVES}|most|fewest|least|highest|lowest|largest|smallest|biggest|greatest|longest|shortest|oldest|youngest|best|worst"
    r"|cheapest|fastest|quickest|slowest|first"
)
_WHICH = re.compile(
    rf"^.*\b(?P<how>{_OF_TWO})\b.*?[,:–—]\s*(?P<one>[^,?]{{2,60}}?),?\s+or\s+(?P<other>[^,?]{{2,60}}?)\s*\?*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\b(?P<how>{_OF_TWO})\b.*?\b(?P<link>from|in|by|with|to|at)\s+(?P<one>[^,?]{{2,60}}?)\s+or\s+(?P=link)\s+(?P<other>[^,?]{{2,60}}?)\s*\?*$",
    re.IGNORECASE,
)
_VERBS = (
    rf"{_HELP}|can|could|lost|gave|won|got|took|held|came|went|paid|made|sold|sent|saw|cost|left"
)
_NO_VERB = rf"(?!(?:{_VERBS}|or)\b|\w+ed\b)"
_DIFFERENCE = re.compile(
    r"^\W*(?:(?:roughly\s+|about\s+)?by\s+(?:(?:roughly|about)\s+)?(?:how\s+(?:much|many|far)|what\s+margin)|how\s+far\s+apart"
    rf"|how\s+(?:much|many)\s+(?:{_NO_VERB}[\w’'-]+\s+){{0,2}}?(?:more|fewer|less)\b(?!\s+than\s+{A_NUMBER})(?!\s+\w+ly\b)"
    rf"|(?:how|.*\bhow)\s+much\s+(?:{ANY})\b"
    r"|how\s+far\s+(?:above|below|short\s+of)\b(?!\s+(?:the\s+)?(?:sea|ground|surface|water|deck|street|earth|snow|ice)\b)"
    r"|how\s+(?:much|many)\s+\w+\s+short\b(?!-)"
    r"|how\s+far\s+.*\b(?:short\s+of|(?:above|below|over|under)\s+(?:the|its|their|his|her)\s+(?:\w+\s+)?(?:limit|amount|budget|target|threshold|average|value|estimate)))",
    re.IGNORECASE,
)
_AND_BY = re.compile(
    r",?\s+and\s+(?:if\s+so,?\s+)?by\s+(?:how\s+(?:much|many)|what)\b[^?]*", re.IGNORECASE
)
_NEARER = re.compile(r"\b(?:closer|nearer)\s+to\b", re.IGNORECASE)  # how far off is no size
_NOT = re.compile(r"\b(?:not|no|never)\b|n[’']t\b", re.IGNORECASE)
_UP_TO = re.compile(r"^\s*(?:(?:to|above|below|by|over|under|only)\s+)?", re.IGNORECASE)
_THAN = re.compile(r"\s*,?\s*\bthan\s+(?P<base>[^?]*)", re.IGNORECASE)
_OPENS = re.compile(rf"^\W*(?P<help>{_HELP})\s+(?:there\s+)?", re.IGNORECASE)
_COUNTED = re.compile(r"more|fewer|less|most|fewest|least", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a question compares.

    `greater` and `smaller` are the words that answer where `subject` is the greater or the smaller of the two, on the
    scale that `how` stands for. `plain` asks for the value of the subject, `other` for that of `base`.
    """

    form: Form
    how: str
    greater: str = ""
    smaller: str = ""
    subject: str = ""
    base: str = ""
    plain: str | None = None
    other: str | None = None

    @property
    def of_time(self) -> bool:
        """Whether the subject is held against what was, or was said, at another time; or against nothing named."""
        return not self.base or of_time(self.base)


def read_comparison(question: str) -> Comparison | None:
    """Say what a question compares; None where it does not.

    >>> asked = read_comparison("Did the port handle more or fewer ships than in 2020?")
    >>> asked.greater, asked.smaller, asked.base, asked.plain
    ('more', 'fewer', 'in 2020', 'How many ships did the port handle?')
    """
    question = _AND_BY.sub("", " ".join(question.split()))
    if len(question) > LONGEST or _NEARER.search(question):
        return None
    if _DIFFERENCE.search(question):
        return Comparison(form="difference", how="more", subject=question)
    between = _BETWEEN.search(question)
    either = _EITHER.search(question)
    if either and not between and is_up(either["one"]) != is_up(either["other"]):
        return _either(question, either)
    if which := _WHICH.match(question) or between:
        one, other = bare(which["one"]), bare(which["other"])
        return Comparison(
            form="which", how=which["how"], greater=one, smaller=other, subject=one, base=other
        )
    if closed := _CLOSED.search(question):
        return _closed(closed)
    return _at_least(question) or _between_two(question)


def _at_least(question: str) -> Comparison | None:
    """Take "did A get as much as B", "all that it wanted", "did A exceed B", "has the number of A risen since"."""
    if found := _AS_MUCH.search(question):
        how = _as_comparative(found["how"])
        subject = f"{found['one']} {found['thing']}"
    elif found := _EXCEED.search(question) or _ALL_THAT.search(question):
        how, subject = "more", found["one"]
    elif found := _WITHIN.search(question):
        how = "less" if (found["how"] or found["how_"]).lower() in {"below", "under"} else "more"
        subject = found["one"] or found["one_"]
    elif found := _MOVED.search(question):
        how, subject = found["how"], found["one"]
    else:
        return None
    base = found["other"].strip()
    if _NOT.search(subject) or re.match(A_NUMBER, _UP_TO.sub("", base), re.IGNORECASE):
        return None
    return Comparison(
        form="closed", how=how, greater="yes", smaller="no", subject=subject, base=base
    )


def _as_comparative(how: str) -> str:
    if re.match(r"fast|quick", how, re.IGNORECASE):
        return "faster"
    if re.match(r"slow", how, re.IGNORECASE):
        return "slower"
    return "less" if _LITTLE.fullmatch(how) else "more"


def _between_two(question: str) -> Comparison | None:
    """Take "were more cleared or more convicted?" and "was A's or B's figure higher?"."""
    found, how = _EACH_MORE.search(question), "more"
    if not found and (found := _WHOSE.search(question)):
        how = found["how"]
    if not found:
        return None
    one, other = bare(found["one"]), _second(found["other"], like=found["one"])
    return Comparison(form="which", how=how, greater=one, smaller=other, subject=one, base=other)


def _second(option: str, *, like: str) -> str:
    """Cut the second of two options where its possessive ends, else to as many words as the first has."""
    whose = re.split(r"(?<=s)[’']s?\s|[’']s\s", option, maxsplit=1)
    if len(whose) > 1:
        return bare(whose[0])
    named = re.split(
        rf"(?<!\bthe)(?<!\ban)(?<!\ba)\s(?:{_VERBS}|get|have|take|pay|give)\s", option, maxsplit=1
    )[0]
    return bare(" ".join(named.split()[: len(like.split())]))


def _closed(closed: re.Match[str]) -> Comparison | None:
    """Take "did A cost more than B"; None where B is a number, as one value is held against it."""
    how, subject, base = closed["how"], closed["one"], closed["other"]
    named = content_stems(f"{subject} {closed['thing']}") and (content_stems(base) or of_time(base))
    if (
        re.match(A_NUMBER, base, re.IGNORECASE)
        or not named
        or _NOT.search(f"{subject} {closed['thing']}")
    ):
        return None
    amount = "How many" if closed["thing"].strip() and _COUNTED.fullmatch(how) else "How much"
    plain = f"{amount}{closed['thing'].rstrip()} {closed['help'].lower()} {subject}?"
    return Comparison(
        form="closed",
        how=how,
        greater="yes",
        smaller="no",
        subject=f"{subject} {closed['thing']}",
        base=base,
        plain=" ".join(plain.split()),
        other=None if of_time(base) else f"How much was {base}?",
    )


def _either(question: str, found: re.Match[str]) -> Comparison:
    """Take "was it higher or lower than before": the value is asked for without these words."""
    than = _THAN.search(question, found.end())
    base = than["base"].strip() if than else ""
    before = question[: found.start()].strip(" ,")
    after = question[found.end() : than.start() if than else len(question)].strip(" ,?")
    opened = _OPENS.match(before + " ")
    plain = None
    if opened:
        subject = before[opened.end() :].strip()
        counted = bool(_COUNTED.fullmatch(found["one"])) and after
        amount = "How many" if counted else "How much"
        rest = f"{opened['help'].lower()} {subject}" if subject else ""
        there = f"{opened['help'].lower()} there" if "there" in before.lower().split() else ""
        plain = " ".join(f"{amount} {after} {rest or there}".split()) + "?"
    greater, smaller = found["one"], found["other"]
    if not is_up(greater):
        greater, smaller = smaller, greater
    return Comparison(
        form="either",
        how=greater,
        greater=greater,
        smaller=smaller,
        subject=f"{before} {after}",
        base=base,
        plain=plain,
        other=None if not base or of_time(base) else f"How much {base}?",
    )


def bare(option: str) -> str:
    """Take "was it" words off an option, and its possessive."""
    plain = re.sub(r"^(?:that of|those of|the one of|in|by|at|from|of)\s+", "", option.strip())
    return re.sub(r"(?<=\w)[’']s?$", "", plain)
