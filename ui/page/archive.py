"""The tab Archive: what it holds, and adding to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import IndexingError
from rag.errors import RagError
from ui import holdings
from ui.adding import Step, add_files
from ui.html.escaping import notice
from ui.html.header import header
from ui.html.holdings import added, adding, copied, corrected, edited, listed, overview
from ui.page.parts import QUIET, heard, panel, side_reader, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ui.workbench import Workbench

    Chosen = dict[str, Any]

_VIEWS = ["Articles", "Copies", "Versions", "Corrections"]
_NOTHING: Chosen = {"period": "", "outlet": "", "page": 0}


def archive_tab(bench: Workbench, tab: gr.Tab, head: gr.HTML) -> None:
    """Lay the tab out and wire it."""
    with gr.Row(elem_classes="pair"):
        with gr.Column(elem_classes="work", min_width=0):
            facts = panel(elem_id="overview")
            with gr.Row(elem_classes="options"):
                words = gr.Textbox(label="Words", elem_id="archive-words", min_width=160)
                view = gr.Radio(
                    _VIEWS, value="Articles", label="List", elem_id="archive-view", min_width=300
                )
            shown = panel(elem_id="holdings")
            with gr.Accordion(
                "Add articles", open=False, elem_id="add", visible=not bench.read_only
            ):
                files = gr.File(
                    label="Files of articles", file_count="multiple", elem_id="add-files"
                )
                go = gr.Button("Add", elem_id="add-go", variant="primary", size="sm")
                progress = gr.HTML(elem_id="adding", js_on_load=None)
        with gr.Column(elem_classes="read-column", min_width=0):
            side_reader(bench, "archive-reader", shown)
    chosen = gr.State(_NOTHING)
    given, out = [words, view, chosen], [facts, shown]
    show = _shower(bench)
    gr.on([tab.select, words.submit, view.change], show, given, out, **QUIET)
    facts.apply(heard(_narrow), chosen, chosen, **QUIET).then(show, given, out, **QUIET)
    shown.delete(heard(_turn), chosen, chosen, **QUIET).then(show, given, out, **QUIET)
    run = go.click(_adder(bench), files, [progress, files], concurrency_limit=1, **QUIET)
    run.then(show, given, out, **QUIET).then(lambda: header(bench.info), outputs=head, **QUIET)


def _shower(bench: Workbench) -> Callable[..., tuple[str, str]]:
    """Make the callback that shows what was chosen of the current generation."""

    def show(words: str, view: str, chosen: Chosen) -> tuple[str, str]:
        try:
            store = bench.store
            days = holdings.days(store)
            facts = overview(bench.info, days, period=chosen["period"], outlet=chosen["outlet"])
            if view == "Articles":
                return facts, listed(holdings.listing(store, words=words or "", **chosen))
            lists = {
                "Copies": lambda: copied(holdings.families(store)),
                "Versions": lambda: edited(holdings.versions(store)),
                "Corrections": lambda: corrected(holdings.corrections(store)),
            }
            return facts, lists[view]()
        except (RagError, IndexingError) as error:
            return notice(str(error)), ""

    return show


def _narrow(chosen: Chosen, event: gr.EventData) -> Chosen:
    """Choose the period or the outlet that was pressed, or take the choice back."""
    now = {**chosen, "page": 0}
    for name in ("period", "outlet"):
        if pressed := told(event, name):
            now[name] = "" if pressed == chosen[name] else pressed
    return now


def _turn(chosen: Chosen, event: gr.EventData) -> Chosen:
    page = told(event, "page")
    return {**chosen, "page": int(page) if page.isdecimal() else 0}


def _adder(bench: Workbench) -> Callable[..., Iterator[tuple[Any, Any]]]:
    def add(files: list[str] | None) -> Iterator[tuple[Any, Any]]:
        if bench.read_only or not files:
            yield (
                notice(
                    "Choose files to add." if not bench.read_only else "This page is read-only."
                ),
                gr.skip(),
            )
            return
        try:
            for step in add_files(files, bench.pipeline.settings):
                if isinstance(step, Step):
                    yield adding(step.stage, step.done, step.total, seconds=step.seconds), gr.skip()
                else:
                    yield added(step.report), None
        except (RagError, IndexingError, OSError) as error:
            yield notice(str(error)), gr.skip()

    return add
