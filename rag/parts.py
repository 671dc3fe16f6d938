"""One question that asks for several things → its parts, each with the outlet it wants to hear."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.followup import refer_back
from rag.outlets import without_attribution
from rag.words import content_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.outlets import Mention

    Asked = tuple[str, tuple[str, ...]]  # what to ask, of which outlets

_ASKS = (
    r"(?:(?:by|at|in|on|for|to|from|with|of)\s+)?(?:how|who|whom|whose|what|when|where|why|which)\b"
)
_SECOND_QUESTION = re.compile(
    rf"\?\s+|\s*[,;]?\s+and\s+(?={_ASKS})|\s*[,;]\s+(?={_ASKS})", re.IGNORECASE
)
_OPENS = re.compile(rf"^\W*(?:and\s+)?{_ASKS}", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\s*[,;]?\s+(?:while|whereas)\s+|\s*;\s+|\s*,\s+(?:and|but|or)\s+", re.IGNORECASE
)
_SAME = re.compile(
    r"^(?:do|does|did|is|was|has|have)\s+(?P<a>(?:the\s+)?[\w’' .-]{2,60}?)\s+"
    r"(?P<verb>say|give|report|tell|name|put|agree|claim|describe|blame)s?\s+(?:(?P<what>[^?]{0,80}?)\s*)?"
    r"\b(?:the\s+same(?P<thing>[^?]{0,80}?)\s+as|with|as\s+do(?:es)?)\s+(?P<b>(?:the\s+)?[\w’' .-]{2,60}?)"
    r"(?P<on>\s+(?:about|on|for|over|that|how|when|where|who|why)\b[^?]*)?\s*\?*$",
    re.IGNORECASE,
)
_LEAST_WORDS = 3  # content words that a clause needs to be asked alone
_MOST_PARTS = 4


def split_parts(text: str, mentions: Sequence[Mention]) -> list[Asked]:
    """Split a question into at most four things to find out; one that asks one thing stays whole.

    Args:
        text: the question.
        mentions: the outlets that it names.

    >>> [asked for asked, _ in split_parts("Who won the vote and when did polls close?", [])]
    ['Who won the vote?', 'When did polls close (the vote)?']
    """
    named = tuple(dict.fromkeys(mention.outlet for mention in mentions))
    if len(named) > 1:
        return (_by_clause(text, mentions) or _for_each(text, mentions, named))[:_MOST_PARTS]
    questions = [
        without_attribution(asked, _within(asked, mentions, text)) for asked in _questions(text)
    ]
    if len(questions) == 1 and (sides := _two_sides(questions[0])):
        return [(side, named) for side in sides]
    return [(asked, named) for asked in questions][:_MOST_PARTS]


def _within(part: str, mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Keep the mentions whose words stand in a part."""
    return (
        [m for m in mentions if text[m.start : m.end] in part] if part != text else list(mentions)
    )


def _questions(text: str) -> list[str]:
    """Cut where a second question begins; what it leaves out is taken from the first."""
    if not _OPENS.match(text):
        pieces = [p for p in re.split(r"\?\s+", text) if p.strip(" ?")]
    else:
        pieces = [p for p in _SECOND_QUESTION.split(text) if p.strip(" ?")]
    if len(pieces) == 1 or len(content_stems(pieces[0])) <= 1:
        return [text]
    asked = [_as_question(pieces[0])]
    for piece in pieces[1:]:
        one = _as_question(piece)
        asked.append(refer_back(one, asked[0]) or one)
    return asked


def _as_question(piece: str) -> str:
    words = re.sub(r"^and\s+", "", piece.strip(" ,;?"), flags=re.IGNORECASE)
    return f"{words[:1].upper()}{words[1:]}?"


def _by_clause(text: str, mentions: Sequence[Mention]) -> list[Asked]:
    """Give each clause to the outlet that it names; nothing where the outlets share a clause."""
    cuts = [0, *(m.start() for m in _CLAUSE.finditer(text)), len(text)]
    clauses: list[tuple[str, list[Mention]]] = []
    for start, end in pairwise(cuts):
        clause = _CLAUSE.sub("", text[start:end], count=1) if start else text[start:end]
        inside = [m for m in mentions if start <= m.start < end]
        small = len(content_stems(clause)) < _LEAST_WORDS
        if clauses and (small or not inside):
            clauses[-1] = (f"{clauses[-1][0]}, {clause}", [*clauses[-1][1], *inside])
        else:
            clauses.append((clause, inside))
    if len(clauses) == 1 or not all(inside for _, inside in clauses):
        return []
    asked: list[Asked] = []
    for clause, inside in clauses:
        words = without_attribution(clause, _within(clause, inside, text))
        asked += [(words, (outlet,)) for outlet in dict.fromkeys(m.outlet for m in inside)]
    return asked


def _for_each(text: str, mentions: Sequence[Mention], named: Sequence[str]) -> list[Asked]:
    """Ask every outlet the whole question."""
    asked = without_attribution(text, mentions)
    return [(asked, (outlet,)) for outlet in named]


def _two_sides(text: str) -> list[str]:
    """Ask "Did A say the same as B about C?" once for each side."""
    found = _SAME.match(text.strip())
    if not found:
        return []
    about = " ".join(filter(None, (found["what"], found["thing"], found["on"])))
    about = " ".join(about.split())
    if not about:
        return []
    return [
        f"What did {found[side].strip()} {found['verb'].lower()} {about}?" for side in ("a", "b")
    ]
