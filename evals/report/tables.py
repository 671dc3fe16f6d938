"""Scored runs as tables: Markdown and LaTeX for papers and pages, CSV with a line for each question."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from evals.scoring.table import BY_KEY, MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.dataset import GoldQuestion
    from evals.scoring.rows import Row

Json = dict[str, Any]
SHOWN = (
    "retrieval.recall@10",
    "retrieval.all_evidence@10",
    "retrieval.MRR@10",
    "retrieval.nDCG@10",
    "citation.validity",
    "citation.quote_rate",
    "citation.fabricated",
    "citation.span_precision",
    "citation.span_recall",
    "answer.em",
    "answer.f1",
    "answer.right",
    "abstention.recall",
    "abstention.wrongly_refused",
    "abstention.AUROC",
    "abstention.ECE",
    "abstention.ECE_by_chance",
    "abstention.AURC",
    "abstention.coverage@10%",
)
_LATEX = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def figure(summary: Json, key: str, *, digits: int = 3) -> str:
    """Write a figure with its interval, `-` where it does not apply.

    >>> at = {"low": 0.5, "high": 1.0}
    >>> figure({"metrics": {"answer": {"f1": 0.75}}, "intervals": {"answer": {"f1": at}}}, "answer.f1")
    '0.750 [0.500, 1.000]'
    """
    group, _, name = key.partition(".")
    value = summary["metrics"].get(group, {}).get(name)
    if value is None:
        return "-"
    at = summary["intervals"][group][name]
    return f"{value:.{digits}f} [{at['low']:.{digits}f}, {at['high']:.{digits}f}]"


def _cells(summaries: Sequence[Json], keys: Sequence[str]) -> Iterator[list[str]]:
    """Lay measures out as rows, runs as columns; a measure that applies to no run is left out."""
    yield ["measure", *(str(summary["system"]) for summary in summaries)]
    for key in keys:
        cells = [figure(summary, key) for summary in summaries]
        if set(cells) != {"-"}:
            yield [key, *cells]


def markdown(summaries: Sequence[Json], *, every: bool = False) -> str:
    """Write a Markdown table: measures down, runs across; 95 % intervals draw whole threads."""
    keys = [measure.key for measure in MEASURES] if every else SHOWN
    head, *rows = _cells(summaries, keys)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(_markdown_cell, line))} |\n" for line in lines)


def _markdown_cell(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")


def latex(summaries: Sequence[Json], *, every: bool = False) -> str:
    r"""Write a LaTeX table for the package booktabs."""
    keys = [measure.key for measure in MEASURES] if every else SHOWN
    head, *rows = (list(map(_latex_cell, line)) for line in _cells(summaries, keys))
    body = "".join(f"{' & '.join(row)} \\\\\n" for row in rows)
    return (
        f"\\begin{{tabular}}{{l{'r' * len(summaries)}}}\n\\toprule\n"
        f"{' & '.join(head)} \\\\\n\\midrule\n{body}\\bottomrule\n\\end{{tabular}}\n"
    )


def _latex_cell(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in " ".join(text.split()))


def per_question_csv(questions: Sequence[GoldQuestion], rows: Sequence[Row]) -> str:
    """Write a line for each question: what it is, what became of it, and every measure that applies."""
    keys = [key for key in BY_KEY if any(key in row.values for row in rows)]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(
        [
            "id",
            "question",
            "slices",
            "thread",
            "unanswerable",
            "answered",
            "right",
            "confidence",
            "cause",
            *keys,
        ]
    )
    for question, row in zip(questions, rows, strict=True):
        told = (row.unanswerable, row.answered, row.right, row.confidence)
        texts = map(_plain, (row.id, question.question, " ".join(row.slices), row.cluster))
        figures = (row.values.get(key, "") for key in keys)
        writer.writerow([*texts, *told, row.cause or "", *figures])
    return file.getvalue()


def _plain(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
