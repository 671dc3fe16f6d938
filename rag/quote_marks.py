"""Quotation marks that say whether they open or close, where a text has straight ones."""

from __future__ import annotations

import re
from functools import lru_cache

_STRAIGHT = re.compile(r"\"|\n\s*\n")
_BEFORE_OPENING = " \t\n\u00a0([{—–-‘'"


@lru_cache(maxsize=64)
def curly(text: str) -> str:
    r"""Turn straight double marks to “ and ”, character for character, so that places in the text stay.

    A mark opens at the start of a word and closes the one that is open in its paragraph, unless it starts a line: then
    the quotation is taken up again. What does neither (3" of rain) stays.

    >>> curly('"It fell," said Ada Roe, "into 3" of snow."')
    '“It fell,” said Ada Roe, “into 3” of snow."'
    >>> curly("A 3\" gauge\n\"It fell.\n\"It broke,\" she said.")
    'A 3" gauge\n“It fell.\n“It broke,” she said.'
    >>> curly('It needs "more\nmoney".')
    'It needs “more\nmoney”.'
    """
    if '"' not in text:
        return text
    marks = list(text)
    is_open = False
    for found in _STRAIGHT.finditer(text):
        at = found.start()
        opens = (at == 0 or text[at - 1] in _BEFORE_OPENING) and text[at + 1 : at + 2].strip()
        if found[0] != '"':
            is_open = False
        elif opens and (not is_open or text[at - 1] == "\n"):
            marks[at], is_open = "“", True
        elif is_open:
            marks[at], is_open = "”", False
    return "".join(marks)
