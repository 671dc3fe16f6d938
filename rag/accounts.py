"""Do the sources agree? Independent accounts of one thing are put side by side: the same, at odds, or one overtaken.

Copies count as one source. Accounts differ where they give values of one kind that cannot both hold. It is an update
where the later one replaces the earlier; a disagreement where two stand against each other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.account import Account
from rag.account_beside import told_beside
from rag.account_doubts import (
    counts_what_is_asked,
    is_beside,
    is_other_thing,
    is_rare,
    is_unsaid,
)
from rag.account_retractions import retold
from rag.account_topic import (
    AS_LIKELY,
    HALF_AS_LIKELY,
    Topic,
    counts_alike,
    is_about_it,
    is_elsewhere,
    is_of_later_year,
    names_it,
    says_as_much,
    says_the_same,
    sentence_of,
)
from rag.account_values import said_beside, told_value
from rag.amounts import compare
from rag.lexical import coverage
from rag.revisions import is_replaced, replaced_value
from rag.speakers import speaker_of
from rag.types import Corroboration
from rag.values import placed_values
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.types import Retrieved
    from rag.amounts import Value
    from rag.asked import Kind
    from rag.types import Reading

_LEAST = 0.12  # below this confidence the best answer is no account of anything
_WORDS_COUNT = (
    0.5  # weight of the question's words beside the reader's opinion, which sentence is taken first
)
_MOMENTS = frozenset({"day", "clock"})
_OF_VALUES = frozenset({"number", "money", "percent", "date", "distance", "duration", "age"})
_LOOKED_AT = 8  # sentences, among which is the account that the others are measured by
_FIRST = 3  # of which are looked at, however unlikely


def find_accounts(
    kind: Kind,
    weights: Mapping[str, float],
    readings: Sequence[Reading],
    families: Mapping[str, str],
    *,
    asked: str,
) -> list[Account]:
    """Find what each source says of what was asked, most likely first; one account for each source and speaker.

    Args:
        kind: the kind of answer asked for.
        weights: stem → weight of the question's words.
        readings: every sentence read, most likely first.
        families: article id → id that it shares with its copies.
        asked: the question.
    """
    topic = Topic.of(asked, kind, weights)
    best = _best(topic, readings, families)
    if best is None:
        read = _as_read(topic, readings, families)
        return _beside([read], asked, alone=False) if read else []
    found = [best]
    earlier = replaced_value(best.sentence, best.value, published=best.article.published)
    for reading in [*_by_words(topic, readings), *retold(best.value, readings)]:
        account = _further(topic, reading, families, best) or (
            _giving(earlier, topic, reading, families, best) if earlier else None
        )
        if account and not any(_is_told(account, other) for other in found):
            found.append(account)
    return _beside(found, asked, alone=True)


def _beside(found: Sequence[Account], asked: str, *, alone: bool) -> list[Account]:
    """Add what other parties say beside the likeliest account, where no account gives their value already.

    That account is not of a party whose own value stands behind it. `alone`: it is an account if nobody else gives one.
    """
    others = [
        other
        for other in told_beside(found[0], asked)
        if not any(compare(other.value, known.value) == "same" for known in found)
    ]
    first = found[0]
    if first.speaker and any(
        other.speaker and same_name(first.speaker, other.speaker) for other in others
    ):
        first = replace(first, speaker=None)
    return [first, *found[1:], *others] if alone or others else []


def _best(topic: Topic, readings: Sequence[Reading], families: Mapping[str, str]) -> Account | None:
    """Find the account to measure the others by: likely, and in the words of the question."""
    least = AS_LIKELY * readings[0].confidence if readings else 0.0
    likely = [
        r
        for at, r in enumerate(readings[:_LOOKED_AT])
        if at < _FIRST or r.confidence >= least or says_as_much(topic, r)
    ]
    for reading in _by_words(topic, likely):
        account = _account(topic, reading, families, None)
        if account is None or (reading is not readings[0] and not _is_said(topic, account)):
            continue
        if reading.confidence >= _LEAST and not is_beside(account, topic.asked):
            return account
    return None


def _as_read(
    topic: Topic, readings: Sequence[Reading], families: Mapping[str, str]
) -> Account | None:
    """Take the value that the reader gives in the likeliest sentence, where a value is asked for."""
    if not readings or readings[0].answer is None or readings[0].confidence < _LEAST:
        return None
    reading = readings[0]
    article, (start, end) = reading.passage.article, readings[0].answer
    sentence = article.text[reading.start : reading.end]
    for placed in placed_values(sentence, published=article.published):
        at = reading.start + placed.start
        whole = 2 * (placed.end - placed.start) >= end - start
        if start <= at < end and (whole or topic.kind.name in _OF_VALUES):
            account = _account_of(placed.value, reading, families)
            return None if is_beside(account, topic.asked) else account
    return None


def _is_said(topic: Topic, account: Account) -> bool:
    """Whether a sentence that the reader did not put first has a word of the question, and its article the names."""
    said = coverage(topic.others, account.sentence) > 0
    return said and not is_elsewhere(topic, account.reading)


def _by_words(topic: Topic, readings: Sequence[Reading]) -> list[Reading]:
    """Order sentences by the reader's opinion and by how much of the question they hold."""
    top = readings[0].confidence if readings else 1.0

    def fit(reading: Reading) -> float:
        said = coverage(topic.weights, sentence_of(reading))
        return reading.confidence / top + _WORDS_COUNT * said

    return sorted(readings, key=fit, reverse=True)


