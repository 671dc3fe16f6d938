"""What most tests share: a few articles, a small store, a pipeline over it."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["LANGSMITH_TRACING"] = "false"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["DATELINE_SELECTOR"] = "packaged"  # what is installed shall not decide what a test sees

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import settings
from newsroom import ARTICLES, Build

from index.build import Builder
from index.collect import Report
from index.config import IndexConfig
from index.embed import Embedder
from index.progress import silent
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article, Problem
from rag.compose import compose
from rag.generate import ChatWriter
from rag.pipeline import Pipeline
from rag.settings import Settings
from rag.write import ExtractiveWriter

settings.register_profile("dateline", deadline=None)  # a busy machine is no failure
settings.load_profile("dateline")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def builder(store: Path) -> Callable[..., Builder]:
    """Make the builder of the test's store."""

    def make(embedder: Embedder, config: IndexConfig | None = None) -> Builder:
        def choose(sample: Sequence[str], total: int) -> Embedder:
            assert 0 < len(sample) <= total
            return embedder

        return Builder(
            store=store,
            config=config or IndexConfig(),
            embedder=embedder,
            choose=choose,
            progress=silent,
        )

    return make


@pytest.fixture
def build(builder: Callable[..., Builder]) -> Build:
    """Build a store from articles with the hash embedder."""

    def build(
        items: Iterable[Article | Problem] = ARTICLES,
        *,
        embedder: Embedder | None = None,
        config: IndexConfig | None = None,
        rebuild: bool = False,
        prune: Sequence[str] = (),
    ) -> Report:
        made = builder(embedder or HashEmbedder(), config)
        return made.build(items, rebuild=rebuild, prune=prune)

    return build


@pytest.fixture
def searcher(store: Path, build: Build) -> Searcher:
    build()
    return Searcher(Store.open(store), HashEmbedder())


@pytest.fixture
def make_pipeline(searcher: Searcher) -> Callable[..., Pipeline]:
    def make(write: ExtractiveWriter | ChatWriter | None = None, **settings: object) -> Pipeline:
        # confidence is fitted to the packaged embedder, and this one knows no meanings
        chosen = Settings(**{"min_confidence": 0.22, **settings})  # type: ignore[arg-type]
        return compose(chosen, searcher, write=write)

    return make
