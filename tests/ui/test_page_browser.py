"""The page in a real browser, over a real store: ask, click a citation, see the very words."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from index.build import Builder
from index.config import IndexConfig
from index.progress import silent
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article
from rag.compose import compose, rarity_in
from rag.contract import info_json
from rag.errors import ChatModelError, SettingsError
from rag.generate import ChatWriter
from rag.lexical import LexicalReader
from rag.settings import Settings
from rag.testing import scripted_model
from rag.types import Question
from rag.write import ExtractiveWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page

    from index.types import Retrieved
    from rag.pipeline import Pipeline
    from rag.types import Draft, Plan
    from rag.write import Write

pytestmark = [
    pytest.mark.browser,
    # Gradio's own: its use of pandas, and its probe of a taken port
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:unclosed <socket"),
]

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking"
    " --disable-component-update --disable-sync --no-first-run"
).split()

MARKUP = (
    "<img src=x onerror=XSS=1><script>XSS=1</script></p></div> **bold** _it_ `code`"
    " ![x](http://evil.example/x.png) [y](javascript:XSS=1) $a$ $$b$$ \\(c\\) ${XSS=1} {{7}} &lt;i&gt;"
)
FLOOD = "How many people left their homes in Harrow?"
ZEPPELIN = "Which zeppelin did the syndicate christen?"
LONG = "What did the auditor Quillan discover?"
ARTICLES = (
    Article(
        id="flood",
        title="River floods Harrow",
        text="HARROW – The river Sile rose 2.4 metres on Monday.\n\nMayor Ada Brandt said 300 people left"
        " their homes in Harrow. “We have never seen water like this,” she said.\n\nThe bridge stayed open.",
        published=date(2024, 3, 4),
        source="The Tern",
        url="https://tern.example/flood",
    ),
    Article(
        id="evil",
        title=f"Zeppelin {MARKUP}",
        text=f"The syndicate christened the zeppelin Aurora {MARKUP} at noon.\n\n# Not a heading\n\n- not a list",
        published=date(2024, 5, 14),
        source="<b>Evil</b> Post",
        url="javascript:window.XSS=1",
    ),
    Article(
        id="long",
        title="The whole inquiry",
        text="\n\n".join(
            "The auditor Quillan discovered 14 forged invoices in a locked cellar."
            if n == 90
            else f"Hearing {n}: " + "the committee heard further witnesses and adjourned. " * 7
            for n in range(190)
        ),
        published=date(2024, 6, 1),
        source="Capital Record",
    ),
)


class Writer:
    """The extractive writer, unless the question asks for a chat model or for trouble."""

    def __init__(self, quoting: Write) -> None:
        self._quoting = quoting

    def __call__(self, plan: Plan, evidence: Sequence[Retrieved]) -> Draft:
        if "MODEL" in plan.question:
            n = 1 + [hit.passage.article.id for hit in evidence].index("flood")
            reply = f"Mayor Brandt said 300 people left their homes [{n}]. In Harrow {MARKUP} people left [{n}]."
            return ChatWriter(scripted_model([reply]))(plan, evidence)
        if "TIMEOUT" in plan.question:
            raise ChatModelError("the chat model failed: <b>timeout</b>")
        if "BUG" in plan.question:
            raise RuntimeError("secret")
        return self._quoting(plan, evidence)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    store, embedder = tmp_path_factory.mktemp("page") / "store", HashEmbedder()
    builder = Builder(
        store=store,
        config=IndexConfig(),
        embedder=embedder,
        choose=lambda _sample, _total: embedder,
        progress=silent,
    )
    builder.build(ARTICLES)
    return Searcher(Store.open(store), embedder)


@pytest.fixture(scope="module")
def pipeline(searcher: Searcher) -> Pipeline:
    reader = LexicalReader(rarity_in(searcher.store))
    quoting = ExtractiveWriter(reader, lambda _: ["Zork"], min_confidence=0.5, max_statements=3)
    return compose(Settings(show_unsupported=True), searcher, write=Writer(quoting))


@pytest.fixture(scope="module")
def url(pipeline: Pipeline, searcher: Searcher) -> Iterator[str]:
    from ui.page import launch

    page = launch(pipeline, info=info_json(searcher.store), port=0, block=False)
    yield page.local_url
    page.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """Open the page; afterwards no script of an article has run and no other host was asked."""
    tab = browser.new_page(viewport={"width": 1280, "height": 860})
    asked: list[str] = []
    broke: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: broke.append(str(error)))
    tab.goto(url)
    tab.wait_for_selector("#question textarea")
    yield tab
    assert tab.evaluate("window.XSS") is None
    assert {urlsplit(u).hostname for u in asked if u.startswith("http")} == {"127.0.0.1"}
    assert not broke
    tab.close()


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Name the folder for pictures that people look at: $SCREENSHOTS, or a temporary one."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path)) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def ask(page: Page, question: str, *, number: int = 1) -> None:
    """Ask, and wait until answer `number` is finished."""
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    done = "#chat :is(.facts, .problem)"
    page.wait_for_function(
        f"document.querySelectorAll('{done}').length >= {number}", timeout=60_000
    )


def quote(pipeline: Pipeline, question: str) -> str:
    return pipeline.answer(Question(question)).citations[0].quote


def highlighted(page: Page) -> str:
    return "".join(page.locator("mark.hit").all_text_contents())


def test_a_click_on_a_citation_highlights_its_quote(
    page: Page, pipeline: Pipeline, screenshots: Path
) -> None:
    ask(page, FLOOD)
    page.click("#chat a[href='#a1-c1']")
    assert highlighted(page) == quote(pipeline, FLOOD)
    assert page.locator("#reader .body").first.text_content() == ARTICLES[0].text
    page.wait_for_timeout(600)
    page.screenshot(path=screenshots / "answer.png")


def test_the_citations_of_earlier_answers_still_open(page: Page, pipeline: Pipeline) -> None:
    ask(page, FLOOD)
    ask(page, LONG, number=2)
    assert not page.is_visible("#a1-c1")
    assert page.is_visible("#a2-c1")
    page.focus("#chat a[href='#a1-c1']")
    page.keyboard.press("Enter")
    assert highlighted(page) == quote(pipeline, FLOOD)
    assert page.is_visible("#a1-c1")
    assert not page.is_visible("#a2-c1")


def test_of_a_long_article_the_cited_words_are_scrolled_to(
    page: Page, pipeline: Pipeline, screenshots: Path
) -> None:
    ask(page, LONG)
    page.click("#chat a[href='#a1-c1']")
    page.wait_for_timeout(1000)
    assert highlighted(page) == quote(pipeline, LONG)
    assert "14 forged invoices" in highlighted(page)
    assert "… 88 paragraphs not shown (" in page.inner_text("#reader")
    assert page.evaluate(
        "(() => { const box = document.getElementById('a1-c1').getBoundingClientRect();"
        " return box.top > 0 && box.bottom < innerHeight; })()"
    )
    page.screenshot(path=screenshots / "long.png")


def test_what_a_hostile_article_says_shows_as_text(page: Page, screenshots: Path) -> None:
    ask(page, ZEPPELIN)
    page.click("#chat a[href='#a1-c1']")
    evil = ARTICLES[1]
    assert MARKUP in page.inner_text("#chat .statement")
    assert "<b>Evil</b> Post, 14 May 2024" in page.inner_text("#chat .statement")
    assert page.inner_text("#reader h3") == evil.title
    assert page.text_content("#reader .body") == evil.text
    assert page.locator("#reader article a, #reader img, #chat .answer img").count() == 0
    page.screenshot(path=screenshots / "hostile.png")


def test_what_a_model_and_a_person_write_shows_as_text(page: Page, screenshots: Path) -> None:
    ask(page, f"MODEL: how many people left their homes in Harrow? {MARKUP}")
    assert page.inner_text("#chat .asked").endswith(MARKUP)
    assert "✓" in page.inner_text("#chat .statement.supported .verdict")
    shown = " ".join(page.locator("#chat .statement").all_inner_texts())
    assert "**bold** _it_ `code` y $a$ $$b$$" in shown  # neither image nor link is left
    assert not any(left in shown for left in ("evil.example", "javascript:", "<img"))
    page.screenshot(path=screenshots / "model.png")


def test_a_refusal_shows_its_reason_and_what_was_looked_at(page: Page, screenshots: Path) -> None:
    ask(page, "Who invented the quantum toaster?")
    shown = page.inner_text("#chat .refusal")
    assert "Not in this archive" in shown
    assert "o article mentions Zork" in shown
    assert "10 passages of " in shown
    assert page.locator("#chat .answer").count() == 0
    page.screenshot(path=screenshots / "refusal.png")


def test_filters_leave_articles_out_and_a_bad_date_is_said(page: Page, screenshots: Path) -> None:
    page.get_by_label("From").fill("2024-13-01")
    page.fill("#question textarea", FLOOD)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#notice .notice")
    assert "From: “2024-13-01” is not a date; write YYYY-MM-DD" in page.inner_text("#notice")
    assert page.input_value("#question textarea") == FLOOD
    page.screenshot(path=screenshots / "notice.png")
    page.get_by_label("From").fill("2025-01-01")
    ask(page, FLOOD)
    assert "No article passes the filters" in page.inner_text("#chat .refusal")
    assert page.inner_text("#chat .under") == "from 2025-01-01"
    assert page.locator("#notice .notice").count() == 0


@pytest.mark.parametrize(
    ("question", "said"), [("?", "is empty"), ("x" * 2001, "2,001 characters")]
)
def test_a_question_that_cannot_be_asked_stays_in_its_box(
    page: Page, question: str, said: str
) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#notice .notice")
    assert said in page.inner_text("#notice")
    assert page.input_value("#question textarea") == question
    assert page.locator("#chat .asked").count() == 0


def test_what_breaks_is_said_and_the_next_question_is_answered(page: Page) -> None:
    ask(page, "TIMEOUT?")
    assert "the chat model failed: <b>timeout</b>" in page.inner_text("#chat .problem")
    ask(page, "BUG?", number=2)
    assert "RuntimeError" in page.locator("#chat .problem").last.inner_text()
    assert "secret" not in page.inner_text("#chat")
    ask(page, FLOOD, number=3)
    assert page.locator("#chat a.cite").count() >= 1


def test_a_taken_port_is_said(pipeline: Pipeline, searcher: Searcher, url: str) -> None:
    from ui.page import launch

    port = urlsplit(url).port or 0
    with pytest.raises(SettingsError, match=f"{port}: choose another --port"):
        launch(pipeline, info=info_json(searcher.store), port=port, block=False)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_telephone(page: Page, url: str, theme: str, screenshots: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{url}?__theme={theme}")
    ask(page, ZEPPELIN)
    page.screenshot(path=screenshots / f"telephone-{theme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    boxes = [page.locator(name).bounding_box() for name in ("#chat", "#reader")]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)
    assert boxes[0]["y"] < boxes[1]["y"]  # type: ignore[index]


def test_a_cleared_conversation_starts_anew(page: Page, url: str) -> None:
    ask(page, FLOOD)
    page.get_by_label("Clear").click()
    page.wait_for_selector("#reader .empty")
    ask(page, FLOOD)
    assert page.locator("#chat .asked").count() == 1
    assert page.locator("#chat a[href='#a1-c1']").count() == 1
    described = page.request.get(f"{url}gradio_api/info").json()
    assert described == {"named_endpoints": {}, "unnamed_endpoints": {}}
