import errno
import logging
import os
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from newsroom import ARTICLES, Build

from evals.faults.damage import ways
from evals.faults.kill import kill
from evals.faults.power import power
from evals.faults.readers import readers
from evals.faults.writers import two_writers
from index import generation
from index.errors import StoreDamagedError, StoreError, StoreWriteError
from index.resume import Checkpoint
from index.salvage import stored_articles
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article, Filters, Problem
from index.vectors import KINDS, write_vectors
from index.words import WordIndex

pytestmark = pytest.mark.slow


def test_a_run_killed_anywhere_leaves_a_whole_store_and_the_next_one_mends_it(
    tmp_path: Path,
) -> None:
    assert kill(tmp_path, points=3, interrupts=1, seed=3, articles=3).broken == []


def test_one_of_two_writers_wins_and_nothing_is_lost(tmp_path: Path) -> None:
    report = two_writers(tmp_path, rounds=1, seed=1, articles=4)
    assert [law for law in report.broken if not law.startswith("never seen")] == []


def test_readers_meet_no_error_while_generations_come_and_go(tmp_path: Path) -> None:
    assert readers(tmp_path, generations=5, seed=1).broken == []


def test_everything_is_flushed_before_the_switch(tmp_path: Path) -> None:
    assert power(tmp_path, generations=2, seed=1).broken == []


def test_a_switch_without_flushing_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.generation._flush", lambda _: None)
    assert any("not flushed" in law for law in power(tmp_path, generations=1, seed=1).broken)


@pytest.fixture
def damaged(store: Path, build: Build) -> Iterator[tuple[Path, Path]]:
    """The store after each of many damages to each of its files, and the file."""
    build()
    chosen = random.Random(1)  # noqa: S311 - it repeats
    files = [store / "CURRENT", *(f for f in generation.current(store).rglob("*") if f.is_file())]

    def each() -> Iterator[tuple[Path, Path]]:
        for file in sorted(files):
            whole = file.read_bytes()
            for damage in ways(len(whole), flips=3, chosen=chosen):
                damage.to(file)
                yield store, file
                file.write_bytes(whole)

    return each()


def test_every_damage_is_found_and_no_altered_word_is_read(
    damaged: Iterator[tuple[Path, Path]],
) -> None:
    tried = 0
    for store, file in damaged:
        tried += 1
        try:
            opened = Store.open(store)
            lines = generation.check(opened.folder)
            assert set(opened.articles) <= set(ARTICLES)
            Searcher(opened, HashEmbedder())("Who spoke of the ferry?", k=3)
        except StoreError as error:
            lines = [str(error)]
        assert lines, file
        assert all("`dateline in" in line for line in lines), lines  # index, or info --check
    assert tried > 50


