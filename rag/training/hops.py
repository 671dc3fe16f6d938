"""Questions over several articles (MultiHop-RAG: Tang and Yang 2024), and which half of them may be fitted on."""

from __future__ import annotations

import json
import lzma
from typing import TYPE_CHECKING

from rag.training.asked import Posed
from rag.training.data import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from rag.reader import Scored


def hop_questions(path: Path) -> list[Posed]:
    """Read the half to fit on. Groups are questions that share their first article.

    A sentence is right if it is one of the facts that its question rests on; none is, where there are none.
    """
    posed = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            facts = {(fact["doc_id"], _plain(fact["text"])) for fact in row["evidence"]}
            group = group_of(row["id"], [fact["doc_id"] for fact in row["evidence"]])
            if to_fit(group):
                posed.append(
                    Posed(question=row["question"], as_of=None, group=group, is_right=_tells(facts))
                )
    return posed


def group_of(question: str, articles: Collection[str]) -> str:
    """Name the group of a question: its first article, or itself if it has none."""
    return next(iter(articles), question)


def to_fit(group: str) -> bool:
    """Whether a group belongs to the half that weights and thresholds are fitted on; the other one is measured."""
    return int(digest(group), 16) % 2 == 0


def _tells(facts: Collection[tuple[str, str]]) -> Callable[[Scored], bool]:
    def is_right(sentence: Scored) -> bool:
        article = sentence.passage.article
        told = _plain(article.text[sentence.start : sentence.end])
        return any(name == article.id and (told in fact or fact in told) for name, fact in facts)

    return is_right


def _plain(text: str) -> str:
    return " ".join(text.split())
