"""The whole page: its tabs and its looks."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.html.header import header
from ui.page.archive import archive_tab
from ui.page.ask import ask_tab
from ui.page.check import check_tab
from ui.page.evals import evals_tab
from ui.page.parts import QUIET
from ui.page.timeline import timeline_tab
from ui.page.trace import trace_tab
from ui.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rag.compose import LivePipeline

_WAITING = 32  # questions that may wait; one more is turned away
_STYLES = ("base.css", "ask.css", "tabs.css")
_SCRIPTS = ("reader.js", "keys.js")
FOLDER = Path("eval-runs")


def looks() -> dict[str, Any]:
    """Give what `gr.mount_gradio_app` needs for the page to look and move as it should."""
    return {
        "theme": gr.themes.Default(
            primary_hue="blue",
            neutral_hue="slate",
            font=["system-ui", "sans-serif"],
            font_mono=["ui-monospace", "monospace"],
        ).set(  # Gradio's own blue is too light for white letters
            button_primary_background_fill="*primary_600",
            button_primary_background_fill_hover="*primary_700",
            button_primary_background_fill_dark="*primary_600",
            button_primary_background_fill_hover_dark="*primary_700",
        ),
        "css": "".join(map(_asset, _STYLES)),
        "js": "() => {\n" + "".join(map(_asset, _SCRIPTS)) + "}",
    }


def make_page(
    pipeline: LivePipeline,
    *,
    info: Mapping[str, Any],
    folder: Path = FOLDER,
    read_only: bool = False,
) -> gr.Blocks:
    """Lay the page out.

    Args:
        pipeline: answers; each question and each look-up goes to the generation that is current then.
        info: what the store holds, as `info_json` says it.
        folder: runs of `dateline eval`, and where feedback and added questions go.
        read_only: nothing is written: no feedback, no questions, no articles.
    """
    bench = Workbench(pipeline=pipeline, folder=folder, read_only=read_only)
    page = gr.Blocks(title="dateline", analytics_enabled=False, fill_width=True)
    with page:
        head = gr.HTML(header(info), elem_id="head", js_on_load=None)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask"):
                ask_tab(page, bench, info)
            with gr.Tab("Trace", id="trace"):
                trace_tab(bench, [name for name in info["sources"] if name])
            with gr.Tab("Check a draft", id="check"):
                check_tab(bench)
            with gr.Tab("Timeline", id="timeline"):
                timeline_tab(bench)
            with gr.Tab("Archive", id="archive") as archive:
                archive_tab(bench, archive, head)
            with gr.Tab("Evals", id="evals") as evals:
                evals_tab(bench, evals)
        page.load(lambda: header(bench.info), outputs=head, queue=False, **QUIET)
    page.queue(max_size=_WAITING)
    return page


def _asset(name: str) -> str:
    return files("ui.page").joinpath("assets", name).read_text("utf-8")
