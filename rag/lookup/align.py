"""Excerpt + article → the span of the article that the excerpt was taken from, and how alike the two are.

Runs of letters that both share find the neighbourhood (as winnowing does, of which this is the unthinned kind); in it
the words are aligned by dynamic programming, where a word costs as much as its spelling differs. Letters alone
decide the likeness, so that words run together by a scanner cost little.
Source: Schleimer, Wilkerson & Aiken 2003, "Winnowing"; rapidfuzz for the distances.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from rag.differ import word_diff
from rag.lookup.tokens import ELLIPSIS, find_tokens, fold, letters, tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rag.lookup.tokens import Tokens

GRAM = 6  # letters of a run: a scanner's one error in twenty letters leaves three runs in four
_TOLD_BY_RUNS = 24  # letters; runs of a shorter excerpt say little
_FEWEST_RUNS = 0.1  # share of an excerpt's runs below which no word is compared
_ROOM = 1.35  # how much longer than the excerpt its place in the article may be
_MARGIN = 40  # letters around the place
_GAP = 0.6  # cost of a word left out or put in
_UNLIKE = (
    -0.5
)  # cost of a word replaced by another: less than one left out, so that a changed edge stays in
_LOWEST = -1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """Characters [start, end) of a text that match an excerpt; likeness is in [0, 1], 1 for the same words.

    `omitted` are the parts of the span that the excerpt marks with an ellipsis.
    """

    start: int
    end: int
    likeness: float
    verbatim: bool
    omitted: tuple[tuple[int, int], ...] = ()


def find_exact(excerpt: Tokens, text: Tokens) -> Aligned | None:
    """Find an excerpt word for word; its parts between ellipses one after the other."""
    whole = find_tokens(excerpt.texts, text) or find_tokens(excerpt.words.texts, text.words)
    if whole:
        return Aligned(start=whole[0], end=whole[1], likeness=1.0, verbatim=True)
    parts = segments(excerpt)
    return _in_order(parts, text) if len(parts) > 1 else None


def segments(excerpt: Tokens) -> list[Tokens]:
    """Cut an excerpt at its ellipses; brackets around them go with them."""
    cuts = [i for i, token in enumerate(excerpt.texts) if token == ELLIPSIS]
    edges = [-1, *cuts, len(excerpt)]
    parts = [excerpt.part(before + 1, after).trimmed for before, after in pairwise(edges)]
    return [part for part in parts if len(part)]


def _in_order(parts: Sequence[Tokens], text: Tokens) -> Aligned | None:
    """Find parts one after the other."""
    words = text.words
    spans: list[tuple[int, int]] = []
    for part in parts:
        after = spans[-1][1] if spans else 0
        first = bisect_left(words.starts, after)
        found = find_tokens(part.words.texts, words.part(first, len(words)))
        if found is None:
            return None
        spans.append(found)
    gaps = tuple((a[1], b[0]) for a, b in pairwise(spans))
    return Aligned(start=spans[0][0], end=spans[-1][1], likeness=1.0, verbatim=True, omitted=gaps)


def shared_runs(excerpt: str, text: str) -> float:
    """Give the share of the excerpt's runs of letters that stand close together in `text`, in [0, 1]."""
    return _neighbourhood(excerpt, text)[1]


def _neighbourhood(excerpt: str, text: str) -> tuple[tuple[int, int], float]:
    """Find the stretch of `text` that shares the most runs of letters with `excerpt`, and their share."""
    wanted = np.unique(letters(excerpt).grams(GRAM))
    there = letters(text)
    grams = there.grams(GRAM)
    if not len(wanted) or not len(grams):
        return (0, len(text)), 0.0
    places = np.searchsorted(wanted, grams)
    places[places == len(wanted)] = 0
    (hits,) = np.nonzero(wanted[places] == grams)
    if not len(hits):
        return (0, 0), 0.0
    size = len(letters(excerpt).codes)
    width = int(size * _ROOM) + GRAM
    rarity = 1 / np.bincount(places[hits], minlength=len(wanted))[places[hits]]
    summed = np.concatenate([[0.0], np.cumsum(rarity)])
    after = np.searchsorted(hits, hits + width, side="right")
    first = int(np.argmax(summed[after] - summed[: len(hits)]))
    inside = hits[first : after[first]]
    share = len(np.unique(places[inside])) / len(wanted)
    margin = _MARGIN + size // 8
    begin = max(0, int(inside[0]) - max(margin, width - int(inside[-1] - inside[0])))
    end = min(len(there.at) - 1, int(inside[-1]) + max(margin, width - int(inside[-1] - inside[0])))
    return (int(there.at[begin]), int(there.at[end]) + 1), share


