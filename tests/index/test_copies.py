"""Copies belong to their original, and an answer shows one of them; unlike texts are left alone."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import Build

from evals.bench.copies import CHANGES
from index.config import IndexConfig
from index.copies import alike, containment, find_originals, shingles, signature
from index.read import read
from index.samples import samples_folder
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article, Filters

FILLER = "table garden winter copper signal harbour listen border candle market".split()


@pytest.fixture(scope="module")
def samples() -> list[Article]:
    with samples_folder() as folder:
        return [a for a in read([folder], config=IndexConfig()) if isinstance(a, Article)]


def originals_of(texts: list[str], days: list[str] | None = None) -> list[int]:
    signatures = np.stack([signature(text) for text in texts])
    dated = enumerate(days or [""] * len(texts))
    return find_originals(dated, signatures, texts.__getitem__).tolist()


@pytest.mark.parametrize("change", CHANGES)
def test_reprints_find_their_original(
    samples: list[Article], change: Callable[[str, random.Random], str]
) -> None:
    draw = random.Random(7)  # noqa: S311 - repeatable, not secret
    alone = [article.text for article in samples]
    before = originals_of(alone)
    reprints = [change(text, draw) for text in alone]
    found = originals_of(alone + reprints)
    assert found[: len(alone)] == before  # the originals keep what they were
    right = sum(found[len(alone) + row] == before[row] for row in range(len(alone)))
    assert right / len(alone) >= 0.95


def test_articles_of_one_event_are_not_copies_of_each_other(samples: list[Article]) -> None:
    found = originals_of([article.text for article in samples])
    families = {(samples[row].path, samples[to].path) for row, to in enumerate(found) if row != to}
    named = {(Path(a or "").stem, Path(b or "").stem) for a, b in families}
    assert named  # the samples hold wire copies
    for copy, original in named:
        both = [next(a for a in samples if stem in (a.path or "")) for stem in (copy, original)]
        assert containment(*(shingles(a.text) for a in both)) >= 0.5
    assert len(named) <= len(samples) // 5


def test_the_earliest_is_the_original_and_the_undated_come_last() -> None:
    text = " ".join(random.Random(1).choices(FILLER, k=200))  # noqa: S311 - repeatable
    assert originals_of([text] * 4, ["", "2024-05-02", "2024-05-01", ""]) == [2, 2, 2, 2]


@given(st.text(max_size=400), st.text(max_size=400))
def test_likeness_is_symmetric_and_everything_is_like_itself(one: str, other: str) -> None:
    a, b = shingles(one), shingles(other)
    assert alike(a, a)
    assert alike(a, b) == alike(b, a)
    assert 0 <= containment(a, b) <= 1


def test_short_texts_are_copies_only_word_for_word() -> None:
    one = "A magnitude 6.2 earthquake struck Orsund on Monday, killing four."
    other = "A magnitude 6.2 earthquake struck Harrow on Monday, killing nine."
    assert originals_of([one, other, one]) == [0, 1, 0]


TEXT = "The dam at Quillan burst on Monday after three days of rain, the water board said. " + " ".join(
    f"Engineer {name} measured {number} centimetres at the {place} gate before noon."
    for number, (name, place) in enumerate(
        zip("Ada Per Ann Erik Olga Jon".split(), "north south east west upper lower".split(), strict=True), 11
    )
)  # fmt: skip
FAMILY = [
    Article(id="late", title="Dam bursts", text=TEXT, published=date(2024, 5, 3), source="Late"),
    Article(id="first", title="Quillan", text=TEXT, published=date(2024, 5, 1), source="First"),
    Article(
        id="longer",
        title="Dam bursts",
        text=f"{TEXT} Mayor Holm spoke of negligence and asked for pumps.",
        published=date(2024, 5, 2),
        source="Longer",
    ),
]


@pytest.fixture
def searcher(store: Path, build: Build) -> Searcher:
    embedder = HashEmbedder()
    report = build(FAMILY, embedder=embedder)
    assert report.copies == 2
    return Searcher(Store.open(store), embedder)


def test_a_search_finds_the_original_and_names_its_copies(searcher: Searcher) -> None:
    hits = searcher("Who measured at the north gate of the dam at Quillan?", k=5)
    assert [hit.passage.article.id for hit in hits] == ["first"]
    assert [article.id for article in hits[0].copies] == ["longer", "late"]


def test_a_copy_is_found_where_the_original_does_not_pass(searcher: Searcher) -> None:
    hits = searcher("Quillan dam", k=5, filters=Filters(sources=("Late",)))
    assert [hit.passage.article.id for hit in hits] == ["late"]


def test_only_originals_can_be_asked_for_in_every_route(searcher: Searcher) -> None:
    filters = Filters(originals=True)
    for route in (searcher, searcher.by_vector, searcher.by_words):
        assert {hit.passage.article.id for hit in route("dam", k=9, filters=filters)} == {"first"}


def test_equal_passages_are_embedded_once(store: Path, build: Build) -> None:
    report = build([FAMILY[0], replace(FAMILY[0], id="again", source="Other")])
    assert report.embedded == len(Store.open(store)) // 2
    first, second = Store.open(store).vectors.rows(0, 2)
    assert (first == second).all()


def test_a_large_store_is_searched_side_by_side_with_the_same_result(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Who measured at the north gate of the dam at Quillan?"
    in_turn = searcher(asked, k=5)
    monkeypatch.setattr("index.search._LARGE", 0)
    assert searcher(asked, k=5) == in_turn
