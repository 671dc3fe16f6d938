"""Bibliographies and reports are what other programs read; nothing of an article acts in them."""

import io
import json
import re
import zipfile

import pytest

from rag.errors import DocumentError
from rag.lookup.annotations import claim_reviews, fragment_link, web_annotation
from rag.lookup.draft import read_draft
from rag.lookup.references import bibtex, csl_items, formatted, references, ris
from rag.lookup.report import cited_in, escaped, markdown, report_of
from rag.lookup.web_report import web_page
from rag.lookup.word_files import docx_bytes, read_docx

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) `{rm}` & \\"
CITATION = {
    "id": 1,
    "article_id": "flood/1",
    "title": "River & sea: 50% of {Harrow} <b>flooded</b>",
    "source": "The Tern",
    "published": "2024-03-04",
    "url": "https://tern.example/a_b?x=1&y=2",
    "authors": ["Ada Maria Brandt", "Reuters"],
    "start": 0,
    "end": 9,
    "quote": "Rain fell",
    "sha256": "0" * 64,
    "prefix": "",
    "suffix": " again",
}
BARE = {"article_id": "flood 1", "title": "Untold", "url": "javascript:alert(1)", "quote": "x"}
ANSWER = {
    "question": f"What fell? {HOSTILE}",
    "short_answer": "rain",
    "abstained": False,
    "statements": [{"text": "Rain fell", "citations": [1], "verbatim": True}],
    "citations": [CITATION],
}
IMAGES = "<img src=x onerror=alert(1)> ![p](https://evil.example/p.png)"
DRAFT = f"# Flood\n\nRain fell.[^1] {IMAGES}\n\n[^1]: My own note.\n"
CHECKED = {
    "form": "markdown",
    "draft": DRAFT,
    "sentences": [
        {
            "text": "Rain fell.",
            "start": 9,
            "end": 23,
            "verdict": "contradicted",
            "support": 0.2,
            "citations": [CITATION],
            "particulars": [{"text": "9", "kind": "number", "found": False}],
        }
    ],
    "left_alone": [],
}


def test_a_bibliography_names_each_article_once() -> None:
    cited = references([CITATION, CITATION, BARE, {"title": "of no article"}])
    assert [(r.key, r.url) for r in cited] == [
        ("flood-1", "https://tern.example/a_b?x=1&y=2"),
        ("flood-1-2", None),
    ]
    item, bare = csl_items(cited)
    assert item["issued"] == {"date-parts": [[2024, 3, 4]]}
    assert item["author"] == [{"family": "Brandt", "given": "Ada Maria"}, {"literal": "Reuters"}]
    assert set(bare) == {"id", "type", "title"}


def test_bibtex_is_read_back_by_a_bibtex_parser() -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    middlewares = pytest.importorskip("bibtexparser.middlewares")
    library = bibtexparser.parse_string(
        bibtex(references([CITATION, BARE])),
        append_middleware=[middlewares.LatexDecodingMiddleware()],
    )
    assert library.failed_blocks == []
    fields = library.entries_dict["flood-1"].fields_dict
    assert fields["title"].value == CITATION["title"]
    assert fields["author"].value == "Brandt, Ada Maria and Reuters"
    assert fields["journal"].value == "The Tern"


def test_ris_is_read_back_by_a_ris_reader() -> None:
    rispy = pytest.importorskip("rispy")
    first, second = rispy.loads(ris(references([CITATION, BARE])))
    assert (first["title"], first["urls"]) == (CITATION["title"], [CITATION["url"]])
    assert first["authors"] == ["Brandt, Ada Maria", "Reuters"]
    assert second["title"] == "Untold"


@pytest.mark.parametrize("style", ["apa", "mla", "chicago"])
def test_a_citation_processor_formats_every_style(style: str) -> None:
    pytest.importorskip("citeproc")
    lines = formatted(references([CITATION, BARE]), style)
    assert len(lines) == 2
    brandt = next(line for line in lines if "Brandt" in line)
    assert "The Tern" in brandt
    assert "2024" in brandt


def test_markdown_keeps_the_draft_and_adds_footnotes() -> None:
    told = markdown(report_of([CHECKED]))
    assert told.startswith("# Flood\n\nRain fell.[^1][^dateline-1] <img")
    assert "[^dateline-1]: Contradicted. Not found: 9." in told
    assert "https://tern.example/a_b?x=1&y=2#:~:text=Rain%20fell" in told
    assert "## Sources" in told


