"""What tests of the doors share: a small archive, its types, and how a client reads replies."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from newsroom import ARTICLES
from starlette.testclient import TestClient

from index.build import Builder
from index.config import IndexConfig
from index.progress import silent
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from rag.compose import LivePipeline
from rag.settings import Settings
from ui.doors import replies
from ui.doors.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from httpx2 import Response

    from index.types import Article
    from rag.write import Write

Doors = Callable[..., TestClient]
Opened = Callable[..., Archive]

FLOOD = "How many people left their homes?"


def opened(store: Path, more: Iterable[Article] = (), write: Write | None = None) -> Archive:
    """Bring a store up to the articles that most tests are about and some more, and open it."""
    embedder = HashEmbedder()
    Builder(
        store=store,
        config=IndexConfig(),
        embedder=embedder,
        choose=lambda _sample, _total: embedder,
        progress=silent,
    ).build([*ARTICLES, *more])
    searcher = Searcher(Store.open(store), embedder)
    # confidence is fitted to the packaged embedder, and this one knows no meanings
    settings = Settings(min_confidence=0.25)
    live = LivePipeline(settings, searcher, write=write)
    return Archive(settings, searcher, embedder, live=live)


def timeless(told: dict[str, Any]) -> dict[str, Any]:
    """Leave out what differs from run to run."""
    return {name: value for name, value in told.items() if name != "timings_ms"}


def events_of(text: str) -> list[tuple[str, Any]]:
    """Read server-sent events as a client does."""
    read = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        read.append((fields["event"], json.loads(fields["data"])))
    return read


def error_of(response: Response, status: int) -> dict[str, Any]:
    """Read an error, which has one shape."""
    assert response.status_code == status, response.text
    assert set(response.json()) == {"error"}
    error: dict[str, Any] = response.json()["error"]
    assert set(error) == set(replies.Fault.model_fields)
    assert error["request_id"] == response.headers["x-request-id"]
    return error