def test_a_lost_current_costs_nothing_and_is_mended_by_the_next_run(
    store: Path, build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    build()
    folder = generation.current(store)
    for words in (b"", b"0" * 16, b"..", b"\xff\n"):
        (store / "CURRENT").write_bytes(words)
        with caplog.at_level(logging.WARNING):
            assert tuple(Store.open(store).articles) == ARTICLES
        assert "names no generation" in caplog.text
        assert any("CURRENT" in line for line in generation.check(folder))
        build()
        assert generation.check(generation.current(store)) == []
    (store / "CURRENT").unlink()
    build([Article(id="new", text="Snow fell on Harrow.")])
    assert [a.id for a in Store.open(store).articles] == [*(a.id for a in ARTICLES), "new"]


def test_a_figure_altered_in_the_manifest_is_found_on_opening(store: Path, build: Build) -> None:
    build()
    file = generation.current(store) / "manifest.json"
    file.write_text(file.read_text().replace('"articles": 3', '"articles": 7'))
    with pytest.raises(StoreDamagedError, match=r"manifest\.json was altered"):
        Store.open(store)


def test_damage_is_never_copied_into_a_new_generation(
    store: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.manifest._EDGE", 1)  # the damage is in the middle of a large file
    build()
    file = generation.current(store) / "vectors.faiss"
    written = bytearray(file.read_bytes())
    written[len(written) // 2] ^= 1
    file.write_bytes(written)
    Store.open(store)
    with pytest.raises(StoreDamagedError, match=r"vectors\.faiss was altered.*index --rebuild"):
        build([Article(id="new", text="Snow fell on Harrow.")])


def test_a_store_is_made_anew_from_the_articles_in_it(store: Path, build: Build) -> None:
    build()
    (generation.current(store) / "words" / "meta.json").unlink()
    build(stored_articles(store), rebuild=True)
    assert tuple(Store.open(store).articles) == ARTICLES


def test_an_altered_article_is_named_and_the_others_are_saved(store: Path, build: Build) -> None:
    build()
    file = generation.current(store) / "articles.sqlite"
    file.write_bytes(file.read_bytes().replace(b"2.4 metres", b"9.4 metres"))
    lost, *saved = stored_articles(store)
    assert isinstance(lost, Problem)
    assert "index its file again" in lost.reason
    assert tuple(saved) == ARTICLES[1:]


def test_an_altered_checkpoint_is_noticed_and_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Checkpoint(tmp_path, embedder="e").keep(["rain"], np.ones((1, 4), dtype=np.float32))
    (file,) = tmp_path.glob("*.npz")
    whole = file.read_bytes()
    for bit in range(0, 8 * len(whole), 97):
        file.write_bytes(
            whole[: bit // 8] + bytes([whole[bit // 8] ^ 1 << bit % 8]) + whole[bit // 8 + 1 :]
        )
        assert Checkpoint(tmp_path, embedder="e").find("rain") is None
    assert file.name in caplog.text


@pytest.mark.parametrize("part", ["articles", "vectors", "words", "manifest", "CURRENT"])
def test_a_full_disk_is_one_line_and_leaves_the_old_store(
    store: Path, build: Build, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    build(ARTICLES[:1])

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    where = {
        "articles": "index.articles.ArticleTable.add",
        "vectors": "index.vectors.exact.ExactVectors.write",
        "words": "index.words.WordIndex.create",
        "manifest": "index.generation.write_manifest",
        "CURRENT": "index.generation._switch",
    }
    with monkeypatch.context() as patched:
        patched.setattr(where[part], full)
        with pytest.raises(StoreWriteError, match="No space left"):
            build()
    assert tuple(Store.open(store).articles) == ARTICLES[:1]
    assert len(list((store / "generations").iterdir())) == 1
    assert not (store / "CURRENT.new").exists()
    assert build().articles == len(ARTICLES)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("kind", KINDS)
def test_the_vectors_say_that_the_disk_is_full(kind: str, tmp_path: Path) -> None:
    for file in KINDS[kind].files:
        (tmp_path / file).symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        write_vectors(tmp_path, [np.ones((3, 8), dtype=np.float32)], kind=kind, dim=8)


def test_words_can_be_read_where_nothing_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = ARTICLES[0]
    WordIndex.create(
        tmp_path / "words", [article.passage(0, len(article.text))], copied=np.zeros(1, dtype=bool)
    )
    for file in (tmp_path / "words").glob("*.lock"):
        file.unlink()
    monkeypatch.setattr("index.words.os.access", lambda *_: False)
    words = WordIndex.open(tmp_path / "words")
    assert words.search("river", 1, filters=Filters())
    assert not list((tmp_path / "words").glob("*.lock"))


def test_an_open_searcher_sees_a_new_generation_without_a_restart(
    store: Path, build: Build
) -> None:
    build(ARTICLES[:1])
    searcher = Searcher(Store.open(store), HashEmbedder())
    assert searcher.refreshed() is searcher
    build(ARTICLES)
    assert len(searcher.store.articles) == 1
    assert len(searcher.refreshed().store.articles) == len(ARTICLES)


def test_a_store_removed_while_it_is_opened_is_opened_in_its_new_generation(
    store: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(ARTICLES[:1])
    found = [generation.current(store)]
    build(ARTICLES)
    current = generation.current
    monkeypatch.setattr(
        "index.generation.current", lambda path: found.pop() if found else current(path)
    )
    assert len(Store.open(store).articles) == len(ARTICLES)
