"""Where sentences begin and end.

Sentence ends come from sentencex (Wikimedia's segmenter: it knows `Col.`, `Sept.`, `U.S.`); this module adds what
news has beside sentences: datelines, paragraphs, list items, and quotation marks that close late.
"""

from __future__ import annotations

import re

import sentencex

from index.dateline import dateline

# A blank line, a list item, or a line set in by three blanks or more, as newswire has it.
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*|\n(?=[^\S\n]*[-*•–] )|\n(?=[^\S\n]{3,}\S)")
_CLOSERS = "”’\"')]»"
_TITLES = re.compile(
    r"\b(?:Col|Cpl|Sgt|Lt|Gen|Maj|Capt|Cmdr|Adm|Pvt|Brig|Det|Insp|Supt|Dr|Prof|Mr|Mrs|Ms|Rev|Hon|Fr|Gov|Sen|Rep|Pres"
    r"|St|Mt|Ft|No|Nos|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_LIST_NUMBER = re.compile(r"\d{1,3}[.)]")  # `31.` before a heading
_STREET = re.compile(r"\b\d+ [NSEW]\.$")  # `800 N. 5th St.`
_CLOCK = re.compile(r"\b[ap]\.m\.$")
_TIME_ZONE = re.compile(r"(?:[ECMP][SD]?T|GMT|UTC|BST|CES?T|IST|JST|local)\b")
_GOES_ON = re.compile(r"[a-z](?![A-Z])")  # a small letter, but not that of `iPhone`
_WHO_SAID = re.compile(  # `“It rained.” Ann Ek said.`
    r"(?:[A-Z][\w.’'-]*\s+){0,4}(?:he |she |they )?"
    r"(?:said|says|added|wrote|asked|replied|continued|explained|recalled)\.?$"
)
_ROW = re.compile(
    r"\S[^\S\n]{3,}\S[^\n]*\S[^\S\n]{3,}\S"
)  # a line with gaps between three cells or more
_WINDOW = 8_000  # characters for the segmenter at once: open quotation marks take quadratic time
_WIDEST_ROW = 200  # characters on either side
_ENDING = 40  # characters of a sentence that tell whether it goes on

Span = tuple[int, int]


def sentence_spans(text: str) -> list[Span]:
    """Find the sentences of `text`: (start, end) in reading order, disjoint, without outer space.

    Every character that is not space lies in a sentence, except a leading dateline (`WASHINGTON – `).

    >>> [(a, b)] = sentence_spans("OSLO – Lt. Gen. Ek spoke.")
    >>> "OSLO – Lt. Gen. Ek spoke."[a:b]
    'Lt. Gen. Ek spoke.'
    """
    line = dateline(text)
    start = line.end if line and text[line.end :].strip() else 0
    spans: list[Span] = []
    for gap in [*_PARAGRAPH.finditer(text, start), None]:
        end = gap.start() if gap else len(text)
        spans += _paragraph(text, start, end)
        start = gap.end() if gap else end
    return spans


def _paragraph(text: str, start: int, end: int) -> list[Span]:
    """Cut one paragraph, mending what the segmenter gets wrong in news."""
    spans: list[Span] = []
    while pieces := _pieces(text, start, end):
        begun = start
        start = _place(text, pieces, start, end, spans)
        if start == begun:
            break
    if tail := text[start:end].strip():
        found = text.find(tail, start, end)
        spans.append((found, found + len(tail)))
    return spans


def _pieces(text: str, start: int, end: int) -> list[str]:
    """Let the segmenter cut what begins at `start`; the last piece of a full window may go on after it."""
    stop = min(end, start + _WINDOW)
    if stop < end:
        stop = text.rfind(" ", start + _WINDOW // 2, stop) + 1 or stop
    pieces: list[str] = sentencex.segment("en", text[start:stop])
    return pieces[:-1] if stop < end and len(pieces) > 1 else pieces


def _place(text: str, pieces: list[str], start: int, end: int, spans: list[Span]) -> int:
    """Add the spans of `pieces`, which follow each other from `start`; return where they end."""
    for piece in pieces:
        found = text.find(piece.strip(), start, end)
        if not piece.strip() or found < 0:
            continue
        stop = found + len(piece.strip())
        if spans and (
            _in_one_row(text, spans[-1][1], found)
            or _belongs_to_last(_ending(text, spans[-1]), text[found:stop])
        ):
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((_first_visible(text, start, found), stop))
        start = stop
    return start


def _in_one_row(text: str, end: int, start: int) -> bool:
    """Whether a sentence that ends at `end` and one from `start` share a table's row: `Norf./Phil.   --   3.06`."""
    if "\n" in text[end:start]:
        return False
    line_start = max(text.rfind("\n", 0, end) + 1, end - _WIDEST_ROW)
    line_end = text.find("\n", end, end + _WIDEST_ROW)
    line = text[line_start : line_end if line_end >= 0 else end + _WIDEST_ROW]
    return _ROW.search(line) is not None


def _ending(text: str, span: Span) -> str:
    """Take the last characters of a sentence, which may be a very long one."""
    return text[max(span[0], span[1] - _ENDING) : span[1]]


def _first_visible(text: str, start: int, found: int) -> int:
    """Give what the segmenter skipped between two pieces to the later one."""
    skipped = text[start:found]
    return found if not skipped.strip() else start + len(skipped) - len(skipped.lstrip())


def _belongs_to_last(last: str, piece: str) -> bool:
    """Whether a piece is no sentence of its own: closing marks, or what follows an abbreviation or a list number."""
    if all(c in _CLOSERS for c in piece) or _TITLES.search(last) or _LIST_NUMBER.fullmatch(last):
        return True
    if last[-1] in '”"' and _WHO_SAID.match(piece):
        return True
    if _CLOCK.search(last) and _TIME_ZONE.match(piece):
        return True
    return bool(_STREET.search(last) or (last.endswith(".") and _GOES_ON.match(piece)))
