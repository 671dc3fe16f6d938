"""Sentence + sentences of articles → the best evidence and a verdict.

A checker judges the sentence against each stretch of one or two sentences; this module chooses the stretches, gives the
checker what the stretch takes for granted (the full name behind a surname, the day behind "Monday"), and weighs the
judgements: an article that contradicts is heard even where a worse match would support.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from rag.lexical import coverage
from rag.lookup.attribution import untitled
from rag.particulars import Particular, holds, particulars
from rag.types import Citation
from rag.words import STOP_WORDS, all_stems, content_stems, stem, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Article
    from rag.check import Check
    from rag.lookup.paraphrase import Window

Verdict = Literal["supported", "partial", "unsupported", "contradicted", "not_in_corpus"]

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_DAY = re.compile(rf"\b({'|'.join(_DAYS)}|today|yesterday|tomorrow)\b", re.IGNORECASE)
_CLEARLY = 0.6  # share of the words' weight from which a contradiction is about the same thing
_HALF = 0.5
_BARELY = 0.3
# shares of the words' weight: to be supported or contradicted; to be supported in part, by names, by figures; to be
# another count of the same thing
_MOST_THERE, _NAMES_THERE, _FIGURES_THERE, _COUNTED_THERE = 0.7, 0.65, 0.25, 0.4
_FIGURES = frozenset({"number", "percent", "money", "date", "quote"})
_PARTLY: Verdict = "partial"
_NOT: Verdict = "unsupported"
_CLAUSE = re.compile(
    r"[,;:(\n]\s+|\s[–—-]+\s|\s(?:and|but|while|although|though|which|who|where)\s"
)
# share of the words' weight, and cosine, below both of which nothing is about the sentence
_ABOUT_WORDS, _ABOUT_COSINE = 0.31, 0.43
_LONG = 4000  # characters; of two stretches as good as each other the shorter one is cited
_CONFLICTING = 3  # citations named
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_CAPITAL = re.compile(r"^[“\"‘'(\s]*((?:[A-Z][\w’'-]*[a-z][\w’'-]*)(?:\s+[A-Z][\w’'-]+)*)")
_RANK: dict[str, int] = {"supported": 3, "contradicted": 2, "partial": 1, "unsupported": 0}


class Checker(Protocol):
    """Judges a statement against evidence. A learned one may stand beside the rules: both have this shape."""

    def __call__(self, statement: str, evidence: str, /) -> Check:
        """Judge `statement` by `evidence` alone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A stretch of an article, and what it says of the sentence."""

    window: Window
    verdict: Verdict
    support: float
    held: tuple[bool, ...]

    @property
    def citation(self) -> Citation:
        """The stretch as a citation."""
        article = self.window.passage.article
        return Citation(article=article, start=self.window.start, end=self.window.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the archive says of a sentence: the verdict, the stretches it rests on, and what else was said."""

    verdict: Verdict
    support: float
    citations: tuple[Citation, ...]
    particulars: tuple[tuple[Particular, bool], ...]
    conflicts: tuple[Citation, ...] = ()


def weigh(statement: str, windows: Sequence[Window], check: Checker) -> Evidence:
    """Judge a sentence by the stretches found for it, the likeliest first."""
    wanted = details(statement)
    about = [w for w in windows if w.words >= _ABOUT_WORDS or w.cosine >= _ABOUT_COSINE]
    if not about:
        told = tuple((p, False) for p in wanted)
        return Evidence(verdict="not_in_corpus", support=0.0, citations=(), particulars=told)
    judged = [judge(statement, window, wanted, check) for window in about]
    best = max(judged, key=_merit)
    against = tuple(
        dict.fromkeys(
            other.citation
            for other in judged
            if other.verdict == "contradicted"
            and other.window.words >= _CLEARLY
            and other.citation.article.id != best.citation.article.id
        )
    )
    found = tuple(zip(wanted, best.held, strict=True))
    return Evidence(
        verdict=best.verdict,
        support=best.support,
        citations=(best.citation,),
        particulars=found,
        conflicts=against[:_CONFLICTING] if best.verdict == "supported" else (),
    )


def details(statement: str) -> tuple[Particular, ...]:
    """List the particulars of a sentence, its opening name among them, in reading order."""
    opening = opening_name(statement)
    others = [
        p
        for p in particulars(statement)
        if not any(p.kind == "name" and o.start <= p.start and p.end <= o.end for o in opening)
    ]
    return tuple(sorted((*opening, *others), key=lambda p: (p.start, p.end)))


def judge(statement: str, window: Window, wanted: Sequence[Particular], check: Checker) -> Judged:
    """Judge a sentence by one stretch."""
    evidence = in_full(statement, window)
    held = tuple(holds(evidence, p) for p in wanted)
    if " ".join(statement.split()) in " ".join(evidence.split()):
        return Judged(window=window, verdict="supported", support=1.0, held=held)
    near = said_of_it(statement, evidence)
    result = check(statement, near)
    share = coverage(window.weights, evidence)
    verdict, support = _tempered(result, share, wanted, held)
    if bound_otherwise(statement, near) and share >= _COUNTED_THERE:
        verdict, support = "contradicted", min(support, _BARELY)
    return Judged(window=window, verdict=verdict, support=support, held=held)


