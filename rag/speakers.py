"""Who says what a sentence tells: the speaker that a newspaper names for it, if it names one."""

from __future__ import annotations

import re
from functools import lru_cache

from index.sentences import sentence_spans
from rag.quote_marks import curly

_VERBS = (
    r"(?:said|says|say|told|tells|announced|warned|warns|claimed|estimated|stated|states|added|adds|insisted|insists"
    r"|argued|argues|acknowledged|admitted|denied|denies|reported|wrote|writes|confirmed|confirms|explained|explains|testified"
    r"|alleged|alleges|maintained|maintains|replied|believes?|conceded|concedes|put|puts|found|concluded|declared|noted|suggested|predicted|answered)"
)
_SPOKE = r"(?:said|says|added|adds|wrote|writes|warned|explained|told|recalled|replied|insisted|according\s+to)"
_WHO = r"(?P<who>(?:[^,.;:“”\"–—\n]|(?<=\bCapt|\bProf|\bSupt|\bInsp)\.|(?<=\bMrs|\bCol|\bGen|\bMaj|\bDet|\bSgt)\.|(?<=\b[DM]r|\bMs|\bLt|\bSt|\bNo)\.|(?<=\b[A-Z])\.){2,120})"
_ACCORDING = re.compile(rf"\b[Aa]ccording\s+to\s+{_WHO}")
_AFTER_MARK = re.compile(rf"[”\"]\s*,?\s*{_SPOKE}\s+{_WHO}(?:,\s+(?P<name>[A-Z][^,.;]{{3,60}}))?")
_AFTER_COMMA = re.compile(rf",\s+{_SPOKE}\s+{_WHO}")
_DIRECT = re.compile(rf"\b(?P<verb>{_VERBS})\b(?!\s+by\b)")
_NAME = re.compile(
    r"(?:(?:Capt|Dr|Mr|Mrs|Ms|Prof|Col|Gen|Lt|Maj|Det|Insp|Supt|Sgt|Rev|Sen|Gov|Rep)\.\s+)*(?:[A-Z][\w’'-]+|[A-Z]\.)(?:\s+(?:de|of|the|van|von|al-)?\s?(?:[A-Z][\w’'-]+|[A-Z]\.))*"
)
_BODY = re.compile(
    r"\b(?:the\s+)?(?:(?:[\w’'-]+|U\.[SNK]\.)\s+){0,2}(?:police|ministry|minister|agency|authorit(?:y|ies)|officials?|government|company|county|city|council|court|bank|institute|service"
    r"|inspectorate|operator|spokes(?:man|woman|person|men)|prosecutors?|union|army|military|witness(?:es)?|commission|inquiry|report|doctors?|researchers?|engineers?"
    r"|mayor|judge|captain|rescuers|residents|organisers|organizers|federation|office|pentagon|party|hospital|statement|board|firm|club|analysts?|experts?|survey|judges?|fire\s+service)\b",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    r"\s*(?:the|an?|its|their|his|her|who|whose|which|\d|[A-Z]|chief|head|director|author)\b"
)
_PRONOUN = re.compile(r"^(?:he|she|they|it|both|which|we|i)$", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[,;:“”\"–—]|\b(?:and|but|that|which|who|when|where|while|because|although|as|after|before|since)\s"
)
_SUBJECT_WORDS = 6
_FEW = 5  # words
_NAME_WORDS = 9
_LOOK_BACK = 1500  # characters before a pronoun in which its name stands
_TAIL = re.compile(
    r"\s+(?:on|in|at|late|early|last|this|that|to|by|from|after|during|with|has|had|have|also|later|again|told|and\s+on)\b.*$"
)
_QUOTE_OPEN, _QUOTE_CLOSE = "“", "”"
_AFTER_QUOTE = 160  # characters behind a closing mark in which the speaker is named


def speaker_of(text: str, start: int, end: int) -> str | None:
    """Name the source that an article gives for its characters [start, end); None if it tells them as its own.

    >>> said = "The crack is as long as an arm, according to the Maritime Authority."
    >>> speaker_of(said, 0, len(said))
    'the Maritime Authority'
    """
    text = curly(text)
    named = _named_in(text[start:end])
    if named and not _PRONOUN.match(named):
        return named
    if named or _in_quotation(text, start):
        return _around(text, start, pronoun=bool(named))
    return None


def is_attributed(sentence: str) -> bool:
    """Whether a sentence names a source for what it tells, a pronoun included.

    >>> is_attributed("Six died, police said."), is_attributed("Six died.")
    (True, False)
    """
    return _named_in(curly(sentence)) is not None


@lru_cache(maxsize=2048)
def _named_in(sentence: str) -> str | None:
    """Find the source named inside a sentence, as it is written there."""
    outside = _without_quotes(sentence)
    if found := _ACCORDING.search(outside):
        return _tidy(found["who"])
    if found := _AFTER_MARK.search(outside):
        who = _tidy(found["who"])
        if _is_source(who):
            return who
        if found["name"]:
            return _tidy(found["name"])
    for found in _DIRECT.finditer(outside):
        if subject := _subject(outside[: found.start()]):
            return subject
    if (found := _AFTER_COMMA.search(outside)) and _is_source(who := _tidy(found["who"])):
        return who
    return None


def _subject(before: str) -> str | None:
    """Find the subject of a reporting verb in the words before it."""
    words = before.rstrip()
    if words.endswith(","):  # "Ivar Stenhouse, the surveyor, said": an apposition
        head, comma, between = words[:-1].rpartition(",")
        head = head if comma else between
        names = list(_NAME.finditer(head))
        if names and len(head) - names[-1].end() <= 1 and (not comma or _APPOSITION.match(between)):
            return names[-1][0]
        words = words[:-1]
    pieces = [piece.strip() for piece in _CLAUSE.split(words) if piece.strip()]
    last = (
        re.sub(r"^(?:(?:on|in|at|by)\s+\w+|But|And|Yet|However)\s+", "", pieces[-1])
        if pieces
        else ""
    )
    last = re.sub(r"\s+(?:on|late|early|last|this)\s+\w+$", "", last)
    last = re.sub(
        r"\s+(?:has|have|had|also|later|would|did\s+not|will|could|further|then)$", "", last
    )
    if not last or last.lower() == "who":  # "Nils Garrow, who says"
        names = list(_NAME.finditer(re.sub(r",?\s*(?:who)?\s*$", "", words)))
        return names[-1][0] if names and words.rstrip().endswith("who") else None
    if _PRONOUN.match(last):
        return last
    names = list(_NAME.finditer(last))
    if names and names[-1].end() == len(last) and len(last.split()) <= _NAME_WORDS:
        return last if last[0].isupper() or last.startswith("the ") else names[-1][0]
    body = list(_BODY.finditer(last))
    if body and body[-1].end() >= len(last) - 1:
        return body[-1][0].strip()
    return (
        last
        if re.match(r"(?:the|an?|its|his|her|their)\s+[\w’' -]{3,50}$", last, re.IGNORECASE)
        and len(last.split()) <= _SUBJECT_WORDS
        else None
    )


def _is_source(who: str) -> bool:
    return bool(_PRONOUN.match(who) or _NAME.match(who) or _NAME.search(who) or _BODY.search(who))


def is_name(words: str) -> bool:
    """Whether words are a name and nothing else: "Ada Roe", "the Dolk Council"."""
    return _NAME.fullmatch(re.sub(r"^(?:the|its)\s+", "", words.strip())) is not None


def is_body(words: str) -> bool:
    """Whether a few words end in what may speak: "the police", "its own union"."""
    found = list(_BODY.finditer(words.strip()))
    return bool(found) and found[-1].end() == len(words.strip()) and len(words.split()) <= _FEW


def _tidy(who: str) -> str:
    """Cut what follows a name, and the description before it where a name is there."""
    who = _TAIL.sub("", who.strip())
    return who.strip(" ,")


def _without_quotes(sentence: str) -> str:
    """Leave out what stands in quotation marks; what is said there is not who says it."""
    kept = re.sub(r"“[^”]*(?:”|$)", lambda m: "“" + "”" * m[0].endswith("”"), sentence)
    return re.sub(r"^[^“”]*”", "”", kept)


def _in_quotation(text: str, start: int) -> bool:
    """Whether a sentence begins inside quotation marks or with one."""
    paragraph = text.rfind("\n\n", 0, start) + 1
    before = text[paragraph : start + 1]
    return before.rfind(_QUOTE_OPEN) > before.rfind(_QUOTE_CLOSE)


def _around(text: str, start: int, *, pronoun: bool) -> str | None:
    """Find the speaker of a quotation or the name behind a pronoun in the sentences around it."""
    if not pronoun:
        close = text.find(_QUOTE_CLOSE, start)
        behind = text[close + 1 : close + _AFTER_QUOTE].partition("\n")[0]
        found = _named_in(f"“”{behind}") if close >= 0 else None
        if found and not _PRONOUN.match(found):
            return found
    window = max(0, start - _LOOK_BACK)
    spans = sentence_spans(text[window:start])
    for first, last in reversed(spans):
        sentence = text[window + first : window + last]
        named = _named_in(sentence)
        if named and not _PRONOUN.match(named):
            return named
        if pronoun and (names := [m[0] for m in _NAME.finditer(sentence) if " " in m[0]]):
            return names[0]
    return None
