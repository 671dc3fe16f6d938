"""Runs in the forms of others: ragas samples, a BEIR folder, a TREC run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from evals.errors import DatasetError
from evals.measures.ranking import article_ranking
from evals.scoring.rows import shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from evals.running.folder import Run


def export_ragas(run: Run, out: Path) -> list[Path]:
    """Write ragas samples, JSON Lines: user_input, response, retrieved_contexts, reference, reference_contexts."""
    rows = []
    for question in run.questions:
        answer = run.answers[question.id]["answer"] or {}
        best = question.evidence[0] if question.evidence else ()
        rows.append(
            {
                "user_input": question.question,
                "response": answer.get("answer") or "",
                "retrieved_contexts": [hit["text"] for hit in answer.get("retrieved", ())],
                "reference": question.answers[0] if question.answers else "",
                "reference_contexts": [span.quote for span in best],
            }
        )
    return [_write(out, _lines(rows))]


def export_beir(run: Run, out: Path) -> list[Path]:
    """Write a BEIR folder of the questions and the articles that the run kept (those cited, and those judged)."""
    judged = [question for question in run.questions if question.grades]
    corpus = ({"_id": name, "title": "", "text": kept.text} for name, kept in run.archive.items())
    queries = ({"_id": question.id, "text": question.question} for question in judged)
    head = "query-id\tcorpus-id\tscore\n"
    grades = (
        f"{question.id}\t{article}\t{grade}\n"
        for question in judged
        for article, grade in question.grades.items()
    )
    return [
        _write(out / "corpus.jsonl", _lines(corpus)),
        _write(out / "queries.jsonl", _lines(queries)),
        _write(out / "qrels" / "test.tsv", head + "".join(grades)),
    ]


def export_trec(run: Run, out: Path) -> list[Path]:
    """Write the ranking of articles as a TREC run: query, Q0, article, rank, score, tag."""
    lines = []
    for question in run.questions:
        ranked = article_ranking(shown(run.answers[question.id]).hits, question.grades)
        order = sorted(ranked, key=lambda name: -ranked[name])
        for rank, article in enumerate(order, start=1):
            names = (_word(question.id), "Q0", _word(article), str(rank), str(1 / rank))
            lines.append(f"{' '.join(names)} {_word(run.manifest.system)}\n")
    return [_write(out, "".join(lines))]


def _lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _word(text: str) -> str:
    """A column of a TREC file holds no blanks."""
    return "_".join(text.split())


def _write(file: Path, text: str) -> Path:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", errors="replace")
    except OSError as error:
        raise DatasetError(f"{file} cannot be written: {error}") from error
    return file
