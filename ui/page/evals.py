"""The tab Evals: runs as figures and plots, two runs compared, failures opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import RagError
from ui.eval_runs import compare_runs, failures, primary_figures, read_scored, run_names
from ui.html.escaping import empty, notice
from ui.html.evals import compared, curves, failed, figures, run_head, slices
from ui.page.parts import QUIET, panel

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.workbench import Workbench

_VIEWS = ["Figures", "Slices", "Compared", "Failures"]
_NONE = "No run yet: `dateline eval run` makes one, in the folder {folder}."


def evals_tab(bench: Workbench, tab: gr.Tab) -> None:
    """Lay the tab out and wire it."""
    with gr.Column(elem_classes="work wide", min_width=0):
        with gr.Row(elem_classes="options"):
            run = gr.Dropdown(
                [], label="Run", elem_id="run", min_width=220, allow_custom_value=False
            )
            other = gr.Dropdown([], label="Compared with", elem_id="other-run", min_width=220)
            view = gr.Radio(
                _VIEWS, value="Figures", label="Show", elem_id="eval-view", min_width=340
            )
        shown = panel(empty(_NONE.format(folder=bench.folder)), elem_id="evals")
    show = _shower(bench)
    given = [run, other, view]
    busy: dict[str, Any] = {**QUIET, "show_progress": "minimal"}
    tab.select(_lister(bench), [run, other], [run, other], **QUIET).then(show, given, shown, **busy)
    gr.on([run.input, other.input, view.input], show, given, shown, **busy)


def _lister(bench: Workbench) -> Callable[..., tuple[Any, Any]]:
    """Make the callback that lists the runs there are now, and keeps what was chosen."""

    def list_runs(run: str | None, other: str | None) -> tuple[Any, Any]:
        names = run_names(bench.folder)
        chosen = run if run in names else next(iter(names), None)
        kept = other if other in names else ""
        return (
            gr.update(choices=names, value=chosen),
            gr.update(choices=["", *names], value=kept),
        )

    return list_runs


def _shower(bench: Workbench) -> Callable[[str | None, str | None, str], str]:
    def show(run: str | None, other: str | None, view: str) -> str:
        if not run:
            return empty(_NONE.format(folder=bench.folder))
        try:
            return _shown(bench, run, other or "", view)
        except (RagError, OSError, KeyError) as error:
            return notice(str(error))

    return show


def _shown(bench: Workbench, run: str, other: str, view: str) -> str:
    """Show one view of a run."""
    scored = read_scored(bench.folder, run)
    head = run_head(scored.summary)
    if view == "Compared":
        if not other:
            return head + empty("Choose a second run to compare with.")
        return head + compared(compare_runs(bench.folder, other, run))
    if view == "Failures":
        return head + failed(failures(bench.folder, scored))
    if view == "Slices":
        return head + slices(scored.summary)
    beside = primary_figures(read_scored(bench.folder, other).summary) if other else []
    plots = curves(scored.risk_coverage(), scored.calibration())
    return head + figures(primary_figures(scored.summary), beside) + plots
