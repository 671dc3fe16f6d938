"""The page's other tabs in a real browser, over the sample archive: they work, and show text as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pages import MARKUP, ask, highlighted, open_tab

from ui.cli import main as dateline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from ui.workbench import Workbench

pytestmark = [
    pytest.mark.browser,
    # Gradio's own: its use of pandas, and the event loops that it leaves open
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:unclosed"),
]
TABS = ("Ask", "Trace", "Check a draft", "Timeline", "Archive", "Evals")
QUESTIONS = (
    {"id": "q1", "question": "How many wolves live in Vastria?", "answers": ["214"]},
    {
        "id": "q2",
        "question": f"Who christened the airship {MARKUP}?",
        "unanswerable": True,
        "why": "absent_entity",
        "absent": [["airship"]],
    },
)
WOLVES = "There are 214 wolves in the forests of Vastria, the most since counting began in 1987"


@pytest.fixture
def page(open_page: Callable[..., Page], samples_url: str) -> Page:
    return open_page(samples_url)


def test_an_excerpt_is_traced_to_its_very_words(page: Page, screenshots: Path) -> None:
    open_tab(page, "Trace")
    page.fill("#excerpt textarea", WOLVES.replace("214", "241"))
    page.click("#trace-go")
    page.wait_for_selector("#traced .match")
    assert "altered" in page.inner_text("#traced .match").lower()
    assert page.inner_text("#traced .diff del").strip() == "214"
    assert page.inner_text("#traced .diff ins").strip() == "241"
    assert WOLVES in highlighted(page)
    page.screenshot(path=screenshots / "trace.png")


def test_a_draft_comes_back_with_verdicts_and_can_be_taken_home(
    page: Page, screenshots: Path
) -> None:
    open_tab(page, "Check a draft")
    page.fill("#draft textarea", f"There are 300 wolves in the forests of Vastria. {MARKUP}")
    page.click("#check-go")
    page.wait_for_selector("#checked .finding.contradicted", timeout=60_000)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Markdown").click()
    assert "300 wolves" in taken.value.path().read_text("utf-8")
    page.screenshot(path=screenshots / "check.png")


def test_the_timeline_shows_days_that_can_be_opened(page: Page, screenshots: Path) -> None:
    open_tab(page, "Timeline")
    page.get_by_label("Subject, question or name").fill("the shooting at Kestrel Pass")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_selector(".timeline .day")
    assert page.locator(".timeline .entry").count() >= 2
    page.screenshot(path=screenshots / "timeline.png")


def test_an_added_article_is_found_and_hostile_names_show_as_text(
    page: Page, tmp_path: Path, screenshots: Path
) -> None:
    new = {
        "id": "new",
        "title": f"Otters {MARKUP}",
        "text": "Nine otters came back to Elm Lake.",
        "date": "2025-06-29",
        "source": f"The Otter {MARKUP}",
        "url": "javascript:XSS=1",
    }
    file = tmp_path / "otters.jsonl"
    file.write_text(json.dumps(new), "utf-8")
    open_tab(page, "Archive")
    page.wait_for_selector("#holdings table")
    before = page.inner_text("#overview .facts")
    assert before.startswith("121 articles")
    page.get_by_role("button", name="Add articles").click()
    page.set_input_files("#add-files input[type=file]", file)
    page.wait_for_selector("#add-files .file-preview, #add-files table")
    page.click("#add-go")
    page.wait_for_selector("#adding [role=status]:has-text('Done')", timeout=60_000)
    page.wait_for_function("document.querySelector('#overview .facts').innerText.startsWith('122')")
    assert "Otters <img src=x" in page.inner_text("#holdings")
    page.screenshot(path=screenshots / "archive.png")
    open_tab(page, "Ask")
    ask(page, "How many otters came back to Elm Lake?")
    assert "Nine otters came back to Elm Lake." in page.inner_text("#chat")


def test_a_run_is_shown_and_its_failures_opened(
    page: Page, bench: Workbench, screenshots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = bench.folder.parent / "questions.jsonl"
    questions.write_text("\n".join(map(json.dumps, QUESTIONS)), "utf-8")
    store, run = bench.pipeline.settings.store, bench.folder / "quick"
    command = f"dateline eval run {questions} --store {store} --system lead --run {run}"
    monkeypatch.setattr("sys.argv", command.split())
    with pytest.raises(SystemExit, match="0"):
        dateline()
    open_tab(page, "Evals")
    page.wait_for_selector("#evals table")
    assert "answer.f1" in page.inner_text("#evals table")
    page.screenshot(path=screenshots / "evals.png")
    page.get_by_label("Failures").click()
    page.wait_for_selector("#evals .failure")
    page.locator("#evals .failure summary").first.click()
    assert "Gold" in page.locator("#evals .failure").first.inner_text()


def test_keys_walk_open_and_close(page: Page) -> None:
    page.locator("body").press("/")
    page.wait_for_function("document.activeElement.matches('#question textarea')")
    ask(page, "How many wolves live in Vastria?")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.wait_for_selector("#reader mark.hit")
    assert "214 wolves" in highlighted(page)
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('#reader mark.hit')?.offsetParent")
    page.keyboard.press("?")
    assert page.locator("#keys").evaluate("dialog => dialog.open")


@pytest.mark.parametrize("width", [1360, 360])
def test_every_tab_fits_and_has_no_serious_fault_for_screen_readers(
    open_page: Callable[..., Page], samples_url: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(samples_url, width=width)
    page.emulate_media(color_scheme="dark" if width == 360 else "light")
    for name in TABS:
        if not page.get_by_role("tab", name=name, exact=True).is_visible():
            page.locator("#tabs .overflow-menu > button").click()
            page.locator("#tabs .overflow-dropdown button", has_text=name).click()
        else:
            open_tab(page, name)
        page.wait_for_timeout(600)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.run(page).response["violations"]
        bad = {
            v["id"]: v["nodes"][0]["html"][:200]
            for v in found
            if v["impact"] in {"serious", "critical"}
        }
        assert not bad, name