def _tempered(
    result: Check, share: float, wanted: Sequence[Particular], held: Sequence[bool]
) -> tuple[Verdict, float]:
    """Weigh a judgement by the share of the sentence that the stretch speaks of at all."""
    figures = any(there and p.kind in _FIGURES for p, there in zip(wanted, held, strict=True))
    in_part = (figures and share >= _FIGURES_THERE) or (any(held) and share >= _NAMES_THERE)
    weak = _PARTLY if in_part else _NOT
    if result.verdict == "supported":
        if all(held) and share >= _MOST_THERE:
            return "supported", result.support
        return weak, result.support * _HALF
    if result.verdict == "contradicted" and share >= _MOST_THERE:
        return "contradicted", result.support
    if result.verdict == "partial" and not in_part:
        return "unsupported", result.support * _HALF
    return weak, result.support


def said_of_it(statement: str, evidence: str) -> str:
    """Leave out the clauses that share no word of weight with the sentence: `not` in them is not about it."""
    wanted = set(content_stems(statement))
    clauses = _CLAUSE.split(evidence)
    kept = [clause for clause in clauses if wanted & all_stems(clause)]
    return ", ".join(kept) or evidence


def bound_otherwise(statement: str, evidence: str) -> bool:
    """Whether the evidence counts the same thing and comes to another number.

    >>> bound_otherwise("Three masked men fled.", "Two masked men robbed three customers.")
    True
    """
    here, there = _counted(statement), _counted(evidence)
    return any(
        (values := {v for thing, v in there if thing == named}) and value not in values
        for named, value in here
    )


def _counted(text: str) -> list[tuple[str, tuple[float, ...] | str]]:
    """List what is counted: the word after each number, and the number."""
    found = []
    for p in particulars(text):
        if p.kind in _FIGURES - {"date"}:
            after = words(text[p.end : p.end + 40])[:1]
            if after and after[0].casefold() not in STOP_WORDS:
                found.append((stem(after[0]), p.value))
    return found


def _merit(judged: Judged) -> tuple[int, float, float]:
    """Put what supports first, then what clearly contradicts, then what is nearest."""
    rank = _RANK[judged.verdict]
    if judged.verdict == "contradicted" and judged.window.words < _CLEARLY:
        rank = 0
    likely = judged.window.probability - len(judged.window.text) / _LONG
    return rank, judged.support if judged.verdict == "supported" else 0.0, likely


def in_full(statement: str, window: Window) -> str:
    """Give a stretch with what it takes for granted: names in full, days with their dates, the year."""
    article, text = window.passage.article, window.text
    granted = [name for name in _names(statement) if _is_meant(name, text, window)]
    if day := article.published:
        granted += [_written(when) for when in days_named(text, day)]
        if str(day.year) in statement:
            granted.append(str(day.year))
    return f"{text}\n({'; '.join(granted)})" if granted else text


def days_named(text: str, published: date) -> list[date]:
    """Give the dates that `Monday`, `yesterday` and the like stand for: the last such day before publication."""
    dates = []
    for found in _DAY.finditer(text):
        word = found[1].lower()
        if word in _DAYS:
            back = (published.weekday() - _DAYS.index(word)) % 7
            dates.append(published - timedelta(days=back))
        else:
            shift = {"today": 0, "yesterday": -1, "tomorrow": 1}[word]
            dates.append(published + timedelta(days=shift))
    return dates


def opening_name(statement: str) -> tuple[Particular, ...]:
    """Find the name that a sentence begins with, which its capital alone does not tell from any other word.

    >>> [p.text for p in opening_name("Brandt said it rained.")], opening_name("Rain fell.")
    (['Brandt'], ())
    """
    found = _CAPITAL.match(statement)
    if not found or found[1].split()[0].casefold() in STOP_WORDS:
        return ()
    name = untitled(found[1])
    after = statement[found.end() :].split()
    speaks = bool(after) and after[0].strip(",") in {
        "said",
        "says",
        "told",
        "added",
        "warned",
        "called",
        "wrote",
    }
    if len(name.split()) == 1 and not speaks:
        return ()
    start = statement.index(name)
    return (Particular(kind="name", text=name, start=start, end=start + len(name), value=name),)


def _names(statement: str) -> list[str]:
    return list(dict.fromkeys(str(p.value) for p in details(statement) if p.kind == "name"))


def _is_meant(name: str, text: str, window: Window) -> bool:
    """Whether a name that stands elsewhere in the article is who or what the stretch speaks of."""
    article = window.passage.article
    around = article.text[max(0, window.start - 600) : window.end] + " " + article.title
    parts = [stem(word) for word in words(untitled(name))]
    here = {stem(word) for word in words(text)}
    if not parts or not set(parts) <= {
        stem(word) for word in words(f"{article.title} {article.text}")
    }:
        return False
    if parts[-1] in here:  # the surname, or the last word of a longer name
        return True
    others = [p for p in particulars(text) if p.kind == "name"]
    return not others and set(parts) <= {stem(word) for word in words(around)}


def _written(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def overruled(evidence: Evidence, corrected: Sequence[Article]) -> Evidence:
    """Take back a support that rests on an article which another one has corrected in this very matter."""
    by = [c for c in evidence.conflicts if c.article in corrected]
    if evidence.verdict != "supported" or not by:
        return evidence
    return replace(
        evidence,
        verdict="contradicted",
        support=0.0,
        citations=(by[0],),
        conflicts=evidence.citations,
    )