def align(excerpt: str, text: str) -> Aligned | None:
    """Align an excerpt with the stretch of `text` that is most like it; None where nothing is alike."""
    wanted = tokenize(excerpt).trimmed
    if not len(wanted):
        return None
    (start, end), share = _neighbourhood(excerpt, text)
    short = len(letters(excerpt).codes) < _TOLD_BY_RUNS
    if share < _FEWEST_RUNS and not short:
        return None
    apart = short or ELLIPSIS in wanted.texts  # its parts may lie anywhere
    if apart and (exact := find_exact(wanted, tokenize(text))):
        return exact
    return _align_near(excerpt, wanted, text, *_to_blanks(text, start, end)) if share else None


def _align_near(excerpt: str, wanted: Tokens, text: str, start: int, end: int) -> Aligned | None:
    """Align an excerpt with a part of the stretch [start, end) of `text`."""
    near = tokenize(text[start:end]).moved(start)
    if exact := find_exact(wanted, near):
        return exact
    words = near.words
    if not len(words):
        return None
    first, last = fit(wanted.words.texts, words.texts)
    span = words.starts[first], words.ends[last]
    likeness = likeness_of(excerpt, text[slice(*span)])
    return Aligned(start=span[0], end=span[1], likeness=likeness, verbatim=False)


def _to_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch so that it cuts no word."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def wording(old: str, new: str) -> list[tuple[str, str]]:
    """Give the steps from one wording to another, as `word_diff` does, whatever case, marks and space they are set in.

    >>> wording("“Not now,” he said.", '"Not today,"  he said.')
    [('equal', '“Not'), ('delete', ' now'), ('insert', ' today'), ('equal', ',” he said.')]
    """
    return word_diff(old, new, key=lambda word: fold(word).strip())


def likeness_of(one: str, other: str) -> float:
    """Compare two texts letter by letter: 1 - distance / length of the longer one."""
    return float(Levenshtein.normalized_similarity(str(letters(one)), str(letters(other))))


def fit(wanted: Sequence[str], words: Sequence[str]) -> tuple[int, int]:
    """Align all of `wanted` with a run of `words`: the first and the last word of the run.

    Words of `words` before and after the run cost nothing; a word changed costs less than one out and one in.
    """
    alike = process.cdist(
        list(wanted), list(words), scorer=Levenshtein.normalized_similarity, dtype=np.float32
    )
    gains = np.where(alike >= 0.5, 2 * alike - 1, _UNLIKE).astype(np.float64)  # noqa: PLR2004 - half
    gaps: NDArray[np.float64] = _GAP * np.arange(len(words) + 1, dtype=np.float64)
    score = np.zeros(len(words) + 1)
    began: NDArray[np.int64] = np.arange(len(words) + 1)
    for row in gains:
        score, began = _step(score, began, row, gaps)
    last = int(np.argmax(score))
    first = int(began[last])
    return (first, last - 1) if last > first else (max(0, last - 1), max(0, last - 1))


def _step(
    score: NDArray[np.float64],
    began: NDArray[np.int64],
    gains: NDArray[np.float64],
    gaps: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Take one more word of the excerpt: float64 (words + 1,), the best score that ends before each word."""
    left_out = score - _GAP
    aligned = np.concatenate([[_LOWEST], score[:-1] + gains])
    taken = aligned >= left_out
    best = np.where(taken, aligned, left_out)
    start = np.where(taken, np.concatenate([[0], began[:-1]]), began)
    # words of the article passed over, from the best place before: a running maximum
    raised = best + gaps
    peak = np.maximum.accumulate(raised)
    from_place = np.maximum.accumulate(np.where(raised == peak, np.arange(len(raised)), 0))
    return peak - gaps, start[from_place]
