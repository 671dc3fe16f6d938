"""The citation marks in a model's text: read leniently, never losing the text.

Knows `[2]`, `[2, 3]`, `[[4]]`, `【5】`, `[1][2]`, before or after the full stop. What looks like a mark inside code
(`rows[2]`, a fenced block) is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARK = re.compile(
    r"\s?(?:\[{1,2}\s*\^?(\d+(?:\s*[,;–-]\s*\^?\d+)*)\s*\]{1,2}|【\s*(\d+)(?:†[^】]{0,40})?\s*】)"
)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_HALF_MARK = re.compile(r"\s?(?:\[{1,2}[\s\d,;^–-]*\]?|【[^】]{0,24})$")

Marked = tuple[str, tuple[int, ...]]


def parse_marks(text: str) -> list[Marked]:
    """Cut a text into sentences, each with the numbers of the passages it names.

    >>> parse_marks("Rain fell [1]. It cost 2.1 million. [2,3]")
    [('Rain fell.', (1,)), ('It cost 2.1 million.', (2, 3))]
    """
    plain, marks, after = "", list[tuple[int, list[int]]](), 0
    code = [found.span() for found in _CODE.finditer(text)]
    for mark in _MARK.finditer(text):
        if any(start <= mark.start() < end for start, end in code):
            continue
        plain += text[after : mark.start()]
        marks.append((len(plain), [int(n) for n in re.findall(r"\d+", mark[1] or mark[2])]))
        after = mark.end()
    plain += text[after:]
    sentences = []
    spans = sentence_spans(plain)
    for number, (start, end) in enumerate(spans):
        stop = spans[number + 1][0] if number + 1 < len(spans) else len(plain)
        named = (n for at, ns in marks if _belongs(at, start, stop, first=number == 0) for n in ns)
        sentences.append((plain[start:end], tuple(dict.fromkeys(named))))
    return sentences


def stream_marks(chunks: Iterable[str]) -> Iterator[Marked]:
    """Give each sentence as soon as the next one has begun; half-written marks are held back."""
    text, given = "", 0
    for chunk in chunks:
        text += chunk
        ready = parse_marks(_HALF_MARK.sub("", text))[:-1]
        yield from ready[given:]
        given = max(given, len(ready))
    yield from parse_marks(text)[given:]


def _belongs(at: int, start: int, stop: int, *, first: bool) -> bool:
    """Whether a mark at `at` closes the sentence [start, stop)."""
    return start < at <= stop or (first and at <= start)
