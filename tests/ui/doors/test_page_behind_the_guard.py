"""The page behind the guard, in a real browser: it asks for the login, answers, and loads nothing from elsewhere."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from doorway import FLOOD

from ui.doors.app import Access
from ui.doors.limits import Limits
from ui.doors.login import Login
from ui.doors.server import listen, serving
from ui.serving import app_with_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ui.doors.archive import Archive

pytestmark = [
    pytest.mark.browser,
    # Gradio's own: its use of pandas, and the event loops that it leaves open
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:unclosed"),
]
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking"
    " --disable-component-update --disable-sync --no-first-run"
).split()
LOGIN = {"username": "ada", "password": "wool and water"}


@pytest.fixture(scope="module")
def guarded(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    nowhere: Path = tmp_path_factory.mktemp("none") / "none"
    login = Login.of(":".join(LOGIN.values()), nowhere, Limits())
    app = app_with_page(archive, Access(login=login), runs=nowhere.parent)
    with serving(app, listen("127.0.0.1", 0)) as address:
        yield address


def test_the_page_works_with_its_login_and_without_the_outside(guarded: str) -> None:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        assert chromium.new_context().request.get(guarded).status == 401
        page = chromium.new_context(http_credentials=LOGIN).new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("response", lambda reply: said.append(str(reply.status)))
        page.goto(guarded)
        page.fill("#question textarea", FLOOD)
        page.press("#question textarea", "Enter")
        page.wait_for_function("document.body.innerText.includes('300 people left their homes.')")
        assert {urlsplit(url).hostname for url in asked if url.startswith("http")} == {"127.0.0.1"}
        assert not [text for text in said if "Content Security Policy" in text]
        assert not {"401", "403", "429", "500"} & set(said)
        chromium.close()
