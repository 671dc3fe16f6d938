"""Sentences → questions whose answer is a part of the sentence: only shapes that stay grammatical are turned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST, LONGEST = 40, 220  # characters of a sentence
_CLAUSE_WORDS = 6
_NUMBER = r"\d[\d,]*(?:\.\d+)?(?:\s(?:million|billion|thousand|hundred))?"
_NAME = r"(?:[A-Z][a-z]+\.?\s)?[A-Z][\w’-]+(?:\s(?:of\s|the\s)?[A-Z][\w’-]+){1,3}"
_VERB = (
    r"(?:was|were|is|are|has|had|will|won|lost|became|made|led|took|told|gave|found|left|built|sold|bought|broke|began|"
    r"rose|fell|held|met|wrote|paid|ran|cut|set|put|got|said|died|[a-z]{2,}ed)"
)
_MEASURE = r"(?P<how>long|high|wide|deep|tall|old|heavy)"
_LEANING = re.compile(
    r"\b(?:he|she|it|they|him|her|his|hers|its|their|theirs|them|this|that|these|those|there|here|we|our|us|you|i|"
    r"yesterday|today|tomorrow|tonight|former|latter|also|another|the same)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile('[“”"‘]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze:
    """A question, its answer as it stands in the sentence, and the rule that made it."""

    question: str
    answer: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """A shape of sentence, and how the question is put together from its parts."""

    name: str
    shape: re.Pattern[str]
    question: str


_RULES = (
    _Rule(
        "who",
        re.compile(rf"^(?P<answer>{_NAME}) (?P<rest>{_VERB}\b.+)\.$"),
        "Who or what {rest}?",
    ),
    _Rule(
        "how many",
        re.compile(
            rf"^(?P<answer>{_NUMBER}) (?P<noun>[a-z]+s|people|men|women|children) (?P<rest>{_VERB}\b.+)\.$"
        ),
        "How many {noun} {rest}?",
    ),
    _Rule(
        "how many there",
        re.compile(
            rf"^There (?P<verb>are|were) (?:about |some |nearly )?(?P<answer>{_NUMBER}) "
            r"(?P<noun>[a-z]+s|people) (?P<rest>(?:in|on|at|among|for|of)\b.+)\.$"
        ),
        "How many {noun} {verb} there {rest}?",
    ),
    _Rule(
        "what share",
        re.compile(rf"^(?P<answer>{_NUMBER}(?:%| per ?cent)) of (?P<rest>.+?\b{_VERB}\b.+)\.$"),
        "What share of {rest}?",
    ),
    _Rule(
        "how long",
        re.compile(
            rf"^(?P<subject>The [^,;:]+?) (?P<verb>is|was) (?:about |nearly |almost |now )?"
            rf"(?P<answer>{_NUMBER} [a-z]+) {_MEASURE}\b[^,;:]*\.$"
        ),
        "How {how} {verb} {subject}?",
    ),
)


def clozes(sentence: str) -> Iterator[Cloze]:
    """Turn a sentence into questions, by every rule that fits.

    A sentence that leans on others (pronouns, "this", "today") or holds a quotation gives none.

    Source: after Lewis et al. 2019 (unsupervised question answering by cloze translation), with rules in the place of a
    translation model.

    >>> [(c.question, c.answer) for c in clozes("Mayor Ada Brandt opened the new bridge over the Sile on Monday.")]
    [('Who or what opened the new bridge over the Sile on Monday?', 'Mayor Ada Brandt')]
    """
    text = " ".join(sentence.split())
    if not SHORTEST <= len(text) <= LONGEST or _QUOTED.search(text):
        return
    for rule in _RULES:
        found = rule.shape.match(text)
        if found is None:
            continue
        parts = found.groupdict()
        answer = parts.pop("answer")
        if _LEANING.search(" ".join(part for part in parts.values() if part)):
            continue
        if "subject" in parts:
            parts["subject"] = parts["subject"][0].lower() + parts["subject"][1:]
        if "rest" in parts:
            parts["rest"] = _first_clause(parts["rest"])
        yield Cloze(question=rule.question.format(**parts), answer=answer, rule=rule.name)


def _first_clause(rest: str) -> str:
    """Drop what follows the first comma, where enough is left to ask by.

    >>> _first_clause("opened the new bridge over the Sile, the council said")
    'opened the new bridge over the Sile'
    """
    first = rest.partition(", ")[0]
    return first if len(first.split()) >= _CLAUSE_WORDS else rest
