"""Do the accounts of one thing agree? If not: an update over time, a correction, or a live disagreement."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.accounts import same_name
from rag.amounts import compare
from rag.revisions import REVISED, replaced_value
from rag.types import Conflict
from rag.values import values_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.account import Account
    from rag.amounts import Value
    from rag.types import Relation

_FROM_TO = re.compile(
    r"\b(?:up|down|raised|lowered|cut|revised|risen|fallen|rose|fell)\b[^.;]{0,40}?\bfrom (?:about |some |nearly )?[\d$€£][\w,.]*"
)
_CORRECTED = re.compile(
    r"\b(?:correct(?:ion|ed|s)|was wrong|in error|misheard|mistaken|misstated|apologi[sz]e)\b",
    re.IGNORECASE,
)
_OVERTAKEN = 1.2  # times as much in a later article is no longer the same amount
_LATER_DAYS = 7  # so long after, a value without a source of its own has overtaken the earlier one


def find_conflict(about: str, accounts: Sequence[Account]) -> Conflict | None:
    """Tell what differs from the likeliest account, if anything does; of an update the newest side comes last."""
    if not accounts:
        return None
    differing: list[Account] = [accounts[0]]
    for account in accounts[1:]:
        if all(_differ(account, other) for other in differing):
            differing.append(account)
    if len(differing) == 1:
        return _told_in_one(about, accounts)
    ordered = sorted(
        differing, key=lambda a: (a.article.published is None, str(a.article.published))
    )
    relation = _relation(ordered)
    sides = ordered if relation != "disagreement" else differing
    return Conflict(about=about, relation=relation, sides=tuple(account.side for account in sides))


def _told_in_one(about: str, accounts: Sequence[Account]) -> Conflict | None:
    """Find the old value in a sentence that gives the new one beside it: "95 pairs, up from 70"."""
    for newest in sorted(accounts, key=_day, reverse=True):
        old = _old_value(newest)
        if old is not None:
            side = replace(newest.side, value=old.text)
            return Conflict(about=about, relation="update", sides=(side, newest.side))
    return None


def _old_value(account: Account) -> Value | None:
    """Find what held before, as far as the sentence of an account says so."""
    sentence, published = account.sentence, account.article.published
    if old := replaced_value(sentence, account.value, published=published):
        return old
    if not (found := _FROM_TO.search(sentence)):
        return None
    told = values_in(sentence, found.start(), found.end(), published=published)
    return next((value for value in told if compare(value, account.value) == "different"), None)


def _day(account: Account) -> int:
    return account.article.published.toordinal() if account.article.published else 0


def _differ(one: Account, other: Account) -> bool:
    """Whether two accounts cannot both be told as one; "at least 19" is overtaken by a later 41."""
    compared = compare(one.value, other.value)
    if compared == "compatible" and _days_between(one, other):
        amounts = sorted(v.low or v.high for v in (one.value, other.value))
        return amounts[0] * _OVERTAKEN < amounts[1]
    return compared == "different"


def _relation(ordered: Sequence[Account]) -> Relation:
    """Tell an update over time from a live disagreement, by the newest account and the one before it."""
    older, newest = ordered[-2], ordered[-1]
    if _corrects(newest, older):
        return "correction"
    days = _days_between(older, newest)
    if not days:
        return "disagreement"
    same_voice = bool(
        (older.speaker and newest.speaker and same_name(older.speaker, newest.speaker))
        or (
            not (older.speaker and newest.speaker)
            and older.article.source == newest.article.source
            and older.article.source
        )
    )
    if same_voice or _tells_both(newest, older) or REVISED.search(newest.sentence):
        return "update"
    if older.speaker and newest.speaker and days <= _LATER_DAYS:
        return "disagreement"
    return "update" if days > _LATER_DAYS else "disagreement"


def _corrects(newest: Account, older: Account) -> bool:
    text = f"{newest.article.title} {newest.sentence}"
    return bool(_CORRECTED.search(text)) and newest.article.id != older.article.id


def _tells_both(newest: Account, older: Account) -> bool:
    """Whether the newer sentence names the older value, too: "from 41 to 38"."""
    told = values_in(newest.sentence, 0, len(newest.sentence), published=newest.article.published)
    return any(compare(value, older.value) == "same" for value in told)


def _days_between(older: Account, newest: Account) -> int:
    first, last = older.article.published, newest.article.published
    return (last - first).days if first and last else 0
