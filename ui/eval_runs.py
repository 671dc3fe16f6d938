"""Runs of `dateline eval` as the page shows them, and questions for the next one: the page's one door to `evals`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.dataset import GoldQuestion, Span, to_json
from evals.errors import RunFolderError
from evals.measures.refusals import calibration_bins, risk_coverage
from evals.running.folder import SCORES, read_run
from evals.scoring.causes import CAUSES
from evals.scoring.compare import compare_scores
from evals.scoring.stored import read_scores
from evals.scoring.table import PRIMARY
from ui.feedback import append_row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rag.types import Answer

QUESTIONS = "questions.jsonl"
_PASSAGES = 5  # of a failure that are shown


def add_question(folder: Path, answer: Answer) -> None:
    """Add a question to the eval set of a folder, its answer and the words cited as gold: somebody should read it over.

    Raises:
        SettingsError: the file cannot be written.
    """
    asked = answer.question.text
    short = answer.short_answer
    spans = tuple(
        (Span(article_id=c.article.id, start=c.start, end=c.end, quote=c.quote),)
        for statement in answer.statements
        for c in statement.citations
    )
    question = GoldQuestion(
        id=f"page-{hashlib.sha256(asked.encode()).hexdigest()[:10]}",
        question=asked,
        answers=(short,) if short else (),
        evidence=tuple(dict.fromkeys(spans)),
        as_of=answer.question.as_of,
        unanswerable=answer.abstained,
        why="absent_attribute" if answer.abstained else None,
        origin="page",
    )
    append_row(folder / QUESTIONS, to_json(question))


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A question that went wrong: what was asked and expected, what was said, from which passages, and why."""

    id: str
    question: str
    gold: tuple[str, ...]
    unanswerable: bool
    answer: str | None
    cause: str
    why: str
    quotes: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]
    """Title and text of what was retrieved, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A run: its name, its summary as `eval run --json` prints it, and a row for each question."""

    name: str
    summary: dict[str, Any]
    rows: dict[str, dict[str, Any]]

    def risk_coverage(self) -> list[tuple[float, float]]:
        """Give share answered and share of those that are wrong, surest first."""
        rows = list(self.rows.values())
        if not any(row["answered"] for row in rows):
            return []
        coverage, risk = risk_coverage(
            [row["confidence"] for row in rows],
            [row["right"] for row in rows],
            [not row["answered"] for row in rows],
        )
        return [(float(x), float(y)) for x, y in zip(coverage, risk, strict=True)]

    def calibration(self) -> list[tuple[float, float]]:
        """Give mean confidence and share right of each bin of answers."""
        given = [row for row in self.rows.values() if row["answered"]]
        if not given:
            return []
        bins = calibration_bins([r["confidence"] for r in given], [r["right"] for r in given])
        return [(float(said), float(was)) for said, was, _ in bins]


def run_names(folder: Path) -> list[str]:
    """List the runs in a folder, the latest first."""
    found = [one for one in folder.glob("*/run.json") if not one.parent.name.startswith(".")]
    found.sort(key=lambda file: file.stat().st_mtime, reverse=True)
    return [file.parent.name for file in found]


def read_scored(folder: Path, name: str) -> Scored:
    """Read a run with its scores; it is scored first where it was not.

    Raises:
        RunFolderError: there is no finished run of that name.
    """
    run = _folder(folder, name)
    scores = read_scores(run / SCORES if (run / SCORES).is_file() else run)
    return Scored(name=name, summary=scores.summary, rows=scores.rows)


def compare_runs(folder: Path, before: str, after: str) -> dict[str, Any]:
    """Compare two runs question by question, as `eval compare --json` prints it.

    Raises:
        RunFolderError: one is no run, or they share no question.
    """
    pair = [read_scores(_folder(folder, name)) for name in (before, after)]
    return compare_scores(*pair).as_json


def failures(folder: Path, scored: Scored) -> list[Failure]:
    """List the questions that went wrong, those of the most frequent cause first.

    Raises:
        RunFolderError: the run is damaged.
    """
    run = read_run(_folder(folder, scored.name))
    asked = {question.id: question for question in run.questions}
    order = list(scored.summary["causes"])
    wrong = [row for row in scored.rows.values() if row["cause"]]
    wrong.sort(key=lambda row: order.index(row["cause"]) if row["cause"] in order else len(order))
    return [
        _failure(asked[row["id"]], run.answers[row["id"]].get("answer") or {}, row["cause"])
        for row in wrong
    ]


def primary_figures(summary: Mapping[str, Any]) -> list[tuple[str, float, float, float]]:
    """Give the declared measures in [0, 1]: name, value, and the ends of its interval."""
    found = []
    for measure in PRIMARY:
        value = summary["metrics"].get(measure.group, {}).get(measure.name)
        if value is not None:
            at = summary["intervals"][measure.group][measure.name]
            found.append((measure.key, value, at["low"], at["high"]))
    return found


def _folder(folder: Path, name: str) -> Path:
    if name not in run_names(folder):
        raise RunFolderError(f"there is no run {name!r} in {folder}")
    return folder / name


def _failure(question: GoldQuestion, answer: dict[str, Any], cause: str) -> Failure:
    sides = tuple(f"{side.value} ({side.said_by})" for side in question.sides)
    items = tuple(" / ".join(names) for names in question.items)
    return Failure(
        id=question.id,
        question=question.question,
        gold=question.answers or sides or items,
        unanswerable=question.unanswerable,
        answer=answer.get("answer"),
        cause=cause,
        why=CAUSES.get(cause, ""),
        quotes=tuple(span.quote for span in question.spans),
        passages=tuple(
            (str(hit.get("title") or "Untitled"), str(hit.get("text") or ""))
            for hit in answer.get("retrieved", ())[:_PASSAGES]
        ),
    )
