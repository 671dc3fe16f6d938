"""The outlets that a question names, out of those that the archive holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_QUOTES = "'‘’\"“”"
# A one-word name may be a plain word (`Time`, `Fortune`): it counts in quotation marks, or beside a word of the trade.
_BEFORE = re.compile(
    r"(?:according to|reported by|report(?:ed|s)? (?:in|from|by)|published (?:in|by)|(?:article|report|story|stories|piece|coverage)s? (?:in|from|by|on))"
    r"\s+(?:both\s+)?(?:the\s+)?$|\b(?:both|and)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BEFORE_ADDRESS = re.compile(
    r"\b(?:according to|reported by|published by|(?:article|report|story|stories|piece|coverage)s? (?:from|by|on))"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_AFTER_ADDRESS = re.compile(
    r"(?:[’']s?)?\s+(?:articles?|reports?|reported|stor(?:y|ies)|says?|said|writes?|wrote|coverage)\b"
)
_AFTER = re.compile(
    r"\s*(?:[’']s?\b|articles?|reports?\b|reported|stor(?:y|ies)|says?\b|said|writes?\b|wrote|pieces?\b|coverage|newspaper|journalist|published)",
)
_SAID_BY = r"(?:as\s+)?(?:was\s+)?(?:reported|stated|described|covered|mentioned|noted|published|told|said|discussed|featured|highlighted|suggested|indicated)\s+(?:by|in|on)|according\s+to"
_ADDRESS = re.compile(r"(?:[a-z\d-]+\.)+[a-z]{2,}", re.IGNORECASE)
_SECOND_LEVEL = frozenset("ac co com gov net org".split())  # `bbc.co.uk` is the BBC's
_SHORTEST_LABEL = 3
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Characters [start, end) of a question that name an outlet, as the archive spells it."""

    start: int
    end: int
    outlet: str


