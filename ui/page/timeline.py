"""The tab Timeline: what was published when about a question or by a person, and what changed between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import IndexingError
from index.types import Filters
from rag.errors import QuestionError, RagError
from rag.types import Question
from ui.filters import read_date, read_filters
from ui.html.article import reader, sources
from ui.html.escaping import empty, notice
from ui.html.timeline import FIRST, changed, timeline
from ui.page.parts import AT_ONCE, QUIET, heard, panel, side_reader, told
from ui.timeline import of_passages, of_quotes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ui.timeline import Entry
    from ui.workbench import Workbench

_FOUND = 120  # passages of a timeline
_BETWEEN = 60  # passages published between two days
_HINT = (
    "What was published when? Give a subject or a question, or the name of somebody who is quoted."
)


def timeline_tab(bench: Workbench) -> None:
    """Lay the tab out and wire it."""
    with gr.Row(elem_classes="pair"):
        with gr.Column(elem_classes="work", min_width=0):
            with gr.Row(elem_classes="options"):
                subject = gr.Textbox(elem_id="subject", label="Subject, question or name", scale=3)
                kind = gr.Radio(["About", "Said by"], value="About", label="Show", min_width=160)
            with gr.Row(elem_classes="options"):
                since = gr.Textbox(label="From", placeholder="YYYY-MM-DD", min_width=110)
                until = gr.Textbox(label="Until", placeholder="YYYY-MM-DD", min_width=110)
                go = gr.Button("Show", elem_id="timeline-go", variant="primary", min_width=90)
                change = gr.Button("What changed?", elem_id="changed-go", min_width=120)
            shown = panel(empty(_HINT), elem_id="timeline")
        with gr.Column(elem_classes="read-column", min_width=0):
            proof = side_reader(bench, "timeline-reader", shown)
    entries, period = gr.State([]), gr.State("")
    busy: dict[str, Any] = {**QUIET, "show_progress": "minimal", "concurrency_limit": AT_ONCE}
    given = [subject, kind, since, until]
    gr.on([go.click, subject.submit], _finder(bench), given, [entries, period, shown], **busy)
    change.click(_comparer(bench), [subject, since, until], [shown, proof], **busy)
    shown.apply(heard(_choose), [entries, period], [period, shown], **QUIET)


def _finder(bench: Workbench) -> Callable[..., tuple[list[Entry], str, str]]:
    def find(subject: str, kind: str, since: str, until: str) -> tuple[list[Entry], str, str]:
        try:
            filters = read_filters(since, until)
            if not (subject or "").strip():
                raise QuestionError("give a subject, a question or a name")
            if kind == "Said by":
                entries = of_quotes(bench.quotes()(subject, filters=filters))
            else:
                entries = of_passages(bench.about(subject, k=_FOUND, filters=filters))
        except (RagError, IndexingError) as error:
            return [], "", notice(str(error))
        return entries, "", timeline(entries)

    return find


def _comparer(bench: Workbench) -> Callable[..., tuple[str, str]]:
    def compare(subject: str, since: str, until: str) -> tuple[str, str]:
        try:
            first, last = read_date("From", since), read_date("Until", until)
            if not (first and last and first < last):
                raise QuestionError("What changed: give two days, From before Until")
            return _compared(bench, subject or "", first, last)
        except (RagError, IndexingError) as error:
            return notice(str(error)), reader(())

    return compare


def _compared(bench: Workbench, subject: str, first: date, last: date) -> tuple[str, str]:
    """Ask the same as of two days, and find what was published between them."""
    pipeline = bench.pipeline.current()[1]
    answers = [pipeline.answer(Question(subject, as_of=day)) for day in (first, last)]
    hits = bench.about(subject, k=_BETWEEN, filters=Filters(since=first, until=last))
    cited = [sources(n, one.citations) for n, one in enumerate(answers, start=FIRST)]
    said = changed((first, answers[0]), (last, answers[1]), of_passages(hits))
    return said, reader(cited)


def _choose(entries: list[Entry], period: str, event: gr.EventData) -> tuple[str, str]:
    """Show one period, or all of them where it was shown already."""
    pressed = told(event, "period")
    now = "" if pressed == period else pressed
    return now, timeline(entries, period=now)
