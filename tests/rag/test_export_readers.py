"""Reports and bibliographies are opened by pandoc, which is none of ours: footnotes are footnotes there."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.lookup.references import BIBLIOGRAPHIES, references
from rag.lookup.report import markdown, report_of
from rag.lookup.web_report import web_page
from rag.lookup.word_files import docx_bytes

pytestmark = pytest.mark.skipif(not shutil.which("pandoc"), reason="pandoc is not installed")

CITATION = {
    "article_id": "flood-1",
    "title": "River & sea: 50% of {Harrow} <b>flooded</b>",
    "source": "The Tern",
    "published": "2024-03-04",
    "url": "https://tern.example/a_b?x=1&y=2",
    "authors": ["Ada Maria Brandt", "Reuters"],
    "start": 0,
    "end": 9,
    "quote": "Rain fell",
}
LATER = {**CITATION, "article_id": "flood-2", "title": "Sile falls", "published": "2024-03-09"}
DRAFT = "# Flood\n\nRain fell.[^1] *It* stopped. Was it over?\n\n[^1]: My own note.\n"
CHECKED = {
    "form": "markdown",
    "draft": DRAFT,
    "left_alone": [],
    "sentences": [
        {"text": "Rain fell.", "start": 9, "end": 23, "verdict": "supported", "citations": [CITATION]},
        {"text": "It stopped.", "start": 24, "end": 37, "verdict": "contradicted", "citations": [LATER]},
    ],
}  # fmt: skip
CONVERSATION = [
    {
        "question": "What fell? <script>x</script> [x](javascript:x) {rm} & \\",
        "statements": [{"text": "Rain fell", "citations": [1], "verbatim": True}],
        "citations": [{**CITATION, "id": 1}],
    },
    {"question": "Who paid?", "abstained": True, "statements": [], "citations": []},
]


def pandoc(data: str | bytes, *options: str) -> str:
    encoded = data.encode() if isinstance(data, str) else data
    ran = subprocess.run(["pandoc", *options], input=encoded, capture_output=True, check=True)  # noqa: S603, S607
    assert not ran.stderr
    return ran.stdout.decode()


def elements(tree: Any, kind: str) -> Iterator[Any]:  # noqa: ANN401 - pandoc's document tree
    if isinstance(tree, dict):
        if tree.get("t") == kind:
            yield tree.get("c")
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from elements(part, kind)


def notes(document: str | bytes, form: str) -> list[str]:
    tree = json.loads(pandoc(document, "-f", form, "-t", "json"))
    return [
        " ".join(word for word in elements(note, "Str") if isinstance(word, str))
        for note in elements(tree, "Note")
    ]


@pytest.mark.parametrize("form", ["markdown", "docx"])
def test_footnotes_of_a_checked_draft_are_footnotes_in_their_order(form: str) -> None:
    report = report_of([CHECKED])
    told = notes(docx_bytes(report) if form == "docx" else markdown(report), form)
    assert len(told) == 3
    assert told[0] == "My own note."
    assert "River" in told[1]
    assert "Contradicted." in told[2]
    assert "Sile falls" in told[2]


@pytest.mark.parametrize("form", ["markdown", "docx"])
def test_a_conversation_has_a_heading_for_each_question_and_a_footnote_for_each_citation(
    form: str,
) -> None:
    report = report_of(CONVERSATION)
    document = docx_bytes(report) if form == "docx" else markdown(report)
    assert len(notes(document, form)) == 1
    tree = json.loads(pandoc(document, "-f", form, "-t", "json"))
    titles = [heading[1][0] for heading in elements(tree, "Header")]
    assert [title.startswith(("what-fell", "who-paid", "sources")) for title in titles] == [
        True
    ] * 3
    assert all(link[2][0].startswith("https://") for link in elements(tree, "Link"))
    assert not list(elements(tree, "RawInline"))


def test_the_notes_of_a_web_page_are_numbered_as_they_are_met_and_each_is_linked_to() -> None:
    tree = json.loads(pandoc(web_page(report_of([CHECKED])), "-f", "html", "-t", "json"))
    targets = [link[2][0] for link in elements(tree, "Link")]
    assert [t for t in targets if t.startswith("#n")] == ["#n1", "#n2", "#n3"]
    assert [t for t in targets if t.startswith("#r")] == ["#r1", "#r2", "#r3"]
    told = pandoc(web_page(report_of([CHECKED])), "-f", "html", "-t", "plain")
    assert told.index("My own note.") < told.index("Contradicted.")


@pytest.mark.parametrize(
    ("form", "reader"), [("csl", "csljson"), ("bibtex", "bibtex"), ("bibtex", "biblatex")]
)
def test_a_citation_processor_formats_the_bibliography(
    form: str, reader: str, tmp_path: Path
) -> None:
    file = tmp_path / "references"
    file.write_text(BIBLIOGRAPHIES[form](references([CITATION, LATER])), "utf-8")
    told = pandoc("", "-f", reader, "--citeproc", "-t", "plain", "--wrap=none", str(file))
    first, second = [line for line in told.splitlines() if line.strip()]
    assert first.startswith("Brandt, Ada Maria, and Reuters. 2024")
    assert "River & Sea: 50% of {Harrow}" in first.replace("sea", "Sea")
    assert first.endswith("https://tern.example/a_b?x=1&y=2.")
    assert "Sile Falls" in second
