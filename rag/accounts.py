"""Do the sources agree? Independent accounts of one thing are put side by side: the same, at odds, or one overtaken.

Copies count as one source. Accounts differ where they give values of one kind that cannot both hold. It is an update
where the later one replaces the earlier; a disagreement where two stand against each other.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.asked import find_answers
from rag.lexical import coverage
from rag.speakers import speaker_of
from rag.types import Citation, Corroboration, Side
from rag.values import Value, compare, values_in
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from index.types import Article, Retrieved
    from rag.asked import Kind
    from rag.types import Reading

_AS_LIKELY = 0.65  # share of the best answer's confidence from which another sentence is an account of the same thing
_AS_MUCH_SAID = (
    0.6  # share of the question's words in the passage, where the reader itself saw no answer
)
_HALF_AS_LIKELY = 0.35  # a less likely sentence counts, too, if it holds the words of the question
_MUCH_SAID_HERE = 0.5
_SAID_HERE = 0.3  # and in the sentence
_SAID_OF_DAYS = 0.5  # and of days: a sentence that dates something else is common
_LASTS = re.compile(
    r"\b(?:last(?:s|ed|ing)?|t(?:akes?|ook|aking)|spen[dt]s?|spending|(?:over|done|finished) in|(?:went|goes|go) on for|continued for|ran for)\s+$",
    re.IGNORECASE,
)
_LEAST = 0.12  # below this confidence the best answer is no account of anything
_MOST_TIMES = 5.0  # accounts of one thing seldom differ more
_SURELY = 0.8  # share of the best confidence from which they may
REVISED = re.compile(
    r"\b(?:revised|raised|rais(?:es|ing)|lowered|corrected|updated|upgraded|downgraded|rose|risen|rises|climbed|now|final(?:ly)?|in the end|so far|latest"
    r"|put back|postponed|instead of|up from|down from|earlier (?:estimate|figure|report)|first (?:estimate|forecast|put|given|planned)|no longer|settle[sd]|turned out"
    r"|originally|initially|at first|well above|has since|measured|not the)\b",
    re.IGNORECASE,
)
_PAST_YEAR = re.compile(
    r"(?:^|[.;] )In (?:\w+ )?((?:1[89]|20)\d\d)\b|\b((?:1[89]|20)\d\d),? when\b"
)
_ANY_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_PART_OF = re.compile(
    r"^\s*(?:of (?:the|them|whom|these|those)|more|other|others|another)\b", re.IGNORECASE
)
_RATE = re.compile(r"\b(?:each|every|per) (?:day|week|month|year)\b|\bannually\b", re.IGNORECASE)
_ADDED = re.compile(r"^\s*(?P<word>new|additional|further)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one source says: the value, where it stands, who is named for it."""

    value: Value
    reading: Reading
    speaker: str | None
    family: str
    """Id that an article shares with its copies."""

    @property
    def article(self) -> Article:
        """The article that gives it."""
        return self.reading.passage.article

    @property
    def sentence(self) -> str:
        """The sentence that gives it."""
        return self.article.text[self.reading.start : self.reading.end]

    @property
    def side(self) -> Side:
        """Show it as a side of a conflict."""
        cited = Citation(article=self.article, start=self.reading.start, end=self.reading.end)
        return Side(value=self.value.text, speaker=self.speaker, citation=cited)


def find_accounts(
    kind: Kind,
    weights: Mapping[str, float],
    readings: Sequence[Reading],
    families: Mapping[str, str],
    *,
    asked: str,
) -> list[Account]:
    """Find what each source says of the thing that was asked, most likely first; one account for each source and speaker.

    Args:
        kind: the kind of answer asked for.
        weights: stem → weight of the question's words.
        readings: every sentence read, most likely first.
        families: article id → id that it shares with its copies.
        asked: the question.
    """
    likely = (a for r in readings[:3] if (a := _account(kind, r, families, None)))
    best = next(
        (a for a in likely if not (_other_year(a.sentence, "", asked) or _is_added(a, asked))), None
    )
    if best is None or best.reading.confidence < _LEAST:
        return []
    found = [best]
    for reading in readings:
        if not _about_the_same(kind, weights, reading, best, asked):
            continue
        account = _account(kind, reading, families, best.value)
        if account and (
            _is_other_thing(account, best) or _is_unsaid(account, best) or _is_added(account, asked)
        ):
            continue
        if account and not any(_is_told(account, other) for other in found):
            found.append(account)
    return found


def _is_other_thing(account: Account, best: Account) -> bool:
    """Whether an amount must be of something else: far larger or smaller and not as likely, or a rate beside a total."""
    if bool(_RATE.search(account.sentence)) != bool(_RATE.search(best.sentence)):
        return True
    low, high = sorted(value.low or value.high for value in (account.value, best.value))
    if account.value.dimension in {"day", "clock"} or not low or math.isinf(high):
        return False
    likely = account.reading.confidence >= _SURELY * best.reading.confidence
    return high > _MOST_TIMES * low and not likely


def _is_added(account: Account, asked: str) -> bool:
    """Whether a count only adds to what there was ("two new deaths") where the question asks for all."""
    at = account.sentence.find(account.value.text)
    added = _ADDED.match(account.sentence[at + len(account.value.text) :]) if at >= 0 else None
    return added is not None and added["word"].casefold() not in asked.casefold()


def _is_unsaid(account: Account, best: Account) -> bool:
    """Whether a less likely sentence does not say what it counts: then it may count anything."""
    likely = account.reading.confidence >= _AS_LIKELY * best.reading.confidence
    counts = account.value.dimension == "count" and best.value.counted is not None
    return (
        counts
        and account.value.counted is None
        and not likely
        and not REVISED.search(account.sentence)
    )