def _further(
    topic: Topic, reading: Reading, families: Mapping[str, str], best: Account
) -> Account | None:
    """Read a further account out of a sentence, if it is one of the same thing."""
    if is_of_later_year(topic, reading):
        return None
    about = is_about_it(topic, reading, best.reading, best.value)
    said = says_as_much(topic, reading) or says_the_same(topic, reading, best.reading)
    half = reading.confidence >= HALF_AS_LIKELY * best.reading.confidence
    if not (about or said or half):
        return None
    account = _account(topic, reading, families, best.value)
    if account is None or is_other_thing(account, best) or is_beside(account, topic.asked):
        return None
    if about:
        return None if is_unsaid(topic, account, best) else account
    if account.family == best.family:  # one article tells many figures, and knows it
        return None
    alike = counts_alike(account.value, best.value) or counts_what_is_asked(topic, account)
    seldom = half and _is_said(topic, account) and is_rare(topic, account.value)
    return account if (said and alike) or seldom else None


def _giving(
    earlier: Value, topic: Topic, reading: Reading, families: Mapping[str, str], best: Account
) -> Account | None:
    """Read a value out of an older article that the likeliest account names as what held before: "23 billion, not 19".

    The reader took it for the answer, or words of the question stand beside it: the number alone may be of anything.
    """
    published = reading.passage.article.published
    older = published and best.article.published and published < best.article.published
    if not older or earlier.dimension in _MOMENTS or not names_it(topic, reading):
        return None
    sentence = sentence_of(reading)
    for placed in placed_values(sentence, published=published):
        if compare(placed.value, earlier) == "same" and not is_replaced(sentence, placed):
            start, end = reading.answer or (0, 0)
            chosen = start <= reading.start + placed.start < end
            account = _account_of(placed.value, reading, families)
            if chosen or said_beside(topic, sentence, placed) > 0:
                return None if is_beside(account, topic.asked) else account
    return None


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
    topic: Topic, reading: Reading, families: Mapping[str, str], like: Value | None
) -> Account | None:
    """Read the value out of a sentence: one to be compared with `like`, else one of the kind asked for."""
    value = told_value(topic, reading, like)
    return _account_of(value, reading, families) if value else None


def _account_of(value: Value, reading: Reading, families: Mapping[str, str]) -> Account:
    """Put beside a value who gives it."""
    article = reading.passage.article
    return Account(
        value=value,
        reading=reading,
        speaker=speaker_of(article.text, reading.start, reading.end),
        family=families.get(article.id, article.id),
    )


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
