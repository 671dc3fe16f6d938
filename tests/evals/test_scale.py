"""The synthetic archive is what it says, and small runs of the benchmark work from end to end."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from evals.bench.scale import build, exact_rows, search, sizes_of
from evals.bench.scale_plot import plot_scale
from evals.bench.synthetic import PASSAGE_CHARS, SyntheticArchive
from index.embed import Vectors
from index.embed.minilm import MiniLM
from index.split import split
from index.store import Store

pytestmark = pytest.mark.slow


class FastModel:
    """Stands for MiniLM: random rows, so that no test waits for the real one."""

    dim = MiniLM.dim

    def __call__(self, texts: Sequence[str]) -> Vectors:
        rows = np.random.default_rng(0).normal(0.2, 1, size=(len(texts), self.dim))
        unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return unit


@pytest.fixture(scope="module", autouse=True)
def archive() -> Iterator[SyntheticArchive]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evals.bench.synthetic.MiniLM", FastModel)
        yield SyntheticArchive()


def test_the_same_number_gives_the_same_article_and_vector(archive: SyntheticArchive) -> None:
    article = archive.article(7)
    assert article == archive.article(7) != archive.article(8)
    texts = [f"{article.title}\n{p.text}" for p in split(article, max_chars=PASSAGE_CHARS)]
    vectors = archive(texts)
    np.testing.assert_array_equal(vectors, archive(texts))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_passages_are_nearer_to_their_own_article_than_to_others(archive: SyntheticArchive) -> None:
    rows = archive([f"No {number}: passage {n}" for number in range(30) for n in range(6)])
    cosines = (rows @ rows.T).reshape(30, 6, 30, 6).mean(axis=(1, 3))
    assert (np.diag(cosines) == cosines.max(axis=1)).all()


def test_a_query_asks_for_dates_around_its_article(archive: SyntheticArchive) -> None:
    asked = archive.queries(5, articles=20)
    assert len({one.text for one in asked}) == 5
    assert all(one.filters.since < one.filters.until for one in asked)  # type: ignore[operator]


def test_a_small_archive_is_built_searched_and_drawn(
    archive: SyntheticArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.bench.scale.WARM_UP", 2)
    store = tmp_path / "store"
    built = build(200, store)
    assert built["passages"] == len(Store.open(store)) > 150
    asked = archive.queries(6, articles=built["articles"])
    searched = search(store, asked)
    assert searched["queries"] == 4
    assert searched["rows"] == exact_rows(store, asked)["rows"]
    assert searched["memory_mb"]["all"] >= searched["memory_mb"]["own"] > 0
    plot_scale([{**built, "bytes": sizes_of(store), "search": searched}], tmp_path / "plot.svg")
    assert (tmp_path / "plot.svg").read_text().startswith("<?xml")
