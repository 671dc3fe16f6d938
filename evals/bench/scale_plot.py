"""Three plots against the number of passages: build time, size on disk, latency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MEGABYTE = 1e6
_AIMS = {"p50": 15, "p95": 40}  # ms, hybrid search among a million passages


def plot_scale(measured: Sequence[dict[str, Any]], file: Path) -> None:
    """Draw what `measure_scale` returned into an SVG or PNG file."""
    from matplotlib.figure import Figure

    sizes = [one["passages"] for one in measured]
    figure = Figure(figsize=(12, 4), layout="constrained")
    building, holding, asking = figure.subplots(1, 3)
    building.plot(sizes, [one["build_seconds"] for one in measured], marker="o")
    building.set(title="Build", ylabel="seconds")
    parts = sorted({part for one in measured for part in one["bytes"]})
    for part in parts:
        held = [one["bytes"].get(part, float("nan")) / _MEGABYTE for one in measured]
        holding.plot(sizes, held, marker="o", label=part)
    holding.set(title="Store", ylabel="MB")
    for share, aim in _AIMS.items():
        times = [one["search"]["hybrid_ms"][share] for one in measured]
        (line,) = asking.plot(sizes, times, marker="o", label=f"hybrid, top 50, dates: {share}")
        asking.axhline(aim, color=line.get_color(), linestyle=":", label=f"aim {share}")
    asking.set(title="Search", ylabel="ms")
    for plot in (building, holding, asking):
        plot.set(xscale="log", yscale="log", xlabel="passages")
        plot.grid(visible=True, alpha=0.3)
    holding.legend(fontsize=7)
    asking.legend(fontsize=7)
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)