def corroborate(accounts: Sequence[Account], evidence: Sequence[Retrieved]) -> Corroboration | None:
    """Count the independent articles that give the first account's value, and the copies of those."""
    if not accounts:
        return None
    same = [a for a in accounts if compare(accounts[0].value, a.value) in {"same", "compatible"}]
    independent = {account.family: account.article for account in same}
    copies = {hit.passage.article.id: hit.copies for hit in evidence}
    reprints = [c for article in independent.values() for c in copies.get(article.id, ())]
    return Corroboration(
        value=accounts[0].value.text,
        independent=tuple(independent.values()),
        reprints=tuple(dict.fromkeys(reprints)),
    )


def same_name(one: str, other: str) -> bool:
    """Whether two names of a speaker end alike: "Dillon", "Army Col. Ryan Dillon"."""
    return bool(set(content_stems(one)[-1:]) & set(content_stems(other)[-1:]))


def _account(
    kind: Kind, reading: Reading, families: Mapping[str, str], like: Value | None
) -> Account | None:
    """Read the value out of a sentence: the reader's own answer first, else one of the kind asked for."""
    article = reading.passage.article
    sentence = article.text[reading.start : reading.end]
    spans = (
        [(reading.answer[0] - reading.start, reading.answer[1] - reading.start)]
        if reading.answer
        else []
    )
    if like is not None:
        spans += find_answers(kind, sentence)
        if _revises(sentence, like, article.published):
            spans = [(0, len(sentence))]
    for start, end in spans:
        values = values_in(sentence, start, end, published=article.published)
        value = _value_like(like, values, sentence) if like else _of_kind(kind, values)
        if value and not _PART_OF.match(sentence[sentence.find(value.text) + len(value.text) :]):
            return Account(
                value=value,
                reading=reading,
                speaker=speaker_of(article.text, reading.start, reading.end),
                family=families.get(article.id, article.id),
            )
    return None


def _value_like(like: Value, values: Sequence[Value], sentence: str) -> Value | None:
    """Choose the value to compare: of a sentence that replaces the old one the new, else the one that agrees."""
    comparable = [value for value in values if compare(value, like) is not None]
    others = [value for value in comparable if compare(value, like) == "different"]
    agreeing = [value for value in comparable if compare(value, like) != "different"]
    if others and agreeing and REVISED.search(sentence):
        return others[0]
    return next(iter((*agreeing, *others[::-1])), None)


def _revises(sentence: str, like: Value, published: date | None) -> bool:
    """Whether a sentence names a value beside the new one that replaces it: "14.2 million, well above the 8"."""
    if not REVISED.search(sentence):
        return False
    told = [compare(v, like) for v in values_in(sentence, 0, len(sentence), published=published)]
    return "same" in told and "different" in told


_DIMENSIONS = {
    "distance": {"length"},
    "duration": {"time", "length"},
    "age": {"count", "time"},
    "money": {"money"},
    "percent": {"percent", "count"},
    "date": {"day", "clock"},
    "person": set(),
    "place": set(),
}
_DAYS = {"day", "clock"}  # told beside most things, and asked for by questions of their own


def _of_kind(kind: Kind, values: Sequence[Value]) -> Value | None:
    """Choose a value of the kind asked for; of several in one answer the last one holds ("41 to 38")."""
    fitting = [
        v for v in values if v.dimension in _DIMENSIONS.get(kind.name, {v.dimension} - _DAYS)
    ]
    return fitting[-1] if fitting else None


def _about_the_same(
    kind: Kind, weights: Mapping[str, float], reading: Reading, best: Account, asked: str
) -> bool:
    """Whether a sentence tells of the thing asked for: the reader thinks so, or its words and kind say so."""
    sentence = reading.passage.article.text[reading.start : reading.end]
    if _other_year(sentence, best.sentence, asked):
        return False
    if _revises(sentence, best.value, reading.passage.article.published):
        return True
    if reading.confidence >= _AS_LIKELY * best.reading.confidence:
        return kind.name != "date" or coverage(weights, sentence) >= _SAID_OF_DAYS
    around = f"{reading.passage.article.title} {reading.passage.text}"
    said, told = coverage(weights, sentence), coverage(weights, around)
    if reading.confidence >= _HALF_AS_LIKELY * best.reading.confidence:
        return said >= _MUCH_SAID_HERE and told >= _AS_MUCH_SAID
    if kind.name != "duration" or not any(
        _LASTS.search(sentence[:start]) for start, _ in find_answers(kind, sentence)
    ):
        return False
    return said >= _SAID_HERE and told >= _AS_MUCH_SAID


def _other_year(sentence: str, best: str, asked: str) -> bool:
    """Whether a sentence tells of another year than the question and the best answer."""
    years = {m[1] or m[2] for m in _PAST_YEAR.finditer(sentence)}
    return bool(years) and not years & set(_ANY_YEAR.findall(f"{best} {asked}"))


def _is_told(account: Account, other: Account) -> bool:
    """Whether a source has given its account already; two speakers of one article are two sources."""
    if account.family != other.family:
        return False
    if account.speaker and other.speaker and not same_name(account.speaker, other.speaker):
        return compare(account.value, other.value) != "different" or not _shared(account, other)
    return True


def _shared(account: Account, other: Account) -> bool:
    """Whether two sentences of one article speak of the same thing: they share more than a word."""
    mine, theirs = set(content_stems(account.sentence)), all_stems(other.sentence)
    return len(mine & theirs) >= 2  # noqa: PLR2004 - one shared word is chance
