"""Is the value of a further account one of the thing that was asked for, or of something that stands near it?

Rates, additions, past years and far larger amounts are of other things, whatever the reader thinks of their sentence.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from rag.account_topic import AS_LIKELY, is_of_other_year
from rag.account_values import said_beside
from rag.amounts import Placed
from rag.lexical import coverage
from rag.revisions import REVISED, revises

if TYPE_CHECKING:
    from rag.account import Account
    from rag.account_topic import Topic
    from rag.amounts import Value

_MOST_TIMES = 5.0  # accounts of one thing seldom differ more
_SURELY = 0.8  # share of the best confidence from which they may
_NEVER_TIMES = 20.0  # so many times they never do
_SAID_BESIDE = 0.3  # share of the question's words beside a bare count that counts what was asked
_RARE = frozenset("mass volume area magnitude time".split())
_RATE = re.compile(r"\b(?:each|every|per) (?:day|week|month|year)\b|\bannually\b", re.IGNORECASE)
_TIMES = re.compile(
    r"\s*(?:[a-z]+ )?(?:an?|each|every|per) (?:hour|day|night|week|month|year)\b|-a-(?:day|week|month|year)\b",
    re.IGNORECASE,
)
_ASKS_RATE = re.compile(
    r"\b(?:an?|each|every|per) (?:hour|day|night|week|month|year)\b|\b(?:hourly|daily|weekly|monthly|yearly|annual(?:ly)?|how (?:fast|often)|speed|pace|rate)\b",
    re.IGNORECASE,
)
_ADDED = re.compile(r"^\s*(?P<word>new|additional|further)\b", re.IGNORECASE)


def is_rare(topic: Topic, value: Value) -> bool:
    """Whether a value is of a sort of which articles seldom tell two: a weight, a span of time, an age that was asked for."""
    return topic.kind.name == "age" or value.dimension in _RARE


def counts_what_is_asked(topic: Topic, account: Account) -> bool:
    """Whether a bare count stands beside words of the question: "the injured number 340"."""
    at = account.sentence.find(account.value.text)
    if account.value.dimension != "count" or account.value.counted is not None or at < 0:
        return False
    placed = Placed(at, at + len(account.value.text), account.value)
    return said_beside(topic, account.sentence, placed) >= _SAID_BESIDE


def is_beside(account: Account, asked: str) -> bool:
    """Whether a value is not what was asked for: of a past year, added to another, or a rate."""
    return (
        is_of_other_year(account.sentence, "", asked)
        or _is_added(account, asked)
        or (_is_rate(account) and not _ASKS_RATE.search(asked))
    )


def is_other_thing(account: Account, best: Account) -> bool:
    """Whether an amount must be of something else: far larger or smaller and less likely, or a rate beside a total."""
    if bool(_RATE.search(account.sentence)) != bool(_RATE.search(best.sentence)):
        return True
    low, high = sorted(value.low or value.high for value in (account.value, best.value))
    if account.value.dimension in {"day", "clock"} or not low or math.isinf(high):
        return False
    likely = account.reading.confidence >= _SURELY * best.reading.confidence
    return high > (_NEVER_TIMES if likely else _MOST_TIMES) * low


def _is_added(account: Account, asked: str) -> bool:
    """Whether a count only adds to what there was ("two new deaths") where the question asks for all."""
    at = account.sentence.find(account.value.text)
    added = _ADDED.match(account.sentence[at + len(account.value.text) :]) if at >= 0 else None
    return added is not None and added["word"].casefold() not in asked.casefold()


def _is_rate(account: Account) -> bool:
    """Whether an amount is one for each day or month: "12 tons a day"."""
    at = account.sentence.find(account.value.text)
    behind = account.sentence[at + len(account.value.text) :]
    return at >= 0 and _TIMES.match(behind) is not None


def is_unsaid(topic: Topic, account: Account, best: Account) -> bool:
    """Whether a sentence does not say what it counts, and is less likely or in other words: it may count anything."""
    if account.value.dimension != "count" or account.value.counted is not None:
        return False
    if counts_what_is_asked(topic, account):
        return False
    sentence, published = account.sentence, account.article.published
    if REVISED.search(sentence) or revises(sentence, best.value, published=published):
        return False
    likely = account.reading.confidence >= AS_LIKELY * best.reading.confidence
    said = coverage(topic.weights, sentence) > 0
    return not said or (best.value.counted is not None and not likely)
