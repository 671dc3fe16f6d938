"""The tab Trace: an excerpt comes in, the article it is from comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from index.errors import IndexingError
from rag.errors import RagError
from ui.filters import read_filters
from ui.html.article import reader
from ui.html.escaping import empty, notice
from ui.html.traced import traced
from ui.page.parts import AT_ONCE, QUIET, panel, side_reader

if TYPE_CHECKING:
    from ui.workbench import Workbench

_HINT = "Paste words of an article, from a social post, a book or a draft: dateline says where they come from."


def trace_tab(bench: Workbench, outlets: list[str]) -> None:
    """Lay the tab out and wire it."""
    with gr.Row(elem_classes="pair"):
        with gr.Column(elem_classes="work", min_width=0):
            excerpt = gr.Textbox(
                elem_id="excerpt", label="Excerpt", lines=5, max_lines=14, placeholder=_HINT
            )
            with gr.Accordion("Filters", open=False), gr.Row(elem_classes="options"):
                since = gr.Textbox(label="From", placeholder="YYYY-MM-DD", min_width=110)
                until = gr.Textbox(label="Until", placeholder="YYYY-MM-DD", min_width=110)
                chosen = gr.Dropdown(outlets, label="Outlets", multiselect=True, min_width=180)
            go = gr.Button("Trace", elem_id="trace-go", variant="primary")
            found = panel(empty(_HINT), elem_id="traced")
        with gr.Column(elem_classes="read-column", min_width=0):
            shown = side_reader(bench, "trace-reader", found)

    def trace(words: str, since: str, until: str, outlets: list[str]) -> tuple[str, str]:
        try:
            result = bench.tracer()(words or "", read_filters(since, until, outlets))
        except (RagError, IndexingError) as error:
            return notice(str(error)), reader(())
        if result.citation is None or result.article is None:
            return traced(result), reader(())
        span = (result.citation.start, result.citation.end)
        return traced(result), reader((), opened=(result.article, span))

    busy = {**QUIET, "show_progress": "minimal", "concurrency_limit": AT_ONCE}
    go.click(trace, [excerpt, since, until, chosen], [found, shown], **busy)