def read_outlets(text: str, outlets: Iterable[str]) -> list[Mention]:
    """Find the outlets that `text` names, in reading order; the longest name wins.

    >>> [m.outlet for m in read_outlets("What did the Courier say?", ["Harbour Courier", "The Tern"])]
    ['Harbour Courier']
    """
    outlets = list(outlets)
    folded = text.casefold()
    found = _by_address(text, outlets)
    for spelled, outlet in _spellings(outlets):
        at = folded.find(spelled.casefold()) if len(folded) == len(text) else text.find(spelled)
        while at >= 0:
            end = at + len(spelled)
            if _stands_alone(text, at, end) and _is_meant(text, at, end):
                start, stop = _with_quotes(text, at, end)
                found.append(Mention(start=start, end=stop, outlet=outlet))
            at = folded.find(spelled.casefold(), end)
    found.sort(key=lambda m: (m.start - m.end, m.start))
    kept: list[Mention] = []
    for mention in found:
        if not any(m.start < mention.end and mention.start < m.end for m in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def outlets_missing(asked: Sequence[str], outlets: Iterable[str]) -> str:
    """Say which of the outlets asked for an archive does not have, and what it has instead; "" if it has them all.

    >>> outlets_missing(["Courier"], ["Harbour Courier", "The Tern"])
    'no outlet is called “Courier”, but there is “Harbour Courier”'
    """
    named = [name for name in outlets if name]
    have = {name.casefold() for name in named}
    missing = [name for name in asked if name.casefold() not in have]
    if not missing:
        return ""
    like = [name for name in named if any(_is_like(one, name) for one in missing)][:_MOST_NAMED]
    said = f"no outlet is called {' or '.join(f'“{one}”' for one in missing)}"
    instead = " and ".join(f"“{name}”" for name in like)
    return f"{said}, but there is {instead}" if like else f"{said} (`dateline info` lists them)"


def _is_like(asked: str, outlet: str) -> bool:
    """Whether one name is a part of the other, blanks left out, or the name of its address."""
    one, other = ("".join(name.casefold().split()) for name in (asked, outlet))
    return bool(one) and (one in other or other in one)


def without_attribution(text: str, mentions: Sequence[Mention]) -> str:
    """Take out "according to X and Y", which says whom to ask, not what; the rest stays as it was.

    >>> said = "How old is she, according to The Tern?"
    >>> without_attribution(said, read_outlets(said, ["The Tern"]))
    'How old is she?'
    """
    if not mentions:
        return text
    names = "|".join(re.escape(text[m.start : m.end]) for m in mentions)
    one = rf"(?:an?\s+|the\s+)?(?:(?:article|report|story|piece)s?\s+(?:from|by|in)\s+)?(?:the\s+)?(?:{names})(?:[’']s)?(?:\s+(?:articles?|reports?|stor(?:y|ies)))?"
    phrase = rf",?\s*\b(?:{_SAID_BY})\s+(?:both\s+)?{one}(?:(?:,\s*and\s+|,\s*|\s+and\s+){one})*,?"
    left = re.sub(phrase, "", text)
    left = re.sub(r"\s+([?.!,;])", r"\1", " ".join(left.split())).strip(" ,;")
    return left if any(c.isalnum() for c in left) else text


def _spellings(outlets: Iterable[str]) -> list[tuple[str, str]]:
    """List how each outlet may be written: in full, and by its last word where only one outlet ends so."""
    named = [name for name in outlets if name and any(c.isalpha() for c in name)]
    written = [(name, name) for name in named]
    written += [(name[4:], name) for name in named if name.lower().startswith("the ")]
    last = [name.split()[-1] for name in named if " " in name]
    for name in named:
        words = name.split()
        if len(words) > 1 and last.count(words[-1]) == 1 and words[0].lower() != "the":
            written.append((f"the {words[-1]}", name))
    return written


def _by_address(text: str, outlets: Sequence[str]) -> list[Mention]:
    """Find the outlets that go by an address where the question says "according to CNN" of cnn.com.

    Only beside a word of the trade: a question about CNN is no question to it.
    """
    found = []
    for outlet in outlets:
        label = _label(outlet)
        if len(label) < _SHORTEST_LABEL:
            continue
        for written in re.finditer(r"\s?".join(map(re.escape, label)), text, re.IGNORECASE):
            start, end = written.span()
            words = re.sub(r"^the\s+", "", written[0], flags=re.IGNORECASE).split()
            cued = _BEFORE_ADDRESS.search(text[:start]) or _AFTER_ADDRESS.match(text, end)
            if cued and all(w[0].isupper() for w in words) and _stands_alone(text, start, end):
                found.append(Mention(start=start, end=end, outlet=outlet))
    return found


def _label(outlet: str) -> str:
    """Give the part of an address that names whose it is; "" of any other name.

    >>> _label("edition.cnn.com"), _label("theweek.co.uk"), _label("The Tern")
    ('cnn', 'theweek', '')
    """
    if not _ADDRESS.fullmatch(outlet):
        return ""
    parts = outlet.lower().split(".")[:-1]
    if len(parts) > 1 and parts[-1] in _SECOND_LEVEL:
        parts.pop()
    return parts[-1]


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (start and text[start - 1].isalnum()) and not (
        end < len(text) and text[end].isalnum()
    )


def _is_meant(text: str, start: int, end: int) -> bool:
    """Whether these words are the outlet and not plain words."""
    written = text[start:end]
    with_article = written[:4].lower() == "the "
    body = written[4:] if with_article else written
    quoted = start > 0 and text[start - 1] in _QUOTES and text[end : end + 1] in tuple(_QUOTES)
    cue = quoted or bool(_AFTER.match(text, end)) or bool(_BEFORE.search(text[:start]))
    if not body[0].isupper():
        return cue and (" " in written or body != body.lower())
    return cue or with_article or " " in body or body[1:] != body[1:].lower()


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    if start and text[start - 1] in _QUOTES and text[end : end + 1] and text[end] in _QUOTES:
        return start - 1, end + 1
    return start, end
