"""What the page shows, read back from its HTML: the very words, and nothing that runs."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article, Retrieved
from rag.types import Answer, Citation, Plan, Question, Reason, Statement, Verdict
from ui.html import answer as answers
from ui.html import article as articles
from ui.html import escaping
from ui.html import header as headers

HOSTILE = (
    '<img src=x onerror="window.XSS=1"> \'</p><script>window.XSS=1</script> &lt;b&gt; ${1} {{1}}'
)
ASKED = Question("How high?")
PLAN = Plan(question="How high?", filters=ASKED.filters)

WEATHER = {"id": "a", "title": "Weather", "source": "The Tern", "published": date(2024, 3, 4)}

anything = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
newsy = st.lists(
    st.sampled_from(["Rain fell. ", "Ågot <b>& ", "\n", "\n\n", " \n", "\r\n", "“Yes,” ", "x"])
)
texts = st.one_of(anything, newsy.map("".join)).filter(bool)


class Page(HTMLParser):
    """The text of a piece of HTML, the text under each citation, the ids, the tags."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.cited: dict[str, str] = defaultdict(str)
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.hrefs: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.hrefs += [value or "" for name, value in attrs if name == "href"]
        assert not any(name.startswith("on") for name in given)
        self._open += [given["data-cite"] or ""] if tag == "mark" else []

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        for name in self._open:
            self.cited[name] += data


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, dict[str, tuple[int, int]]]:
    body = draw(texts)
    start = st.integers(0, len(body) - 1)
    pairs = draw(
        st.lists(start.flatmap(lambda s: st.tuples(st.just(s), st.integers(s + 1, len(body)))))
    )
    return body, {f"a1-c{n}": pair for n, pair in enumerate(pairs, start=1)}


def article(text: str = "Rain fell. Snow fell.", **more: str | None) -> Article:
    given: dict[str, Any] = {**WEATHER, "text": text, **more}
    return Article(**given)


def quoted(
    of: Article, start: int, end: int, *, text: str | None = None, verdict: Verdict = "supported"
) -> Statement:
    said = of.text[start:end] if text is None else text
    citation = Citation(article=of, start=start, end=end)
    return Statement(text=said, citations=(citation,), support=1.0, verdict=verdict)


def answered(*statements: Statement, **more: object) -> Answer:
    return Answer(question=ASKED, plan=PLAN, statements=statements, **more)  # type: ignore[arg-type]


@given(texts_with_spans())
def test_an_article_shows_its_text_and_each_citation_its_quote(
    given: tuple[str, dict[str, tuple[int, int]]],
) -> None:
    body, spans = given
    html = articles.article_text(body, spans)
    page = Page(html)
    assert page.text == body
    assert page.cited == {name: body[start:end] for name, (start, end) in spans.items()}
    assert sorted(page.ids) == sorted(spans)
    assert set(page.tags) <= {"p", "mark", "span"}
    assert "\n" not in html


@given(anything)
def test_any_text_shows_as_it_is_and_without_a_line_break(value: str) -> None:
    shown = escaping.text(value)
    assert Page(shown).text == value
    assert Page(shown).tags == []
    assert "\n" not in shown
    assert "\r" not in shown


@given(
    st.lists(st.integers(1, 3000), min_size=20, max_size=60),
    st.lists(st.floats(0, 0.999), min_size=1, max_size=4),
)
def test_of_a_long_article_what_is_not_shown_is_counted(
    sizes: list[int], places: list[float]
) -> None:
    body = "\n\n".join(("word " * size)[:size] for size in sizes)
    starts = [int(place * len(body)) for place in places]
    spans = {f"a1-c{n}": (s, min(len(body), s + 80)) for n, s in enumerate(starts, start=1)}
    html = articles.article_text(body, spans)
    page = Page(html)
    hidden = re.findall(r"… [\d,]+ paragraphs? not shown \(([\d,]+) characters?\) …", page.text)
    gaps = re.findall(r'<p class="gap">(.*?)</p>', html)
    shown = len(page.text) - sum(map(len, gaps))
    assert len(hidden) == len(gaps)
    assert shown + sum(int(size.replace(",", "")) for size in hidden) == len(body)
    assert page.cited == {name: body[start:end] for name, (start, end) in spans.items()}


def test_a_long_article_shows_two_paragraphs_around_the_words_cited() -> None:
    body = "\n\n".join(f"Paragraph {n:03}. " + "x" * 400 for n in range(60))
    at = body.index("Paragraph 030")
    page = Page(articles.article_text(body, {"a1-c1": (at, at + 13)}))
    named = re.findall(r"Paragraph (\d+)", page.text)
    assert named == ["028", "029", "030", "031", "032"]
    assert "… 28 paragraphs not shown (" in page.text
    assert "… 27 paragraphs not shown (" in page.text


def test_a_paragraph_without_end_is_not_shown_whole() -> None:
    body = "word " * 20_000
    page = Page(articles.article_text(body, {"a1-c1": (50_000, 50_004)}))
    assert page.cited == {"a1-c1": "word"}
    assert len(page.text) < 12_000


