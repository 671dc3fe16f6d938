"""The same promises over both kinds of vector index, and the change from one to the other."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import ARTICLES, Build

from index import generation
from index.config import IndexConfig
from index.embed import Vectors
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article
from index.vectors import KINDS, kind_for, open_vectors, write_vectors
from index.vectors.protocol import VectorIndex
from rag.contract import info_json

DIM = 384
each_kind = pytest.mark.parametrize("kind", KINDS)


def unit(vectors: Vectors) -> Vectors:
    rows: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return rows


def stored(folder: Path, kind: str, rows: Vectors, *, window: int = 700) -> VectorIndex:
    windows = (rows[at : at + window] for at in range(0, len(rows), window))
    write_vectors(folder, windows, kind=kind, dim=rows.shape[1])
    return open_vectors(folder, kind=kind, dim=rows.shape[1])


def clustered(count: int, *, seed: int) -> Vectors:
    """Draw rows around 60 centres: nearest neighbours are near, and many are almost as near."""
    draw = np.random.default_rng(seed)
    centres = draw.normal(size=(60, DIM))
    return unit(centres[draw.integers(60, size=count)] + 0.8 * draw.normal(size=(count, DIM)))


@each_kind
@given(
    seed=st.integers(0, 1000),
    k=st.integers(1, 40),
    allowed=st.lists(st.booleans(), min_size=30, max_size=30),
)
def test_filters_are_applied_before_top_k(
    kind: str, seed: int, k: int, allowed: list[bool]
) -> None:
    rows = unit(np.random.default_rng(seed).normal(size=(30, 20)))
    mask = np.array(allowed)
    with TemporaryDirectory() as folder:
        hits = stored(Path(folder), kind, rows).search(rows[0], k, allowed=mask)
    assert len(hits) == min(k, mask.sum())
    assert all(mask[row] for row, _ in hits)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    wanted = np.sort((rows.astype(np.float16).astype(np.float32) @ rows[0])[mask])[::-1][:k]
    np.testing.assert_allclose([score for _, score in hits], wanted, atol=2e-3)


@each_kind
@pytest.mark.parametrize("share", [0.002, 0.1, 0.5, 1.0])
def test_a_filtered_search_gives_k_allowed_rows_among_many(
    tmp_path: Path, kind: str, share: float
) -> None:
    rows = clustered(5000, seed=1)
    index = stored(tmp_path, kind, rows)
    mask = np.random.default_rng(2).random(len(rows)) < share
    hits = index.search(rows[0], 120, allowed=mask)
    assert len(hits) == min(120, mask.sum())
    assert all(mask[row] for row, _ in hits)
    assert len({row for row, _ in hits}) == len(hits)


@each_kind
def test_rows_read_back_are_those_that_were_written(tmp_path: Path, kind: str) -> None:
    rows = clustered(1500, seed=3)
    index = stored(tmp_path, kind, rows)
    assert len(index) == 1500
    np.testing.assert_allclose(index.rows(0, 1500), rows, atol=1e-3)
    np.testing.assert_allclose(index.rows(1499, 1), rows[1499:], atol=1e-3)
    assert index.rows(3, 2).dtype == np.float32
    assert sorted(f.name for f in tmp_path.iterdir()) == sorted(index.files)


@each_kind
def test_an_empty_index_finds_nothing(tmp_path: Path, kind: str) -> None:
    index = stored(tmp_path, kind, np.zeros((0, DIM), dtype=np.float32))
    query = np.ones(DIM, dtype=np.float32)
    assert len(index) == 0
    assert index.search(query, 5) == []
    assert index.search(query, 5, allowed=np.zeros(0, dtype=np.bool_)) == []


@each_kind
def test_vectors_of_another_length_are_refused(tmp_path: Path, kind: str) -> None:
    stored(tmp_path, kind, clustered(10, seed=4))
    with pytest.raises(ValueError, match="not"):
        open_vectors(tmp_path, kind=kind, dim=DIM // 2)


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="known: exact, binary"):
        open_vectors(tmp_path, kind="tree", dim=DIM)


def test_binary_codes_find_what_exact_search_finds(tmp_path: Path) -> None:
    rows = clustered(20_000, seed=5)
    mask = np.random.default_rng(6).random(len(rows)) < 0.5
    found = {}
    for kind in KINDS:
        (tmp_path / kind).mkdir()
        index = stored(tmp_path / kind, kind, rows)
        found[kind] = [
            {row for row, _ in index.search(query, 10, allowed=mask)} for query in rows[:100]
        ]
    pairs = zip(found["binary"], found["exact"], strict=True)
    assert np.mean([len(a & b) / 10 for a, b in pairs]) > 0.98


def test_the_size_chooses_the_kind_unless_the_settings_do() -> None:
    config = IndexConfig(exact_up_to=10)
    assert [kind_for(n, config) for n in (0, 10, 11)] == ["exact", "exact", "binary"]
    assert kind_for(11, IndexConfig(vector_index="exact", exact_up_to=10)) == "exact"
    assert kind_for(0, IndexConfig(vector_index="binary")) == "binary"


class NeverEmbeds(HashEmbedder):
    """Fails the test that embeds anything."""

    def __call__(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        raise AssertionError(texts)


def test_a_store_that_outgrows_exact_search_changes_its_kind(store: Path, build: Build) -> None:
    config = IndexConfig(exact_up_to=len(ARTICLES))
    build(config=config)
    before = Store.open(store)
    assert before.vectors.kind == before.manifest.vectors == "exact"
    report = build([Article(id="new", text="A wolf was seen near Harrow.")], config=config)
    after = Store.open(store)
    assert after.vectors.kind == after.manifest.vectors == "binary"
    assert report.embedded == 1
    np.testing.assert_array_equal(after.vectors.rows(0, 3), before.vectors.rows(0, 3))
    assert Searcher(after, HashEmbedder())("wolf near Harrow", k=1)[0].passage.article.id == "new"


def test_a_change_of_the_setting_rewrites_the_store_and_embeds_nothing(
    store: Path, build: Build
) -> None:
    build()
    before = generation.current(store)
    for kind in ("binary", "exact"):
        config = IndexConfig(vector_index=kind)  # type: ignore[arg-type]
        report = build(config=config, embedder=NeverEmbeds())
        opened = Store.open(store)
        assert (report.unchanged, report.embedded) == (3, 0)
        assert opened.folder != before
        info = info_json(opened)["index"]
        assert info["kind"] == kind
        sizes = [(opened.folder / name).stat().st_size for name in opened.vectors.files]
        assert info["vector_bytes"] == sum(sizes) > 0
        assert generation.check(opened.folder) == []
        build(config=config, embedder=NeverEmbeds())
        assert generation.current(store) == opened.folder
