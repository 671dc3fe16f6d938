"""How well sentence ends are found in real articles, against ends that were decided by reading.

The gold file holds positions only: which file, the hash of an article's text, and where its sentences end. The articles
themselves are no part of the repository.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from index.config import IndexConfig
from index.read import read
from index.sentences import sentence_spans
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

GoldSet = Literal["ordinary", "fresh", "hard"]
_FILES: dict[GoldSet, str] = {
    "ordinary": "sentence_ends_ordinary",
    "fresh": "sentence_ends_fresh",
    "hard": "sentence_ends",
}
_DRAWS = 1000
_SAME = re.compile(r"[”’\"'»]*\s*")  # in this order: a mark that follows a space opens a quotation


@dataclass(frozen=True, slots=True)
class Checked:
    """The sentence ends of one article: how many were found, and where the others lie."""

    right: int
    missed: tuple[int, ...]
    wrong: tuple[int, ...]


def measure_sentences(data: Path, gold_set: GoldSet) -> dict[str, Any]:
    """Compare the splitter with the sentence ends that were checked by hand.

    Args:
        data: the folder of real articles; the gold file names its files relative to it.
        gold_set: "ordinary", articles drawn by chance, whose sentences as split were read and corrected; "fresh",
            others drawn likewise after the splitter's last change; or "hard", articles chosen for their abbreviations,
            lists and broken quotations and decided by reading the text alone.

    Returns: counts, scores, each error as (file, article's hash, offset), and the articles that were not found, which
        no score counts. The share right has a 95 % bootstrap interval that draws whole articles.
    """
    gold = _gold(gold_set)
    texts = dict(_texts(data, gold))
    found = [row for row in gold if row["sha256"] in texts]
    checked = [check(texts[row["sha256"]], row["ends"], until=row["until"]) for row in found]
    return {
        "articles": len(found),
        "not_found": [_place(row) for row in gold if row["sha256"] not in texts],
        **_scores(checked),
        "missed_at": [
            (*_place(r), at) for r, c in zip(found, checked, strict=True) for at in c.missed
        ],
        "wrong_at": [
            (*_place(r), at) for r, c in zip(found, checked, strict=True) for at in c.wrong
        ],
    }


def check(text: str, ends: Sequence[int], *, until: int) -> Checked:
    """Compare the ends that the splitter finds in `text` with the true ones.

    Args:
        text: the whole article, which is split as a whole.
        ends: the true ends, each just after a sentence's last character.
        until: how many characters were checked by hand; what lies beyond is not judged.

    >>> check("Rain fell. Snow fell.", [10, 21], until=21)
    Checked(right=2, missed=(), wrong=())
    """
    got = [end for _, end in sentence_spans(text) if end <= until or _same(text, until, end)]
    return compare(text, got, ends)


def compare(text: str, got: Iterable[int], ends: Iterable[int]) -> Checked:
    """Pair found ends with true ones, each at most once.

    Two ends are the same if only closing quotation marks, then space, lie between them.
    """
    found, true = sorted(got), sorted(ends)
    missed, wrong, right = [], [], 0
    while found and true:
        if _same(text, *sorted((found[0], true[0]))):
            right += 1
            found, true = found[1:], true[1:]
        elif found[0] < true[0]:
            wrong.append(found.pop(0))
        else:
            missed.append(true.pop(0))
    return Checked(right, (*missed, *true), (*wrong, *found))


def _same(text: str, start: int, end: int) -> bool:
    return _SAME.fullmatch(text, start, end) is not None


def _gold(gold_set: GoldSet) -> list[dict[str, Any]]:
    lines = (
        files("evals").joinpath(f"gold/{_FILES[gold_set]}.jsonl").read_text("utf-8").splitlines()
    )
    return [json.loads(line) for line in lines]


def _texts(data: Path, gold: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Look the articles up by hash; a file is read no further than its last one."""
    for name in dict.fromkeys(row["file"] for row in gold):
        wanted = {row["sha256"] for row in gold if row["file"] == name}
        if not (data / name).is_file():
            continue
        for article in read([data / name], config=IndexConfig()):
            if isinstance(article, Article) and article.sha256 in wanted:
                yield article.sha256, article.text
                wanted.remove(article.sha256)
                if not wanted:
                    break


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["file"], row["sha256"][:12]


def _scores(checked: Sequence[Checked]) -> dict[str, Any]:
    """Add the counts up; a score that nothing can be said about is None."""
    counts = np.array([(c.right, len(c.missed), len(c.wrong)) for c in checked]).reshape(-1, 3)
    right, missed, wrong = (int(n) for n in counts.sum(axis=0))
    return {
        "ends": right + missed,
        "right": right,
        "missed": missed,
        "wrong": wrong,
        "precision": _share(right, right + wrong),
        "recall": _share(right, right + missed),
        "f1": _share(2 * right, 2 * right + missed + wrong),
        "share_right": _share(right, right + missed + wrong),
        "share_right_interval": _interval(counts) if right else None,
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _interval(counts: np.ndarray[Any, np.dtype[np.int64]]) -> tuple[float, float]:
    draws = np.random.default_rng(0).integers(len(counts), size=(_DRAWS, len(counts)))
    sums = counts[draws].sum(axis=1)  # (draws, 3)
    low, high = np.percentile(sums[:, 0] / sums.sum(axis=1), [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)