@pytest.mark.parametrize(
    "spans",
    [
        {"a1-c1": (0, 10), "a1-c2": (0, 10), "a1-c3": (10, 21)},
        {"a1-c1": (0, 12), "a1-c2": (5, 21), "a1-c3": (7, 9)},
    ],
)
def test_citations_that_meet_or_overlap_double_nothing(spans: dict[str, tuple[int, int]]) -> None:
    body = "Rain fell. Snow fell."
    page = Page(articles.article_text(body, spans))
    assert page.text == body
    assert page.cited == {name: body[start:end] for name, (start, end) in spans.items()}


def test_each_article_is_listed_once_under_its_answers_number() -> None:
    rain, snow = article(), article("Snow fell.", id="b", title="Snow")
    citations = [quoted(rain, 0, 10), quoted(snow, 0, 10), quoted(rain, 11, 21)]
    page = Page(articles.sources(3, answers.numbered(citations)))
    assert page.tags.count("article") == 2
    assert page.cited == {"a3-c1": "Rain fell.", "a3-c2": "Snow fell.", "a3-c3": "Snow fell."}


def test_the_reader_shows_the_last_sources_and_keeps_the_others() -> None:
    shown = [articles.sources(n, answers.numbered([quoted(article(), 0, 10)])) for n in (1, 2)]
    html = articles.reader([*shown, ""])
    assert re.findall(r"answer (\d)\"( hidden)?>", html) == [("1", " hidden"), ("2", "")]
    assert Page(html).ids == ["a1-c1", "a2-c1"]


def test_an_answer_starts_with_the_short_answer_and_chips_lead_to_the_words() -> None:
    rain = article()
    statements = (quoted(rain, 0, 10), quoted(rain, 11, 21), quoted(rain, 0, 10, text="It rained."))
    result = answered(*statements, short_answer="Rain", confidence=0.87)
    page = Page(answers.answer(2, result, read=[Retrieved(rain.passage(0, 21), 1.0, "fused")]))
    assert page.text.startswith("Rain")
    assert "“Rain fell.” 1 The Tern · 4 Mar 2024" in page.text
    assert ": It rained. 1 The Tern" in page.text
    assert "Confidence: high (0.87) · 1 passage of 1 article looked at" in page.text
    assert page.hrefs == ["#a2-c1", "#a2-c2", "#a2-c1"]


@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_a_statements_status_is_seen_and_heard(verdict: Verdict) -> None:
    html = answers.partial(1, [quoted(article(), 0, 10, verdict=verdict)])
    glyphs = {"supported": "✓", "partial": "≈", "unsupported": "?", "contradicted": "✗"}
    assert f'class="statement {verdict}"' in html
    assert glyphs[verdict] in html
    assert "by the words it cites:" in Page(html).text


@pytest.mark.parametrize("reason", [*get_args(Reason), None])
def test_a_refusal_gives_its_reason_and_what_was_looked_at(reason: Reason | None) -> None:
    result = answered(abstain_reason=reason, detail="no article mentions <Zork>", removed=2)
    html = answers.answer(1, result, read=[])
    assert html.startswith('<div class="refusal">')
    text = Page(html).text
    assert "no article mentions <Zork>" in text
    assert "2 sentences removed: not supported" in text


def test_nothing_that_an_article_or_a_question_says_becomes_markup() -> None:
    evil = article(HOSTILE, title=HOSTILE, source=HOSTILE, url="javascript:alert(1)")
    statement = quoted(evil, 0, len(HOSTILE))
    result = answered(statement, short_answer=HOSTILE, confidence=0.1)
    info = {"articles": 1, "sources": {HOSTILE: 1}, "first": HOSTILE, "last": HOSTILE}
    shown = [answers.answer(1, result, read=[]), articles.sources(1, result.citations)]
    shown += [answers.answer(1, answered(detail=HOSTILE), read=[]), headers.header(info)]
    shown += [escaping.block("asked", HOSTILE), escaping.problem(HOSTILE), escaping.notice(HOSTILE)]
    for html in shown:
        page = Page(html)
        assert HOSTILE in page.text
        assert not {"img", "script", "b"} & set(page.tags)
        assert not [href for href in page.hrefs if not href.startswith("#")]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://tern.example/1?a=b&c", True),
        ("HTTP://tern.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//tern.example/1", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, *, safe: bool) -> None:
    assert escaping.safe_url(url) == (url if safe else None)
    page = Page(articles.sources(1, answers.numbered([quoted(article(url=url), 0, 10)])))
    assert page.hrefs == ([url] if safe else [])


def test_the_header_counts_articles_outlets_and_days() -> None:
    info = {
        "articles": 1295,
        "sources": {"A": 1000, "": 295},
        "first": "2024-01-01",
        "last": "2024-06-30",
    }
    text = Page(headers.header(info)).text
    assert "1,295 articles · 1 outlet · 2024-01-01 to 2024-06-30" in text
    assert "1 outlet?" in Page(headers.header(info | {"first": None, "last": None})).text
