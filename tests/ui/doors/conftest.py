"""A small archive with all its doors, in memory and on a port."""

from __future__ import annotations

import gc
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from doorway import Doors, Opened, opened
from starlette.testclient import TestClient

from ui.doors.app import Access, make_app
from ui.doors.limits import Limits
from ui.doors.server import listen, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ui.doors.archive import Archive


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return opened(tmp_path_factory.mktemp("doors") / "store")


@pytest.fixture
def open_archive(store: Path) -> Opened:
    """Open an archive of the test's own, with more articles or another writer."""
    return partial(opened, store)


@pytest.fixture
def doors(archive: Archive) -> Iterator[Doors]:
    """Make a client of an application with the limits and the access that a test needs."""
    clients: list[TestClient] = []

    def make(
        limits: Limits | None = None,
        *,
        over: Archive | None = None,
        host: str = "127.0.0.1:7860",
        **access: Any,  # noqa: ANN401 - fields of Access
    ) -> TestClient:
        app = make_app(over or archive, Access(limits=limits or Limits(per_minute=0), **access))
        client = TestClient(app, base_url=f"http://{host}")
        client.__enter__()
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(doors: Doors) -> TestClient:
    return doors()


@pytest.fixture(scope="module")
def url(archive: Archive) -> Iterator[str]:
    """Serve the archive on a free port of this machine."""
    app = make_app(archive, Access(limits=Limits(per_minute=0)))
    with serving(app, listen("127.0.0.1", 0)) as address:
        yield address


@pytest.fixture(scope="module", autouse=True)
def swept() -> Iterator[None]:
    """Collect the event loops that Gradio and the clients leave open here, not in the midst of another test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
