import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from newsroom import ARTICLES, Build

from index import generation
from index.config import IndexConfig
from index.embed import Vectors
from index.errors import (
    InputError,
    StoreBusyError,
    StoreDamagedError,
    StoreMismatchError,
    StoreMissingError,
    StoreWriteError,
)
from index.resume import Checkpoint
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article, Problem


class CountingEmbedder(HashEmbedder):
    """Counts the texts that it embeds, and breaks after some."""

    def __init__(self, breaks_after: int | None = None) -> None:
        self.embedded = 0
        self._breaks_after = breaks_after

    def __call__(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        if self._breaks_after is not None and self.embedded >= self._breaks_after:
            raise KeyboardInterrupt
        self.embedded += len(texts)
        return super().__call__(texts)


def test_a_store_gives_back_the_articles_exactly(store: Path, build: Build) -> None:
    build()
    opened = Store.open(store)
    assert tuple(opened.articles) == ARTICLES
    assert opened.article("vote-1") == ARTICLES[1]
    assert opened.article("nobody") is None


def test_every_passage_lies_in_its_article(store: Path, build: Build) -> None:
    build(config=IndexConfig(passage_chars=60))
    opened = Store.open(store)
    assert len(opened) > len(ARTICLES)
    for row in range(len(opened)):
        passage = opened.passage(row)
        assert passage.text == passage.article.text[passage.start : passage.end]


def test_an_unchanged_run_leaves_the_generation_as_it_is(store: Path, build: Build) -> None:
    build()
    before = generation.current(store)
    embedder = CountingEmbedder()
    report = build(embedder=embedder)
    assert (report.new, report.changed, report.unchanged, embedder.embedded) == (0, 0, 3, 0)
    assert generation.current(store) == before


def test_only_new_and_changed_articles_are_embedded(store: Path, build: Build) -> None:
    build()
    changed = replace(ARTICLES[0], text="The river fell again on Friday.")
    new = Article(id="new", text="A wolf was seen near Harrow.")
    embedder = CountingEmbedder()
    report = build([changed, ARTICLES[1], new], embedder=embedder)
    assert (report.new, report.changed, report.unchanged) == (1, 1, 1)
    assert embedder.embedded == 2
    assert {a.id: a.text for a in Store.open(store).articles} == {
        "flood-1": changed.text,
        "vote-1": ARTICLES[1].text,
        "ferry-1": ARTICLES[2].text,
        "new": new.text,
    }


def test_vectors_stay_with_their_passages_when_a_store_grows(store: Path, build: Build) -> None:
    build(ARTICLES[1:])
    build(ARTICLES)
    opened = Store.open(store)
    for row in range(len(opened)):
        passage = opened.passage(row)
        text = f"{passage.article.title}\n{passage.text}"
        np.testing.assert_allclose(
            opened.vectors.rows(row, 1)[0], HashEmbedder()([text])[0], atol=2e-3
        )


def test_an_interrupted_build_leaves_the_old_store_and_resumes(
    store: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build._WINDOW", 2)
    build(ARTICLES[:1])
    many = [Article(id=f"n{n}", text=f"Story number {n} about rain.") for n in range(10)]
    with pytest.raises(KeyboardInterrupt):
        build(many, embedder=CountingEmbedder(breaks_after=6))
    assert [a.id for a in Store.open(store).articles] == ["flood-1"]
    again = CountingEmbedder()
    report = build(many, embedder=again)
    assert report.articles == 11
    assert again.embedded == report.embedded < 10
    assert report.resumed + report.embedded == 10
    assert not (store / "resume").exists()
    assert not list((store / "generations").glob("*.part"))


def test_a_checkpoint_cut_short_is_ignored(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path, embedder="e")
    kept.keep(["rain"], np.ones((1, 4), dtype=np.float32))
    kept.keep(["snow"], np.ones((1, 4), dtype=np.float32))
    damaged = min(tmp_path.glob("*.npz"))
    damaged.write_bytes(damaged.read_bytes()[:40])
    assert len(Checkpoint(tmp_path, embedder="e")) == 1
    assert Checkpoint(tmp_path, embedder="other").find("rain") is None


def test_problems_are_reported_and_the_rest_is_indexed(store: Path, build: Build) -> None:
    report = build([Problem(path="a.txt", reason="empty"), *ARTICLES])
    assert [str(p) for p in report.problems] == ["a.txt: empty"]
    assert len(Store.open(store).articles) == 3


def test_two_articles_with_one_id_are_reported_and_the_later_is_kept(
    store: Path, build: Build
) -> None:
    other = replace(ARTICLES[0], text="Something else happened.")
    report = build([ARTICLES[0], other])
    assert "flood-1" in report.problems[0].reason
    assert [a.text for a in Store.open(store).articles] == [other.text]


def test_nothing_readable_and_no_store_is_an_input_error(store: Path, build: Build) -> None:
    with pytest.raises(InputError, match=r"a\.txt: empty"):
        build([Problem(path="a.txt", reason="empty")])
    with pytest.raises(StoreMissingError):
        Store.open(store)


def test_a_second_writer_is_turned_away(store: Path, build: Build) -> None:
    store.mkdir()
    with FileLock(store / "lock"), pytest.raises(StoreBusyError):
        build()


def test_a_missing_store_names_the_command_that_makes_one(store: Path) -> None:
    with pytest.raises(StoreMissingError, match="dateline index"):
        Store.open(store)


def test_another_embedder_or_cut_is_refused_with_the_remedy(store: Path, build: Build) -> None:
    build()
    with pytest.raises(StoreMismatchError, match="--rebuild"):
        Store.open(store, embedder="another/256")
    with pytest.raises(StoreMismatchError, match="--rebuild"):
        build(config=IndexConfig(passage_chars=100))
    assert build(config=IndexConfig(passage_chars=100), rebuild=True).new == 3


def test_another_format_is_a_mismatch(store: Path, build: Build) -> None:
    build()
    file = generation.current(store) / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["fingerprint"]["format"] = 999
    file.write_text(json.dumps(manifest))
    with pytest.raises(StoreMismatchError, match="999"):
        Store.open(store)


def _files(store: Path) -> Iterator[Path]:
    yield from sorted(f for f in generation.current(store).rglob("*") if f.is_file())


def test_a_file_cut_short_or_gone_is_damage_and_not_a_crash(store: Path, build: Build) -> None:
    build()
    for file in list(_files(store)):
        whole = file.read_bytes()
        for broken in (whole[: len(whole) // 2], b""):
            if broken != whole:
                file.write_bytes(broken)
                with pytest.raises(StoreDamagedError, match="--rebuild"):
                    Store.open(store)
        file.unlink()
        with pytest.raises(StoreDamagedError):
            Store.open(store)
        file.write_bytes(whole)
    Store.open(store)


def test_a_byte_flipped_in_the_middle_is_found_by_the_check(
    store: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.manifest._EDGE", 1)
    build()
    folder = generation.current(store)
    assert generation.check(folder) == []
    for file in _files(store):
        whole = file.read_bytes()
        if file.name == "manifest.json" or len(whole) < 3:
            continue
        file.write_bytes(whole[:1] + bytes([whole[1] ^ 1]) + whole[2:])
        (line,) = generation.check(folder)
        assert file.name in line
        file.write_bytes(whole)


def test_a_flipped_byte_at_an_edge_is_found_on_opening(store: Path, build: Build) -> None:
    build()
    folder = generation.current(store)
    assert generation.check(folder) == []
    for file in _files(store):
        whole = file.read_bytes()
        if file.name == "manifest.json" or not whole:
            continue
        file.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        with pytest.raises(StoreDamagedError, match=file.name):
            Store.open(store)
        file.write_bytes(whole)


def test_flipped_bytes_are_results_or_a_clear_error_never_a_crash(
    store: Path, build: Build
) -> None:
    build()
    for file in _files(store):
        whole = file.read_bytes()
        for at in range(0, len(whole), max(1, len(whole) // 12)):
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
            try:
                found = Searcher(Store.open(store), HashEmbedder())("How far is the river?", k=5)
                assert len(found) <= 5
            except (StoreDamagedError, StoreMismatchError):
                pass
        file.write_bytes(whole)


@given(junk=st.binary(max_size=60))
def test_any_current_file_is_either_missing_damage_or_whole(junk: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "CURRENT").write_bytes(junk)
        with pytest.raises((StoreDamagedError, StoreMissingError)):
            Store.open(Path(folder))


def test_a_store_path_that_is_a_file_is_a_clear_error(store: Path, build: Build) -> None:
    store.write_text("not a folder")
    with pytest.raises(StoreWriteError, match="cannot write"):
        build()
    with pytest.raises(StoreMissingError):
        Store.open(store)
