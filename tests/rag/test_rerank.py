"""What comes first among what was found, and what its score says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from index.types import Article, Filters, Retrieved
from rag.judge import found_of
from rag.rerank import rerank
from rag.types import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Passage

TEXT = "The ferry to Kaas is out of service again."


def _hits() -> list[Retrieved]:
    published = {"old": date(2023, 1, 9), "new": date(2024, 5, 1), "undated": None}
    articles = [
        Article(id=name, title="", text=TEXT, published=day, source="Post")
        for name, day in published.items()
    ]
    return [Retrieved(one.passage(0, len(TEXT)), 0.2, "fused") for one in articles]


def _alike(_: str, passages: Sequence[Passage]) -> list[float]:
    return [0.5] * len(passages)


def test_what_is_new_comes_first_on_a_stated_day_and_is_no_better_found_for_that() -> None:
    asked_today = Part(text="Is the ferry running?", today=date(2024, 5, 2))
    ranked = rerank(asked_today, _hits(), score=_alike, k=3)
    assert ranked[0].passage.article.id == "new"
    assert ranked[0].score > ranked[1].score
    assert ranked[0].score - ranked[0].newness == pytest.approx(0.5)
    assert found_of(ranked) == pytest.approx(0.5)


def test_without_a_stated_day_nothing_is_new() -> None:
    ranked = rerank(Part(text="Is the ferry running?"), _hits(), score=_alike, k=2)
    assert [hit.passage.article.id for hit in ranked] == ["old", "new"]
    assert [hit.newness for hit in ranked] == [0.0, 0.0]


def test_what_the_question_names_counts_as_found() -> None:
    part = Part(text="What did the Post say?", preferred=Filters(sources=("post",)))
    assert found_of(rerank(part, _hits(), score=_alike, k=3)) > 0.5
