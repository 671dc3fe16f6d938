"""Draft → its sentences, those that state something and those that are left alone, and the footnotes it has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from markdown_it import MarkdownIt

from index.sentences import sentence_spans
from rag.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Form = Literal["text", "markdown", "docx"]

MAX_CHARS = 1_000_000
_FEWEST_WORDS = 3  # of a statement
_LONGEST_HEADING = 100  # characters of a line without a full stop
footnote_definition = re.compile(
    r"^\[\^([^\]\s]{1,60})\]:[ \t]*(.*(?:\n(?:[ \t]+\S.*|[ \t]*(?=\n[ \t]+\S)))*)", re.MULTILINE
)
footnote_mark = re.compile(r"\[\^([^\]\s]{1,60})\](?!:)")
_LINE_END = re.compile(r"\r\n?|\n")  # as Markdown counts lines
_LINK = re.compile(r"!?\[([^\]\[]{0,500})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,200}\")?\)")
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`+|~~")
_ABOUT_ITSELF = re.compile(
    r"^(?:in|throughout|over the course of)\s+(?:this|the\s+following|the\s+next)\s+(?:report|article|piece|story"
    r"|section|draft|paper|chapter|post|column|series|essay|briefing)s?\b(?=.*\b(?:we|I|our|you)\b)"
    r"|^(?:this|the\s+following)\s+(?:report|article|piece|story|section|draft|paper|chapter|post|column|series|essay"
    r"|briefing)\s+(?:looks?|examines?|describes?|explains?|asks?|sets?|tells?|shows?|explores?|is\s+about|will)\b"
    r"|^(?:we|I)(?:\s+(?:will|shall|now|also|first|then|would\s+like\s+to|want\s+to))*\s+(?:begin|start|turn|look|examine"
    r"|describe|explain|thank|hope|ask|return|conclude|discuss|summarise|summarize|recommend|believe|think|wonder)\b"
    r"|^(?:let\s+us|let’s|let's|please|see|read|note|click|thanks?|thank\s+you|welcome|dear|sincerely|regards|as\s+we)\b"
    r"|^(?:as\s+(?:noted|mentioned|described|we\s+saw|shown)|more\s+on\s+this)\b.*\b(?:above|below|earlier|later)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Characters [start, end) of a draft; `plain` is the same without markup.

    `left_alone` says why it is not checked, None where it is; `notes` are the labels of its footnotes.
    """

    start: int
    end: int
    plain: str
    left_alone: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text to be checked; offsets of sentences point into `text`; `notes` are its footnotes by label."""

    text: str
    form: Form
    sentences: tuple[Sentence, ...]
    notes: Mapping[str, str] = field(default_factory=dict)


def read_draft(text: str, *, markdown: bool) -> Draft:
    """Cut a draft into sentences.

    Raises:
        DocumentError: it is empty or too long.
    """
    refuse_unreadable(text)
    if not markdown:
        return Draft(text=text, form="text", sentences=tuple(sentences_of_text(text, 0, len(text))))
    notes = {found[1]: " ".join(found[2].split()) for found in footnote_definition.finditer(text)}
    return Draft(text=text, form="markdown", sentences=tuple(_in_markdown(text)), notes=notes)


def refuse_unreadable(text: str) -> None:
    """Refuse what is no draft.

    Raises:
        DocumentError: it is empty or too long.
    """
    if not any(character.isalnum() for character in text):
        raise DocumentError("the draft is empty")
    if len(text) > MAX_CHARS:
        raise DocumentError(f"the draft has {len(text):,} characters; the limit is {MAX_CHARS:,}")


def sentence_at(text: str, start: int, end: int, *, heading: bool = False) -> Sentence:
    """Make a sentence of characters [start, end) and say whether it states something."""
    raw = text[start:end]
    marks = tuple(footnote_mark.findall(raw))
    plain = plain_words(raw)
    reason = "heading" if heading else why_left_alone(plain)
    return Sentence(start=start, end=end, plain=plain, left_alone=reason, notes=marks)


def plain_words(raw: str) -> str:
    """Take the markup out of a sentence.

    >>> plain_words("The **dam** [held](https://x.example).[^1]")
    'The dam held.'
    """
    text = _LINK.sub(r"\1", footnote_mark.sub("", raw))
    return " ".join(_EMPHASIS.sub("", text).split()).lstrip("#>-+* ")


def why_left_alone(sentence: str) -> str | None:
    """Say why a sentence states nothing that could be checked; None where it does.

    >>> why_left_alone("In this report we look at the dam."), why_left_alone("Who paid?"), why_left_alone("Six died.")
    ('about the text itself', 'question', None)
    """
    bare = sentence.strip(" \"“”’'()[]")
    if bare.endswith("?"):
        return "question"
    if _ABOUT_ITSELF.match(bare):
        return "about the text itself"
    words = re.findall(r"\w+", bare)
    if len(words) < _FEWEST_WORDS and not (len(words) > 1 and bare.endswith((".", "!"))):
        return "no statement"
    return None


def sentences_of_text(
    text: str, start: int, end: int, *, heading: bool = False
) -> Iterator[Sentence]:
    """Cut characters [start, end) of plain text into sentences.

    A short line by itself that ends in no mark is a heading, unless it is said that all of it is one.
    """
    if heading:
        yield sentence_at(text, start, end, heading=True)
        return
    for first, after in sentence_spans(text[start:end]):
        begin, stop = start + first, start + after
        alone = "\n" not in text[begin:stop] and _own_line(text, begin, stop)
        unmarked = text[begin:stop].rstrip()[-1:] not in {*".!?”\"’')]…:"}
        short = stop - begin <= _LONGEST_HEADING
        yield sentence_at(text, begin, stop, heading=alone and unmarked and short)


def _own_line(text: str, start: int, end: int) -> bool:
    before = text[:start].rstrip(" \t")
    after = text[end:].lstrip(" \t")
    return (not before or before.endswith("\n")) and (not after or after.startswith("\n"))


def _in_markdown(text: str) -> Iterator[Sentence]:
    """Cut the paragraphs and list items of Markdown into sentences; code and tables are no prose."""
    lines = [0, *(found.end() for found in _LINE_END.finditer(text)), len(text)]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    opener = None
    for token in tokens:
        if token.type.endswith("_open"):
            opener = token.type
        if token.type != "inline" or token.map is None:
            continue
        start, end = lines[token.map[0]], min(lines[token.map[1]], len(text))
        if opener in {"th_open", "td_open"}:
            continue
        if opener == "heading_open":
            yield sentence_at(text, start, len(text[:end].rstrip()), heading=True)
        elif not footnote_definition.match(text[start:end]):
            yield from _in_paragraph(text, start, end)


def _in_paragraph(text: str, start: int, end: int) -> Iterator[Sentence]:
    """Cut one paragraph; a footnote's mark after a sentence belongs to it."""
    bullet = re.match(r"[ \t>]*(?:[-+*]|\d{1,9}[.)])?[ \t]+|[>]+", text[start:end])
    start += bullet.end() if bullet else 0
    spans = [(start + a, start + b) for a, b in sentence_spans(text[start:end])]
    whole: list[tuple[int, int]] = []
    for first, after in spans:
        marks = re.match(r"(?:\[\^[^\]\s]{1,60}\])+", text[first:after])
        begin = first
        if marks and whole:
            begin = first + marks.end()
            whole[-1] = (whole[-1][0], begin)
            begin += len(text[begin:after]) - len(text[begin:after].lstrip())
        if begin < after:
            whole.append((begin, after))
    yield from (sentence_at(text, a, b) for a, b in whole)