def test_a_web_page_asks_for_nothing_and_runs_nothing() -> None:
    for document in (ANSWER, CHECKED):
        page = web_page(report_of([document]))
        assert "<script" not in page
        assert "<img" not in page
        assert not re.search(r"\son\w+\s*=\s*['\"]?\w+", re.sub(r"&lt;.*?&gt;", "", page))
        assert "javascript:" not in re.findall(r'href="([^"]*)"', page)
        assert not re.search(r'(?:src|srcset)\s*=\s*["\']', page)
        assert 'href="#n1"' in page
    assert "My own note." in web_page(report_of([CHECKED]))


def test_a_conversation_is_one_report() -> None:
    told = markdown(report_of([[ANSWER, {**ANSWER, "question": "Why?", "abstained": True}]]))
    assert "## Why?" in told
    assert "Not in this corpus." in told
    assert "“Rain fell”[^dateline-1]" in told


@pytest.mark.parametrize(
    "document", [{}, [], {"sentences": [{"end": 99}], "draft": "x", "form": "text"}]
)
def test_what_is_no_saved_document_is_refused(document: object) -> None:
    with pytest.raises(DocumentError):
        report_of([document])


def test_a_word_file_has_real_footnotes() -> None:
    pytest.importorskip("docx")
    data = docx_bytes(report_of([CHECKED]))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        notes = parts.read("word/footnotes.xml").decode()
        body = parts.read("word/document.xml").decode()
    assert "Not found: 9." in notes
    assert "My own note." in notes
    assert body.count("<w:footnoteReference") == 2


def test_a_word_draft_is_read_by_its_paragraphs_and_headings() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("The flood of March", level=1)
    document.add_paragraph("Rain fell on Harrow. Who knew?")
    out = io.BytesIO()
    document.save(out)
    draft = read_docx(out.getvalue(), name="f.docx")
    assert [(s.plain, s.left_alone) for s in draft.sentences] == [
        ("The flood of March", "heading"),
        ("Rain fell on Harrow.", None),
        ("Who knew?", "question"),
    ]
    assert draft.text[draft.sentences[1].start :].startswith("Rain fell")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Rain", b"PK" + bytes(500)])
def test_a_broken_word_file_is_refused(data: bytes) -> None:
    pytest.importorskip("docx")
    with pytest.raises(DocumentError):
        read_docx(data, name="f.docx")


def test_annotations_have_both_selectors_and_a_link_to_the_words() -> None:
    quote, position = web_annotation(CITATION)["target"]["selector"]
    assert (quote["exact"], quote["suffix"]) == ("Rain fell", " again")
    assert (position["start"], position["end"]) == (0, 9)
    assert web_annotation(BARE)["link"] is None
    long = fragment_link("https://x.example/#top", "one two three four five six " * 10)
    assert (
        long
        == "https://x.example/#:~:text=one%20two%20three%20four%20five,two%20three%20four%20five%20six"
    )


def test_a_claim_review_rates_what_can_be_rated() -> None:
    sentence = CHECKED["sentences"][0]  # type: ignore[index]
    told, unknown = claim_reviews(
        [sentence, {**sentence, "verdict": "not_in_corpus"}], author="Tern"
    )  # type: ignore[list-item, dict-item]
    assert (told["@type"], told["reviewRating"]["ratingValue"]) == ("ClaimReview", 1)
    assert "ratingValue" not in unknown["reviewRating"]
    json.dumps(told)


def test_citations_of_passages_that_were_only_read_are_not_exported() -> None:
    read = {"rank": 1, "article_id": "b", "start": 0, "end": 5, "text": "Other"}
    assert [c["article_id"] for c in cited_in([{**ANSWER, "retrieved": [read]}])] == ["flood/1"]


def test_a_refused_answer_has_no_sources_and_says_why_it_was_refused() -> None:
    near = {"article_id": "b", "start": 0, "end": 5, "quote": "Other", "why": "no name"}
    refused = {
        "question": "Who?",
        "abstained": True,
        "abstain_reason": "insufficient_evidence",
        "statements": [],
        "citations": [],
        "near_misses": [near],
    }
    assert cited_in([refused]) == []
    told = markdown(report_of([refused]))
    assert told.strip() == "## Who?\n\nThe articles do not answer this."


def test_a_draft_that_is_too_long_is_refused() -> None:
    with pytest.raises(DocumentError):
        read_draft("word " * 300_000, markdown=False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2.4%", "2.4%"), ("2. Rain", "2\\. Rain"), ("- 3", "\\- 3"), ("a*b", "a\\*b")],
)
def test_only_what_markdown_would_read_is_escaped(text: str, shown: str) -> None:
    assert escaped(text) == shown
