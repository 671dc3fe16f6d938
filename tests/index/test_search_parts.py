from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import StoreDamagedError
from index.fuse import reciprocal_rank_fusion
from index.search import Searcher
from index.types import Article, Filters, Passage
from index.words import WordIndex

rankings = st.lists(st.lists(st.sampled_from("abcdef"), unique=True), min_size=1, max_size=4)


@given(rankings)
def test_fusion_names_everything_once_best_first(lists: list[list[str]]) -> None:
    fused = reciprocal_rank_fusion(lists)
    assert {name for name, _ in fused} == {name for ranking in lists for name in ranking}
    assert len({name for name, _ in fused}) == len(fused)
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


@given(rankings)
def test_what_every_ranking_puts_first_is_first(lists: list[list[str]]) -> None:
    agreed = [["z", *ranking] for ranking in lists]
    assert reciprocal_rank_fusion(agreed)[0][0] == "z"


def _passages(count: int) -> list[Passage]:
    return [
        Article(
            id=str(n),
            title="Ferry",
            text=f"The ferry number {n} sailed to Skell.",
            source="The Tern" if n % 2 else "Capital Record",
            published=date(2024, 1, 1 + n) if n % 3 else None,
        ).passage(0, 30)
        for n in range(count)
    ]


def test_word_filters_are_applied_before_top_k(tmp_path: Path) -> None:
    words = WordIndex.create(tmp_path / "words", _passages(30), copied=np.zeros(30, dtype=bool))
    filters = Filters(sources=("the tern",), since=date(2024, 1, 20))
    rows = {row for row, _ in words.search("ferries sailing", 30, filters=filters)}
    assert rows == {n for n in range(19, 30) if n % 2 and n % 3}
    assert len(words.search("ferries sailing", 2, filters=filters)) == 2


def test_words_find_inflections_and_survive_query_syntax(tmp_path: Path) -> None:
    words = WordIndex.open(
        WordIndex.create(tmp_path / "words", _passages(3), copied=np.zeros(3, dtype=bool))
        and tmp_path / "words"
    )
    assert words.search('ferries "sailed (', 10, filters=Filters())
    assert words.search('" AND ( * :', 10, filters=Filters()) == []
    assert words.document_frequency("sailing") == 3
    assert words.document_frequency("submarine") == 0


def test_a_search_never_returns_what_the_filters_forbid(searcher: Searcher) -> None:
    for filters, allowed in (
        (Filters(), {"flood-1", "vote-1", "ferry-1"}),
        (Filters(since=date(2024, 4, 1)), {"vote-1"}),
        (Filters(until=date(2024, 4, 1)), {"flood-1"}),
        (Filters(sources=("the tern", "HARBOUR COURIER")), {"flood-1", "ferry-1"}),
        (Filters(sources=("Nobody",)), set()),
    ):
        for route in (searcher, searcher.by_vector, searcher.by_words):
            found = {
                hit.passage.article.id
                for hit in route("river budget ferry island", k=10, filters=filters)
            }
            assert found == allowed, (filters, route)


@pytest.mark.parametrize("damaged", [True, False], ids=["damaged", "removed by a writer"])
def test_words_that_cannot_be_read_leave_no_links_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, damaged: bool
) -> None:
    words, links = tmp_path / "words", tmp_path / "links"
    links.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(links))
    monkeypatch.setattr("index.words.os.access", lambda *_: False)
    if damaged:
        words.mkdir()
        (words / "meta.json").write_text("{")
    with pytest.raises(StoreDamagedError):
        WordIndex.open(words)
    assert list(links.iterdir()) == []
