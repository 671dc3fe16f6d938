"""Plots of a scored run as SVG: risk and coverage, confidence and truth, slices, times."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.measures.refusals import calibration_bins, risk_coverage
from evals.optional import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.scoring.rows import Row

Json = dict[str, Any]
_SIZE = (5.2, 3.4)  # inches
_INK, _GREY = "#1f4e79", "#9aa5b1"
_SLICES = 16  # most slices drawn


def plots(rows: Sequence[Row], summary: Json) -> dict[str, str]:
    """Draw every plot that there are figures for: title → SVG element.

    Raises:
        EvalError: matplotlib is not installed.
    """
    drawn = {
        "Risk and coverage": _risk(rows),
        "Confidence and truth": _reliability(rows),
        "Found by depth": _depth(summary),
        "Right by slice": _by_slice(summary),
        "Milliseconds by stage": _times(summary),
    }
    return {title: svg for title, svg in drawn.items() if svg}


def _draw(paint: Callable[[Any], None], *, across: str, up: str) -> str:
    """Draw axes without a display, and give the SVG element alone."""
    matplotlib: Any = needed("matplotlib", extra="evals")
    needed("matplotlib.backends.backend_svg", extra="evals")
    from matplotlib.figure import Figure

    style = {"svg.hashsalt": "dateline", "svg.fonttype": "path", "font.size": 9}
    with matplotlib.rc_context(style):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        paint(axes)
        file = io.StringIO()
        figure.savefig(
            file, format="svg", metadata={"Date": None, "Creator": None}, transparent=True
        )
    text = file.getvalue()
    return text[text.index("<svg") :]


def _risk(rows: Sequence[Row]) -> str:
    if not any(row.answered for row in rows):
        return ""
    confidence = [row.confidence for row in rows]
    right, refused = [row.right for row in rows], [not row.answered for row in rows]
    coverage, risk = risk_coverage(confidence, right, refused)

    def paint(axes: Any) -> None:  # noqa: ANN401 - matplotlib ships no types
        axes.step(coverage, risk, where="post", color=_INK)
        for level in (0.05, 0.10):
            axes.axhline(level, color=_GREY, linewidth=0.8, linestyle="--")
        axes.set_xlim(0, 1)
        axes.set_ylim(0, max(0.2, float(risk.max()) * 1.1))

    return _draw(
        paint, across="share of questions answered, surest first", up="share of answers wrong"
    )


def _reliability(rows: Sequence[Row]) -> str:
    given = [row for row in rows if row.answered]
    if not given:
        return ""
    bins = calibration_bins([r.confidence for r in given], [r.right for r in given])
    said, was, counts = (np.array(column, float) for column in zip(*bins, strict=True))

    def paint(axes: Any) -> None:  # noqa: ANN401
        axes.plot([0, 1], [0, 1], color=_GREY, linewidth=0.8, linestyle="--")
        axes.scatter(said, was, s=20 + 60 * counts / counts.max(), color=_INK)
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.02, 1.02)

    return _draw(paint, across="stated confidence", up="share right")


def _depth(summary: Json) -> str:
    values = summary["metrics"]["retrieval"]
    depths = [k for k in (1, 3, 5, 10, 20) if f"all_evidence@{k}" in values]
    if not depths:
        return ""

    def paint(axes: Any) -> None:  # noqa: ANN401
        for name, colour in (("recall", _INK), ("all_evidence", _GREY)):
            heights = [values[f"{name}@{k}"] for k in depths]
            axes.plot(range(len(depths)), heights, marker="o", color=colour, label=name)
        axes.set_xticks(range(len(depths)), [str(k) for k in depths])
        axes.set_ylim(0, 1.02)
        axes.legend(frameon=False)

    return _draw(paint, across="passages", up="share")


def _by_slice(summary: Json) -> str:
    parts = [
        (name, part["metrics"]["answer.right"], part["intervals"]["answer.right"])
        for name, part in summary["slices"].items()
        if "answer.right" in part["metrics"]
    ][:_SLICES]
    if not parts:
        return ""

    def paint(axes: Any) -> None:  # noqa: ANN401
        names = [f"{name[:24]} ({at['n']})".replace("$", r"\$") for name, _, at in parts]
        values = np.array([value for _, value, _ in parts])
        reach = np.array([[v - at["low"], at["high"] - v] for _, v, at in parts]).T
        axes.barh(range(len(parts)), values, color=_INK, xerr=np.maximum(reach, 0), ecolor=_GREY)
        axes.set_yticks(range(len(parts)), names)
        axes.invert_yaxis()
        axes.set_xlim(0, 1)

    return _draw(paint, across="share right, 95 % interval", up="")


def _times(summary: Json) -> str:
    times = summary["metrics"]["latency_ms"]
    if not times:
        return ""

    def paint(axes: Any) -> None:  # noqa: ANN401
        axes.barh(range(len(times)), [t["p95"] for t in times.values()], color=_GREY, label="p95")
        axes.barh(range(len(times)), [t["p50"] for t in times.values()], color=_INK, label="p50")
        axes.set_yticks(range(len(times)), list(times))
        axes.invert_yaxis()
        axes.legend(frameon=False)

    return _draw(paint, across="milliseconds", up="")
