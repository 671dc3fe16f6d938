"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"\s*\d+(?:[.,:]\d+)+(?!\w)|\s*\w+|\s*[^\w\s]|\s+$")  # a figure is one word
_PARAGRAPH = re.compile(r"[^\n]*\n*")
_MOST_WORDS = 50_000  # of both texts together; longer ones are compared by paragraphs, which takes less memory


def word_diff(
    old: str, new: str, *, key: Callable[[str], str] | None = None
) -> list[tuple[str, str]]:
    """Give the steps from `old` to `new`: ("equal" | "delete" | "insert", text), in reading order.

    The texts of all but "insert" make up `old`, those of all but "delete" make up `new`, exactly. Words with the same
    `key` are equal; then "equal" has the words of `old`.

    >>> word_diff("Six died.", "Nine died.")
    [('delete', 'Six'), ('insert', 'Nine'), ('equal', ' died.')]
    >>> word_diff("1,850 fled.", "2,850 fled.")[:2]
    [('delete', '1,850'), ('insert', '2,850')]
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > _MOST_WORDS:
        before, after = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    steps: list[tuple[str, str]] = []
    keys = [[key(w) if key else w for w in text] for text in (before, after)]
    for equal, run in groupby(Indel.opcodes(*keys), lambda step: step.tag == "equal"):
        pieces = list(run)
        old_part = "".join(before[pieces[0].src_start : pieces[-1].src_end])
        new_part = "".join(after[pieces[0].dest_start : pieces[-1].dest_end])
        told = [("equal", old_part)] if equal else [("delete", old_part), ("insert", new_part)]
        steps += [step for step in told if step[1]]
    return steps
