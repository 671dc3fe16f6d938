"""A scored run as one HTML file that needs nothing else: figures, plots, differences, and why each failure failed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from evals.optional import needed
from evals.report.plots import plots
from evals.report.text import checker_line
from evals.scoring.causes import CAUSES
from evals.scoring.rows import shown
from evals.scoring.summary import aims
from evals.scoring.table import BY_KEY, MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.dataset import GoldQuestion
    from evals.running.folder import Run
    from evals.scoring.compare import Comparison
    from evals.scoring.rows import Row

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A question that failed, as the page shows it."""

    id: str
    question: str
    cause: str
    wanted: str
    given: str
    confidence: float
    cited: tuple[str, ...]
    evidence: tuple[str, ...]


def page(run: Run, rows: Sequence[Row], summary: Json, comparison: Comparison | None = None) -> str:
    """Write the page; every text is escaped by the template, and no script runs.

    Raises:
        EvalError: jinja2 or matplotlib is not installed.
    """
    jinja2: Any = needed("jinja2", extra="evals")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(
        files("evals.report").joinpath("page.html").read_text("utf-8")
    )
    return str(
        template.render(
            summary=summary,
            manifest=run.manifest,
            aims=aims(summary),
            higher={key: measure.better == "higher" for key, measure in BY_KEY.items()},
            measures=[m for m in MEASURES if m.name in summary["metrics"][m.group]],
            checker=checker_line(summary) if summary["metrics"]["grounding"] else "",
            plots=plots(rows, summary),
            causes=[(name, CAUSES[name], count) for name, count in summary["causes"].items()],
            failures=list(_failures(run, rows)),
            comparison=comparison,
        )
    )


def _failures(run: Run, rows: Sequence[Row]) -> Iterator[Failure]:
    order = list(CAUSES)
    failed = [(q, row) for q, row in zip(run.questions, rows, strict=True) if row.cause]
    for question, row in sorted(failed, key=lambda pair: order.index(pair[1].cause or "")):
        seen = shown(run.answers[question.id])
        said = seen.short or seen.text if seen.answered else "(refused)"
        yield Failure(
            id=row.id,
            question=question.question,
            cause=row.cause or "",
            wanted=_wanted(question),
            given=seen.error or said,
            confidence=row.confidence,
            cited=tuple(cited.quote for cited in seen.cited),
            evidence=tuple(span.quote for span in question.spans),
        )


def _wanted(question: GoldQuestion) -> str:
    if question.unanswerable:
        return f"(not in the archive: {question.why or 'unanswerable'})"
    if question.answers:
        return question.answers[0]
    names = [side.value for side in question.sides] or [names[0] for names in question.items]
    return " / ".join(names)
