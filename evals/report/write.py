"""Write a scored run down in the forms asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.errors import RunFolderError
from evals.report.junit import junit
from evals.report.page import page
from evals.report.tables import latex, markdown, per_question_csv
from evals.scoring.compare import compare_scores
from evals.scoring.stored import read_scores, score_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FORMS = ("html", "junit", "csv", "markdown", "latex")


def write_reports(
    folder: Path,
    wanted: Mapping[str, Path],
    *,
    against: Path | None = None,
    beside: Sequence[Path] = (),
) -> list[Path]:
    """Score a run and write it in each form of `wanted`; returns the files.

    Args:
        folder: the run.
        wanted: form → file.
        against: an earlier run or its scores.json; the page shows what changed.
        beside: further runs, as columns of the Markdown and LaTeX tables.

    Raises:
        EvalError: a run or a library is missing.
    """
    run, rows, scores = score_folder(folder)
    columns = [scores.summary, *(read_scores(one).summary for one in beside)]
    comparison = compare_scores(read_scores(against), scores) if against else None
    makers = {
        "html": lambda: page(run, rows, scores.summary, comparison),
        "junit": lambda: junit(run.questions, rows, scores.summary),
        "csv": lambda: per_question_csv(run.questions, rows),
        "markdown": lambda: markdown(columns),
        "latex": lambda: latex(columns),
    }
    for form, file in wanted.items():
        text = makers[form]()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8", errors="replace")
        except OSError as error:
            raise RunFolderError(f"{file} cannot be written: {error}") from error
    return list(wanted.values())
