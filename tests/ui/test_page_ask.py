"""The page in a real browser, over a real store: ask, click a citation, see the very words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from pages import EVIL, MARKUP, ZEPPELIN, ask, highlighted, served

from index.build import Builder
from index.config import IndexConfig
from index.progress import silent
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article
from rag.compose import LivePipeline, rarity_in
from rag.errors import ChatModelError
from rag.generate import ChatWriter
from rag.lexical import LexicalReader
from rag.settings import Settings
from rag.testing import scripted_model
from rag.types import Question
from rag.write import ExtractiveWriter
from ui.doors.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Page

    from index.types import Retrieved
    from rag.types import Draft, Plan
    from rag.write import Write

pytestmark = [
    pytest.mark.browser,
    # Gradio's own: its use of pandas, and its probe of a taken port
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:unclosed <socket"),
]

FLOOD = "How many people left their homes in Harrow?"
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
    EVIL,
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
def pipeline(searcher: Searcher) -> LivePipeline:
    reader = LexicalReader(rarity_in(searcher.store))
    quoting = ExtractiveWriter(reader, lambda _: ["Zork"], min_confidence=0.5, max_statements=3)
    return LivePipeline(Settings(show_unsupported=True), searcher, write=Writer(quoting))


@pytest.fixture(scope="module")
def url(
    pipeline: LivePipeline, searcher: Searcher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    archive = Archive(Settings(show_unsupported=True), searcher, searcher.embedder, live=pipeline)
    with served(archive, tmp_path_factory.mktemp("runs")) as address:
        yield address


@pytest.fixture
def page(open_page: Callable[..., Page], url: str) -> Page:
    return open_page(url)


def quote(pipeline: LivePipeline, question: str) -> str:
    return pipeline.current()[1].answer(Question(question)).citations[0].quote


def test_a_click_on_a_citation_highlights_its_quote(
    page: Page, pipeline: LivePipeline, screenshots: Path
) -> None:
    ask(page, FLOOD)
    page.click("#chat a[href='#a1-c1']")
    assert highlighted(page) == quote(pipeline, FLOOD)
    assert page.locator("#reader .body").first.text_content() == ARTICLES[0].text
    page.wait_for_timeout(600)
    page.screenshot(path=screenshots / "answer.png")


def test_the_citations_of_earlier_answers_still_open(page: Page, pipeline: LivePipeline) -> None:
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
    page: Page, pipeline: LivePipeline, screenshots: Path
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


def test_neighbours_of_the_lit_words_are_dimmed(page: Page) -> None:
    ask(page, FLOOD)
    colour = "e => getComputedStyle(e).color"
    before = page.locator("#reader .body p").first.evaluate(colour)
    page.click("#chat a[href='#a1-c1']")
    page.wait_for_timeout(400)
    assert page.locator("#reader .body p").first.evaluate(colour) != before


def test_what_the_page_does_by_itself_does_not_stand_in_the_queue(page: Page, url: str) -> None:
    """Gradio closes its stream when the last event of a session ends; a question asked right then would be lost."""
    events = page.request.get(f"{url}/config").json()["dependencies"]
    opening = [one for one in events if any(name == "load" for _, name in one["targets"])]
    asking = {one["id"] for one in events if any(name == "submit" for _, name in one["targets"])}
    answered = [one for one in events if one["trigger_after"] in asking]
    assert opening
    assert answered
    unasked = [*opening, *answered]
    assert not [one for one in unasked if one["queue"]]


def test_a_chip_names_outlet_and_date_and_tells_its_quote(
    page: Page, pipeline: LivePipeline
) -> None:
    ask(page, FLOOD)
    chip = page.locator("#chat .statement a.cite").first
    assert chip.inner_text().split() == "1 The Tern · 4 Mar 2024".split()
    assert not page.is_visible("#tip")
    chip.hover()
    assert page.inner_text("#tip p") == f"“{quote(pipeline, FLOOD)}”"
    page.mouse.move(5, 5)
    assert not page.is_visible("#tip")


def test_what_a_hostile_article_says_shows_as_text(page: Page, screenshots: Path) -> None:
    ask(page, ZEPPELIN)
    page.click("#chat a[href='#a1-c1']")
    page.hover("#chat .statement a[href='#a1-c1']")
    assert MARKUP in page.text_content("#chat .statement")
    assert f"<b>Evil</b> Post {MARKUP} · 14 May 2024" in page.text_content(
        "#chat .statement a.cite"
    )
    assert MARKUP in page.text_content("#tip")
    assert page.text_content("#reader h3") == EVIL.title
    assert page.text_content("#reader .body") == EVIL.text
    assert page.locator("#reader article a, #reader img, #chat img, #chat style").count() == 0
    page.screenshot(path=screenshots / "hostile.png")


def test_what_a_model_and_a_person_write_shows_as_text(page: Page, screenshots: Path) -> None:
    ask(page, f"MODEL: how many people left their homes in Harrow? {MARKUP}")
    assert page.text_content("#chat .asked").endswith(MARKUP)
    assert "✓" in page.inner_text("#chat .statement.supported .verdict")
    shown = " ".join(page.locator("#chat .statement").all_inner_texts())
    assert "**bold** _it_ `code` y $a$ $$b$$" in shown  # neither image nor link is left
    assert not any(left in shown for left in ("evil.example", "javascript:", "<img"))
    page.screenshot(path=screenshots / "model.png")


def test_a_refusal_shows_its_reason_and_its_receipts(page: Page, screenshots: Path) -> None:
    ask(page, "Who invented the quantum toaster?")
    shown = page.inner_text("#chat .refusal")
    assert "Not in this archive" in shown
    assert "o article mentions Zork" in shown
    assert "10 passages of " in shown
    assert "Searched: 3 articles" in page.inner_text("#chat .receipts")
    assert page.locator("#chat .answer").count() == 0
    page.screenshot(path=screenshots / "refusal.png")


def test_only_cited_sources_are_listed_and_the_others_open_on_demand(page: Page) -> None:
    ask(page, FLOOD)
    assert page.locator("#chat .cited li").count() == 1
    assert not page.is_visible("#chat .found")
    page.get_by_text("Also retrieved").click()
    opener = page.locator("#chat .found button").first
    title = opener.inner_text()
    opener.click()
    page.wait_for_selector("#reader [data-open] mark.hit")
    assert page.inner_text("#reader [data-open] h3") == title
    assert highlighted(page) in next(a.text for a in ARTICLES if a.title.startswith(title[:8]))


def test_filters_leave_articles_out_and_a_bad_date_is_said(page: Page, screenshots: Path) -> None:
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("textbox", name="From").fill("2024-13-01")
    page.fill("#question textarea", FLOOD)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#notice .notice")
    assert "From: “2024-13-01” is not a date; write YYYY-MM-DD" in page.inner_text("#notice")
    assert page.input_value("#question textarea") == FLOOD
    page.screenshot(path=screenshots / "notice.png")
    page.get_by_role("textbox", name="From").fill("2025-01-01")
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


def test_no_listener_is_a_public_endpoint(page: Page, url: str) -> None:
    described = page.request.get(f"{url}/gradio_api/info").json()
    assert described == {"named_endpoints": {}, "unnamed_endpoints": {}}
