"""Questions over several articles (MultiHop-RAG: Tang and Yang 2024), and which half of them may be fitted on.

What is fitted is whether the archive has what they speak of; which sentences are right is not asked.
"""

from __future__ import annotations

import json
import lzma
from typing import TYPE_CHECKING

import numpy as np

from rag.training.asked import Posed, never
from rag.training.data import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path


def hop_questions(path: Path) -> list[Posed]:
    """Read the half to fit on; a question without an answer is foreign. Groups share their first article."""
    posed = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            articles = [fact["doc_id"] for fact in row["evidence"]]
            group = group_of(row["id"], articles)
            if to_fit(group):
                posed.append(
                    Posed(
                        question=row["question"],
                        as_of=None,
                        group=group,
                        is_right=never,
                        foreign=not articles,
                    )
                )
    return posed


def group_of(question: str, articles: Collection[str]) -> str:
    """Name the group of a question: its first article, or itself if it has none."""
    return next(iter(articles), question)


def to_fit(group: str) -> bool:
    """Whether a group belongs to the half that weights and thresholds are fitted on; the other one is measured."""
    return int(digest(group), 16) % 2 == 0


def balanced(posed: Sequence[Posed], seed: int) -> list[Posed]:
    """Draw as many questions that have an answer as there are without."""
    without = [one for one in posed if one.foreign]
    rest = [one for one in posed if not one.foreign]
    order = np.random.default_rng(seed).permutation(len(rest))
    return [*without, *(rest[i] for i in order[: len(without)])]
