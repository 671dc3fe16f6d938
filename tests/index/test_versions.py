"""An edited article keeps its name and its past; a removed one leaves nothing behind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from newsroom import ARTICLES, Build

from index.build import Builder
from index.errors import InputError
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article, Problem

FIRST = replace(
    ARTICLES[0], url="https://tern.example/flood", published=date(2024, 3, 4), path="news/flood.txt"
)
EDITED = replace(FIRST, text=FIRST.text.replace("2.4 metres", "2.9 metres"), title="River falls")


def ids(store: Path) -> list[str]:
    return [article.id for article in Store.open(store).articles]


def test_a_new_text_becomes_the_current_version_and_the_old_one_stays(
    store: Path, build: Build
) -> None:
    build([FIRST])
    report = build([EDITED])
    assert (report.new, report.changed, report.versions) == (0, 1, 1)
    opened = Store.open(store)
    assert opened.article(FIRST.id) == EDITED
    assert opened.articles.versions(FIRST.id) == [FIRST]
    assert opened.articles.versions(FIRST.id)[0].sha256 == FIRST.sha256
    searched = Searcher(opened, HashEmbedder()).by_words("metres river", k=9)
    assert {hit.passage.article.text for hit in searched} == {EDITED.text}


def test_the_same_address_is_the_same_article_under_its_first_id(store: Path, build: Build) -> None:
    build([FIRST])
    report = build([replace(EDITED, id="other-id", url="http://www.tern.example/flood/?utm_id=3")])
    assert (report.changed, ids(store)) == (1, [FIRST.id])


def test_a_front_page_address_makes_no_versions(store: Path, build: Build) -> None:
    front = "https://tern.example/"
    build([replace(FIRST, url=front), replace(EDITED, id="other", url=front)])
    assert ids(store) == [FIRST.id, "other"]


def test_unlike_texts_at_one_address_stay_two_articles(store: Path, build: Build) -> None:
    build([FIRST, replace(ARTICLES[1], url=FIRST.url)])
    assert len(ids(store)) == 2


def test_an_earlier_dated_text_is_filed_as_an_older_version(store: Path, build: Build) -> None:
    build([EDITED])
    older = replace(FIRST, published=date(2024, 3, 1))
    report = build([older])
    assert (report.changed, report.versions) == (0, 1)
    opened = Store.open(store)
    assert opened.article(FIRST.id) == EDITED
    assert opened.articles.versions(FIRST.id) == [older]


def test_reading_both_versions_again_changes_nothing(store: Path, build: Build) -> None:
    build([FIRST, EDITED])
    generation = Store.open(store).folder
    report = build([FIRST, EDITED])
    assert not report.altered
    assert Store.open(store).folder == generation


def test_the_same_article_in_two_files_settles(build: Build) -> None:
    both = [FIRST, replace(FIRST, path="news/copy.txt")]
    build(both)
    assert not build(both).altered


def test_two_unlike_texts_with_one_id_are_told(build: Build) -> None:
    report = build([FIRST, replace(ARTICLES[1], id=FIRST.id, path="b.txt")])
    assert [str(problem) for problem in report.problems] == [
        "b.txt: another article with the id 'flood-1' came before: only the newer one is searched"
    ]


def test_a_removed_article_leaves_every_part(
    store: Path, build: Build, builder: Callable[..., Builder]
) -> None:
    build([FIRST, *ARTICLES[1:]])
    build([EDITED])
    report = builder(HashEmbedder()).remove([FIRST.id])
    assert (report.removed, report.articles, report.embedded) == (1, 2, 0)
    opened = Store.open(store)
    assert ids(store) == ["vote-1", "ferry-1"]
    assert opened.articles.versions(FIRST.id) == []
    assert [int(row) for row in sorted(set(opened.passages[:, 0]))] == [0, 1]
    assert len(opened.vectors) == len(opened.passages) == len(opened)
    searcher = Searcher(opened, HashEmbedder())
    for route in (searcher, searcher.by_vector, searcher.by_words):
        assert FIRST.id not in {
            hit.passage.article.id for hit in route("river metres Brandt", k=99)
        }
    assert opened.words.document_frequency("Brandt") == 0
    everything = b"".join(f.read_bytes() for f in store.rglob("*") if f.is_file())
    assert b"like this" not in everything


def test_removing_an_unknown_article_changes_nothing(
    store: Path, builder: Callable[..., Builder], build: Build
) -> None:
    build([*ARTICLES])
    with pytest.raises(InputError, match="not in the store: nobody"):
        builder(HashEmbedder()).remove(["vote-1", "nobody"])
    assert len(ids(store)) == 3


def test_the_last_article_can_be_removed(
    store: Path, build: Build, builder: Callable[..., Builder]
) -> None:
    build([FIRST])
    builder(HashEmbedder()).remove([FIRST.id])
    opened = Store.open(store)
    assert (len(opened), ids(store)) == (0, [])
    assert Searcher(opened, HashEmbedder())("anything", k=5) == []


def test_pruning_removes_what_is_gone_from_the_paths_and_nothing_else(
    store: Path, build: Build
) -> None:
    elsewhere = replace(ARTICLES[1], path="newspaper/vote.txt")
    broken = replace(ARTICLES[2], path="news/ferry.txt")
    build([FIRST, elsewhere, broken])
    report = build([Problem(path="news/ferry.txt", reason="cannot be read")], prune=["news"])
    assert report.removed == 1
    assert ids(store) == ["vote-1", "ferry-1"]


def test_pruning_takes_a_file_for_read_whose_article_has_no_date_that_can_be(
    store: Path, build: Build
) -> None:
    build([replace(FIRST, path="news/a.txt"), replace(ARTICLES[1], path="news/a.txt")])
    undated = Problem(path="news/a.txt", reason="no date", kept=True)
    report = build([replace(FIRST, path="news/a.txt"), undated], prune=["news"])
    assert (report.removed, report.problems) == (1, [undated])
    assert ids(store) == [FIRST.id]


def test_without_pruning_nothing_is_removed(store: Path, build: Build) -> None:
    build([FIRST, ARTICLES[1]])
    assert build([Article(id="new", text="Snow fell.")]).removed == 0
    assert len(ids(store)) == 3
