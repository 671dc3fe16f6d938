"""A browser, a page in it that is watched, and a real store with the shipped articles behind a real server."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from pages import CHROMIUM, FLAGS, served

from index.samples import samples_folder
from rag.compose import LivePipeline, open_searcher
from rag.settings import Settings
from ui.doors.archive import Archive
from ui.indexing import index_paths
from ui.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages; afterwards no script of an article has run and no other host was asked."""
    tabs: list[Page] = []
    asked: list[str] = []
    broke: list[str] = []

    def open_page(url: str, *, width: int = 1360, height: int = 860) -> Page:
        tab = browser.new_page(viewport={"width": width, "height": height})
        tabs.append(tab)
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("pageerror", lambda error: broke.append(str(error)))
        tab.goto(url)
        tab.wait_for_selector("#question textarea")
        return tab

    yield open_page
    for tab in tabs:
        assert tab.evaluate("window.XSS") is None
        tab.close()
    assert {urlsplit(u).hostname for u in asked if u.startswith("http")} <= {"127.0.0.1"}
    assert not broke


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Name the folder for pictures that people look at: $SCREENSHOTS, or a temporary one."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path)) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Index the shipped articles with the shipped models, once."""
    store = tmp_path_factory.mktemp("samples") / "store"
    with samples_folder() as folder:
        index_paths([str(folder)], Settings(store=store))
    return store


@pytest.fixture(scope="module")
def bench(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """Open a copy of the sample store, so that a test may add to it."""
    folder = tmp_path_factory.mktemp("bench")
    shutil.copytree(sample_store, folder / "store")
    settings = replace(Settings(), store=folder / "store")
    pipeline = LivePipeline(settings, open_searcher(settings))
    return Workbench(pipeline=pipeline, folder=folder / "runs")


@pytest.fixture(scope="module")
def samples_url(bench: Workbench) -> Iterator[str]:
    searcher = bench.searcher
    archive = Archive(bench.pipeline.settings, searcher, searcher.embedder, live=bench.pipeline)
    with served(archive, bench.folder) as address:
        yield address
