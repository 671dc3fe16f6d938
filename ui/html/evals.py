"""Runs of evals as HTML: figures with their intervals, curves, slices, two runs compared, failures opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.html.charts import Value, curve, values
from ui.html.escaping import count, empty, shortened, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ui.eval_runs import Failure

    Figures = Sequence[tuple[str, float, float, float]]

_SLICES = 24  # slices shown
_PASSAGE_CHARS = 500
_FAILURES = 200
_SLICE_KEY = "answer.right"


def run_head(summary: Mapping[str, Any]) -> str:
    """Say what was asked of what."""
    told = [
        f"{summary['system']} on {summary['dataset']}",
        count(summary["n"], "question"),
        f"code {summary['fingerprint']['code'][:8]}",
        f"archive {summary['fingerprint']['corpus'][:8]}",
    ]
    dirty = "".join(f'<p class="notice">{text(reason)}</p>' for reason in summary.get("dirty", ()))
    return f'<p class="facts">{text(" · ".join(told))}</p>{dirty}'


def figures(shown: Figures, other: Figures = ()) -> str:
    """Draw the declared measures with their intervals, beside those of another run; the numbers follow as a table."""
    beside = {name: rest for name, *rest in other}
    drawn = values(
        [
            Value(name=name, value=v, low=low, high=high, other=_triple(beside.get(name)))
            for name, v, low, high in shown
        ],
        label="Declared measures with 95 % intervals",
    )
    rows = "".join(
        f"<tr><th scope='row'>{text(name)}</th><td class='figure'>{v:.3f}</td>"
        f"<td class='figure'>{low:.3f} – {high:.3f}</td></tr>"
        for name, v, low, high in shown
    )
    names = ("Measure", "Value", "95 % interval")
    cells = "".join(f"<th scope='col'>{name}</th>" for name in names)
    head = f"<thead><tr>{cells}</tr></thead>"
    return (
        f'{drawn}<div class="scroll"><table class="plain">{head}<tbody>{rows}</tbody></table></div>'
    )


def curves(risk: Sequence[tuple[float, float]], calibrated: Sequence[tuple[float, float]]) -> str:
    """Draw risk over coverage, and how often answers of a confidence are right."""
    highest = round(max([0.2, *(y for _, y in risk)]) + 0.05, 1)
    wrong = curve(risk, across="share answered, surest first", up="share wrong", highest=highest)
    sure = curve(calibrated, across="confidence", up="share right", dots=True, diagonal=True)
    drawn = [("Risk and coverage", wrong), ("Calibration", sure)]
    shown = "".join(
        f"<figure><figcaption>{name}</figcaption>{svg}</figure>" for name, svg in drawn if svg
    )
    return f'<div class="curves">{shown}</div>'


def slices(summary: Mapping[str, Any]) -> str:
    """Draw the share of right answers for each slice."""
    shown = [
        Value(
            name=f"{name} ({part['n']})",
            value=part["metrics"][_SLICE_KEY],
            low=part["intervals"][_SLICE_KEY]["low"],
            high=part["intervals"][_SLICE_KEY]["high"],
        )
        for name, part in summary["slices"].items()
        if _SLICE_KEY in part["metrics"]
    ]
    shown.sort(key=lambda value: -value.value)
    return values(shown[:_SLICES], label="Answered and right, by slice")


def compared(found: Mapping[str, Any]) -> str:
    """Show what changed between two runs over the same questions."""
    rows = "".join(_difference(one) for one in found["differences"])
    notes = "".join(f'<p class="hint">{text(note)}</p>' for note in found["notes"])
    won, lost = len(found["won"]), len(found["lost"])
    table = _table(("Measure", "Before", "After", "Change", "p"), rows)
    return (
        f'<p class="facts">{count(found["questions"], "question")} in both · {won} won · {lost} lost</p>{notes}'
        f"{table}"
    )


def failed(shown: Sequence[Failure]) -> str:
    """List failures, each to be opened: question, gold, answer, passages, cause."""
    if not shown:
        return empty("Nothing went wrong.")
    items = "".join(map(_failed, shown[:_FAILURES]))
    return f'<p class="facts">{count(len(shown), "failure")}</p>{items}'


def _failed(one: Failure) -> str:
    gold = " | ".join(one.gold) or ("unanswerable" if one.unanswerable else "–")
    passages = "".join(
        f"<li><strong>{text(title)}</strong> {text(shortened(words, _PASSAGE_CHARS))}</li>"
        for title, words in one.passages
    )
    evidence = "".join(f"<li>“{text(quote)}”</li>" for quote in one.quotes)
    return (
        f'<details class="fold failure"><summary><span class="badge">{text(one.cause)}</span> '
        f"{text(one.question)}</summary>"
        f"<dl><dt>Cause</dt><dd>{text(one.why)}</dd><dt>Gold</dt><dd>{text(gold)}</dd>"
        f"<dt>Evidence</dt><dd><ul>{evidence or '<li>–</li>'}</ul></dd>"
        f"<dt>Answer</dt><dd>{text(one.answer or 'refused')}</dd>"
        f"<dt>Passages</dt><dd><ol>{passages or '<li>–</li>'}</ol></dd></dl></details>"
    )


def _table(names: Sequence[str], rows: str) -> str:
    head = "".join(f"<th scope='col'>{name}</th>" for name in names)
    return (
        f'<div class="scroll"><table class="plain"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _difference(one: Mapping[str, Any]) -> str:
    p = one["p_holm"] if one["p_holm"] is not None else one["p"]
    real = one["low"] > 0 or one["high"] < 0
    kind = ("worse" if one["worse"] else "better") if real else ""
    return (
        f"<tr><th scope='row'>{text(one['measure'])}</th><td class='figure'>{one['before']:.3f}</td>"
        f"<td class='figure'>{one['after']:.3f}</td><td class='figure {kind}'>{one['change']:+.3f} "
        f"[{one['low']:+.3f}, {one['high']:+.3f}]</td><td class='figure'>{p:.3f}</td></tr>"
    )


def _triple(rest: Sequence[float] | None) -> tuple[float, float, float] | None:
    return (rest[0], rest[1], rest[2]) if rest else None
