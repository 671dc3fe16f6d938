"""The tab Check a draft: every sentence gets a verdict and its best evidence; the draft goes out with footnotes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import IndexingError
from index.types import Filters
from rag.errors import DocumentError, RagError
from rag.lookup.check import CheckedDraft
from rag.lookup.draft import read_draft
from rag.lookup.report import markdown, report_of
from rag.lookup.shapes import check_json
from rag.lookup.web_report import web_page
from rag.lookup.word_files import docx_bytes
from ui.files import read_draft_file
from ui.html.article import reader
from ui.html.checked import checked, evidence, progress
from ui.html.escaping import empty, notice
from ui.page.parts import AT_ONCE, QUIET, panel, side_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.lookup.draft import Draft
    from ui.workbench import Workbench

    Updates = Iterator[tuple[Any, ...]]

_HINT = "Each sentence is checked against the archive and gets a verdict and a footnote."
_FORMS = {"Markdown": "checked.md", "HTML": "checked.html", "Word": "checked.docx"}
_MOST_CHARS = 60_000  # of a draft on the page; longer ones: dateline check


def check_tab(bench: Workbench) -> None:
    """Lay the tab out and wire it."""
    with gr.Row(elem_classes="pair"):
        with gr.Column(elem_classes="work", min_width=0):
            draft = gr.Textbox(
                elem_id="draft", label="Draft", lines=7, max_lines=16, placeholder="Paste a draft."
            )
            with gr.Row(elem_classes="options"):
                file = gr.File(
                    label="or drop a file: .txt, .md, .docx",
                    file_types=[".txt", ".md", ".markdown", ".docx"],
                    height=150,
                    elem_id="draft-file",
                )
                go = gr.Button("Check", elem_id="check-go", variant="primary")
                stop = gr.Button("Stop", size="sm", variant="stop", elem_id="check-stop")
            shown = panel(empty(_HINT), elem_id="checked")
            with gr.Row(elem_id="exports"):
                exports = [
                    gr.DownloadButton(f"{form}", interactive=False, size="sm") for form in _FORMS
                ]
        with gr.Column(elem_classes="read-column", min_width=0):
            proof = side_reader(bench, "check-reader", shown)
    busy: dict[str, Any] = {**QUIET, "concurrency_limit": AT_ONCE}
    running = go.click(_checker(bench), [draft, file], [shown, proof, *exports], **busy)
    stop.click(None, cancels=list[Any]([running]), **QUIET)


def _checker(bench: Workbench) -> Any:  # noqa: ANN401 - a callback
    def check(typed: str, file: str | None) -> Updates:
        off = [gr.update(interactive=False)] * len(_FORMS)
        try:
            draft = _read(typed, file)
            for found, total in _findings(bench, draft):
                said = progress(len(found), total) + checked(found)
                yield said, gr.skip(), *off
            whole = CheckedDraft(draft=draft, findings=tuple(found))
            yield checked(found), reader([evidence(found)]), *_files(whole)
        except (RagError, IndexingError) as error:
            yield notice(str(error)), reader(()), *off

    return check


def _read(typed: str, file: str | None) -> Draft:
    """Read the draft from its file, else from the box.

    Raises:
        DocumentError: there is none, it is too long, or it cannot be read.
    """
    draft = read_draft_file(file) if file else read_draft(typed or "", markdown=False)
    if len(draft.text) > _MOST_CHARS:
        raise DocumentError(
            f"the draft has {len(draft.text):,} characters; the page takes {_MOST_CHARS:,}: use `dateline check`"
        )
    return draft


def _findings(bench: Workbench, draft: Draft) -> Iterator[tuple[list[Any], int]]:
    """Give what was found so far, growing, and how many sentences there are."""
    found: list[Any] = []
    total = sum(sentence.left_alone is None for sentence in draft.sentences)
    yield found, total
    for finding in bench.checker().stream(draft, Filters()):
        found.append(finding)
        yield found, total


def _files(whole: CheckedDraft) -> list[Any]:
    """Write the draft with its footnotes in every form that can be made here."""
    report = report_of([check_json(whole)])
    folder = Path(tempfile.mkdtemp(prefix="dateline-"))
    made = []
    for name in _FORMS.values():
        target = folder / name
        try:
            if name.endswith(".docx"):
                target.write_bytes(docx_bytes(report))
            else:
                text = markdown(report) if name.endswith(".md") else web_page(report)
                target.write_text(text, "utf-8")
        except DocumentError:  # python-docx is not installed
            made.append(gr.update(interactive=False))
            continue
        made.append(gr.update(value=str(target), interactive=True))
    return made
