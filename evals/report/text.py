"""Figures as plain text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evals.scoring.summary import aims
from evals.scoring.table import BY_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.scoring.compare import Comparison, Difference, Verdict

Json = dict[str, Any]
_GROUPS = ("retrieval", "citation", "grounding", "answer", "abstention", "robustness")


def summary_text(summary: Json) -> str:
    """Lay a summary out, a line for each measure."""
    return "\n".join(_summary_lines(summary))


def _summary_lines(summary: Json) -> Iterator[str]:
    yield f"{summary['system']} on {summary['dataset']}: {summary['n']} questions in {summary['seconds']} s"
    yield from (f"DIRTY: {reason}" for reason in summary["dirty"])
    if summary["failed"]:
        yield f"{summary['failed']} questions failed; they count as not answered"
    reached = {key: met for key, _, _, met in aims(summary)}
    for group in _GROUPS:
        values = summary["metrics"][group]
        if not values:
            continue
        yield f"\n{group}"
        for name, value in values.items():
            at = summary["intervals"][group][name]
            measure = BY_KEY.get(f"{group}.{name}")
            aim = _aim(f"{group}.{name}", reached)
            says = measure.says if measure else "twin against its question"
            yield f"  {name:<18} {value:6.3f} [{at['low']:.3f}, {at['high']:.3f}]  n={at['n']:<4} {says}{aim}"
    if summary["metrics"]["grounding"]:
        yield f"\n{checker_line(summary)}"
    times = summary["metrics"]["latency_ms"].get("total")
    if times:
        yield f"\ntotal {times['p50']} ms (p50), {times['p95']} ms (p95); peak memory {summary['peak_memory_mb']} MB"
    if summary["causes"]:
        yield "\nfirst cause of each failure"
        yield from (f"  {count:4} {cause}" for cause, count in summary["causes"].items())
    yield f"\nrun: {summary['run']}"


def checker_line(summary: Json) -> str:
    """Say how good the checker is that judged support."""
    checker, accuracy = summary["checker"]["name"], summary["checker"]["accuracy"]
    if not accuracy:
        return f"the checker ({checker}) was not measured: no labelled checks"
    return (
        f"the checker ({checker}) calls {accuracy['sensitivity']:.0%} of {accuracy['supported']} supported"
        f" statements supported, and {1 - accuracy['specificity']:.0%} of {accuracy['others']} others"
    )


def _aim(key: str, reached: dict[str, bool]) -> str:
    if key not in reached:
        return ""
    sign = "≥" if BY_KEY[key].better == "higher" else "≤"
    return f"; aim {sign} {BY_KEY[key].aim}: {'reached' if reached[key] else 'NOT reached'}"


def comparison_text(found: Comparison) -> str:
    """Lay a comparison out, primary measures first."""
    return "\n".join(_comparison_lines(found))


def _comparison_lines(found: Comparison) -> Iterator[str]:
    yield f"A {found.before}\nB {found.after}\n{found.questions} questions in both"
    yield from (f"note: {note}" for note in found.notes)
    yield "\nprimary measures (p after Holm)"
    yield from map(_line, (d for d in found.differences if d.p_holm is not None))
    yield "\nothers"
    yield from map(_line, (d for d in found.differences if d.p_holm is None))
    yield f"\nwon {len(found.won)}: {', '.join(found.won) or '-'}"
    yield f"lost {len(found.lost)}: {', '.join(found.lost) or '-'}"


def _line(d: Difference) -> str:
    p = d.p if d.p_holm is None else d.p_holm
    return (
        f"  {d.measure:<28} {d.before:6.3f} → {d.after:6.3f}  {d.change:+.3f} [{d.low:+.3f}, {d.high:+.3f}]"
        f"  p={p:.3f}  n={d.n}, would show {'-' if d.least is None else f'{d.least:.3f}'}"
    )


def gate_text(verdict: Verdict) -> str:
    """Say whether the gate is passed, and what fell."""
    if not verdict.falls:
        return f"passed: nothing fell in {verdict.comparison.questions} questions"
    fell = [d for d in verdict.comparison.differences if d.measure in verdict.falls]
    return "\n".join(["FAILED: really worse than the baseline", *map(_line, fell)])
