"""Corrections, clarifications, updates and editor's notes: found in an article's text, and marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["correction", "clarification", "update", "editor's note"]


class Note(NamedTuple):
    """Characters [start, end) of a text that say something about the article itself."""

    start: int
    end: int
    kind: Kind


_LABEL = re.compile(
    r"""[(\[*_•\s]{0,4}
    (?P<label>corrections?(?:\s?(?:/|and|&|or)\s?clarifications?)?|corrected|clarifications?|clarified
        |editor[’']?s[’']?\ (?:note|comment)|editorial\ note|updated?)
    (?:\ \d{1,2}(?=\s?[-:–—]))?                              # UPDATE 3-
    (?:,?\ \(?[^:.\n]{0,20}\d{1,4}[^:.\n]{0,20}\)?)?         # Correction, April 28, 2025:
    [*_]{0,2}
    (?:\s?:|(?P<dash>\s?[-–—])|[)\]*_]{0,4}\s*(?P<alone>$))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_THIS = r"(?:article|story|report|piece|post|page|column|transcript|review|obituary|headline|caption|interview|podcast)"
_CHANGED = re.compile(
    rf"""[(\[*_•\s]{{0,4}}(?:(?:this|our)\ (?:\w+\ )?{_THIS}|the\ (?:headline|caption))
    (?:\ and\ (?:its\ )?(?:headline|caption))?
    (?:\ [^.\n]{{0,40}}?)?\ (?:was|were|has\ been|have\ been|is\ being)\ (?:\w+ly\ )?(?:\w+\ on\ [^.\n]{{1,30}}?\ to\ )?
    (?P<change>amended|corrected|clarified|updated|edited|revised|changed|modified)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_EARLIER = re.compile(
    rf"\b(?:an?\ (?:earlier|previous|prior|original)|the\ (?:earlier|previous|original)|earlier|previous)"
    rf"\ (?:\w+\ )?versions?\ of\ (?:this|the|our)\ (?:\w+\ )?{_THIS}\b".replace(r"\ ", " "),
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"\b(?:mis\w{3,}|in(?:correct|accurate)(?:ly)?|erroneous(?:ly)?|wrong(?:ly)?|errors?|mistakes?|said|stated|gave"
    r"|named|identified|described|omitted|referred|implied|suggested|attributed|contained|failed)\b",
    re.IGNORECASE,
)
_MOST_CHARS = 2000  # of a paragraph; a longer one is no note
_SHORT_LABEL = 60  # characters; a heading above the note itself


def notes(text: str) -> list[Note]:
    r"""Find the paragraphs of `text` that correct, clarify or update it, or speak for its editors.

    Rules, no model: a label at the start (`Correction:`, `UPDATE 3-`), or a sentence about the article itself
    (`This article was amended on ...`). A label that stands alone marks the paragraph that follows, too.

    >>> notes("Rain fell.\n\nCorrection: It was snow.")
    [Note(start=12, end=36, kind='correction')]
    """
    found: list[Note] = []
    waiting: Note | None = None
    for start, end in _paragraphs(text):
        paragraph = text[start:end]
        if waiting and not _label(paragraph):
            found[-1] = Note(waiting.start, end, waiting.kind)
            waiting = None
            continue
        waiting = None
        kind = _kind(paragraph)
        if kind:
            found.append(Note(start, end, kind))
            label = _LABEL.match(paragraph)
            waiting = found[-1] if label and label["alone"] is not None else None
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Find the lines that hold something, without blank space around them."""
    start = 0
    for line in text.split("\n"):
        if visible := line.strip():
            first = start + len(line) - len(line.lstrip())
            yield first, first + len(visible)
        start += len(line) + 1


def _kind(paragraph: str) -> Kind | None:
    """Tell what kind of note a paragraph is, if it is one."""
    if len(paragraph) > _MOST_CHARS:
        return None
    if label := _label(paragraph):
        return label
    if found := _CHANGED.match(paragraph):
        return _kind_of_change(found["change"].lower(), paragraph)
    if (found := _EARLIER.search(paragraph)) and _ERROR.search(paragraph, found.end()):
        return "correction"
    return None


def _label(paragraph: str) -> Kind | None:
    """Tell the kind that a label at the start names."""
    found = _LABEL.match(paragraph)
    if not found:
        return None
    label = found["label"]
    alone = found["alone"] is not None
    if (found["dash"] and not label.isupper() and not label.lower().startswith("editor")) or (
        alone and (len(paragraph) > _SHORT_LABEL or label.lower().startswith("updat"))
    ):
        return None  # `Correction – a fall of a tenth – has come`
    name = label.lower()
    if name.startswith("correct"):
        return "correction"
    if name.startswith("clarif"):
        return "clarification"
    return "update" if name.startswith("updat") else "editor's note"


def _kind_of_change(change: str, paragraph: str) -> Kind:
    """Tell whether a changed article was corrected, clarified or brought up to date."""
    words = paragraph.lower()
    if change in {"corrected", "amended"} or " to correct " in words or " to fix " in words:
        return "correction"
    if change == "edited" and " for " in words:
        return "editor's note"  # `edited for length and clarity`
    if change == "clarified" or " to clarify " in words:
        return "clarification"
    return "correction" if _EARLIER.search(paragraph) else "update"
