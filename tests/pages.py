"""What the tests of the page share: a real browser, hostile words, how to ask and what is lit."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from index.types import Article
from ui.doors.app import Access
from ui.doors.limits import Limits
from ui.doors.server import listen, serving
from ui.serving import app_with_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from ui.doors.archive import Archive

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking"
    " --disable-component-update --disable-sync --no-first-run"
).split()

MARKUP = (
    "<img src=x onerror=XSS=1><script>XSS=1</script></p></div><style>*{display:none}</style> **bold** _it_ `code`"
    " ![x](http://evil.example/x.png) [y](javascript:XSS=1) $a$ $$b$$ \\(c\\) ${XSS=1} {{7}} &lt;i&gt;"
)
EVIL = Article(
    id="evil",
    title=f"Zeppelin {MARKUP}",
    text=f"The syndicate christened the zeppelin Aurora {MARKUP} at noon.\n\n# Not a heading\n\n- not a list",
    published=date(2024, 5, 14),
    source=f"<b>Evil</b> Post {MARKUP}",
    url="javascript:window.XSS=1",
)
ZEPPELIN = "Which zeppelin did the syndicate christen?"


def ask(page: Page, question: str, *, number: int = 1) -> None:
    """Ask, and wait until answer `number` is finished."""
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_timeout(1_000)
    if page.locator("#chat .turn").count() < number and page.input_value("#question textarea"):
        # on a busy machine the box is there before anything listens to it
        page.press("#question textarea", "Enter")
    finished(page, number)


def finished(page: Page, number: int = 1) -> None:
    """Wait until answer `number` is finished."""
    done = "#chat .turn:is(.answered, .broken)"
    page.wait_for_function(
        f"document.querySelectorAll('{done}').length >= {number}", timeout=60_000
    )


def highlighted(page: Page) -> str:
    """Read what is lit in the reader."""
    return "".join(page.locator("mark.hit").all_text_contents())


def open_tab(page: Page, name: str) -> None:
    """Go to a tab."""
    page.get_by_role("tab", name=name, exact=True).click()


@contextmanager
def served(archive: Archive, runs: Path) -> Iterator[str]:
    """Serve the page as `dateline ui` does, with no limit on how often."""
    access = Access(limits=Limits(per_minute=0))
    app = app_with_page(archive, access, runs=runs)
    with serving(app, listen("127.0.0.1", 0)) as address:
        yield address
