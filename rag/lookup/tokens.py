"""Text as tokens and as bare letters, each with its place: what excerpts and articles are compared by.

Typography is folded (curly marks, dashes, case, blank space), so that a quotation set by another house is the same
quotation. Figures keep their separators and their sign: 2.4 is not 24, and -5 is not 5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FOLDED = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_TYPOGRAPHY = re.compile(f"[{''.join(_FOLDED)}]")
_TOKEN = re.compile(r"(?<![\w'])-?\d+(?:[.,:]\d+)*|\w+(?:'\w+)*|\.(?:\s?\.){2,}|\S", re.UNICODE)
_SEPARATOR = "\x1f"
ELLIPSIS = "…"
_MEANS = frozenset("%$€£¥°&+")  # marks that say something
_NARROW = 0x250  # code points below are looked up, those above are letters unless they are marks
_MARKS = ((0x2000, 0x2C00), (0x3000, 0x3040), (0xFF00, 0xFF10))
_IS_LETTER = np.array([chr(code).isalnum() for code in range(_NARROW)])
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words and marks of a text in reading order; token i is characters [starts[i], ends[i])."""

    texts: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.texts)

    def part(self, first: int, after: int) -> Tokens:
        """Take tokens [first, after)."""
        return Tokens(self.texts[first:after], self.starts[first:after], self.ends[first:after])

    def moved(self, by: int) -> Tokens:
        """Give the tokens their places in a text of which this one is the part from `by` on."""
        starts, ends = ([place + by for place in places] for places in (self.starts, self.ends))
        return Tokens(self.texts, tuple(starts), tuple(ends))

    @property
    def words(self) -> Tokens:
        """Leave the marks out that say nothing."""
        kept = [i for i, text in enumerate(self.texts) if is_word(text)]
        return Tokens(
            tuple(self.texts[i] for i in kept),
            tuple(self.starts[i] for i in kept),
            tuple(self.ends[i] for i in kept),
        )

    @property
    def trimmed(self) -> Tokens:
        """Leave the marks out that stand around the words."""
        kept = [i for i, text in enumerate(self.texts) if is_word(text)]
        return self.part(kept[0], kept[-1] + 1) if kept else self.part(0, 0)


def is_word(token: str) -> bool:
    """Whether a token is no mere mark."""
    return token[-1].isalnum() or token in _MEANS


def tokenize(text: str) -> Tokens:
    """Cut `text` into words, figures and marks, folded.

    >>> tokenize("“It’s 2.4 m …”").texts
    ('"', "it's", '2.4', 'm', '…', '"')
    """
    found = list(_TOKEN.finditer(fold(text)))
    return Tokens(
        tuple(ELLIPSIS if f[0][0] == "." and len(f[0]) > 1 else f[0] for f in found),
        tuple(f.start() for f in found),
        tuple(f.end() for f in found),
    )


def fold(text: str) -> str:
    """Fold case and typography, character for character: offsets stay."""
    text = _TYPOGRAPHY.sub(lambda found: _FOLDED[found[0]], text)
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def find_tokens(wanted: Sequence[str], text: Tokens) -> tuple[int, int] | None:
    """Find a run of whole tokens: characters [start, end). Part of a word is another word: legal is not illegal."""
    if not wanted:
        return None
    joined = _SEPARATOR.join(("", *text.texts, ""))
    at = joined.find(_SEPARATOR.join(("", *wanted, "")))
    if at < 0:
        return None
    first = joined.count(_SEPARATOR, 0, at)
    return text.starts[first], text.ends[first + len(wanted) - 1]


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text, folded: codes uint32 (n,), and where each stands: int32 (n,)."""

    codes: NDArray[np.uint32]
    at: NDArray[np.int32]

    def __str__(self) -> str:
        return self.codes.astype("<u4").tobytes().decode("utf-32-le")

    def grams(self, size: int) -> NDArray[np.uint64]:
        """Hash every run of `size` letters: uint64 (n - size + 1,); none where the text is shorter."""
        count = len(self.codes) - size + 1
        hashes: NDArray[np.uint64] = np.zeros(max(0, count), dtype=np.uint64)
        for step in range(size if count > 0 else 0):
            hashes = hashes * _FACTOR + self.codes[step : step + count].astype(np.uint64)
        return hashes


@lru_cache(maxsize=256)
def letters(text: str) -> Letters:
    """Reduce a text to its letters and digits."""
    codes = np.frombuffer(fold(text).encode("utf-32-le", "replace"), dtype="<u4")
    is_letter = _IS_LETTER[np.minimum(codes, _NARROW - 1)]
    is_letter |= codes >= _NARROW
    for low, high in _MARKS:
        is_letter &= ~((codes >= low) & (codes < high))
    at = np.flatnonzero(is_letter).astype(np.int32)
    return Letters(codes[at], at)
