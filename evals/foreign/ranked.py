"""Judged rankings: BEIR folders, TREC topics, qrels and runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.dataset import GoldQuestion
from evals.errors import DatasetError
from evals.fields import Fields
from evals.foreign.files import read_columns, read_lines, whole_number
from evals.foreign.imported import Imported, distinct
from evals.measures.ranking import ranked_measures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Qrels = dict[str, dict[str, int]]
_TREC_QRELS, _TREC_RUN = 4, 6  # columns


def import_beir(paths: Sequence[Path], *, split: str = "test") -> Imported:
    """Read a BEIR folder: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv.

    Source: Thakur et al. 2021; the layout of its loader.

    Raises:
        DatasetError: a file is missing or is something else.
    """
    (folder,) = _exactly(paths, 1, "the BEIR folder")
    qrels = read_qrels(folder / "qrels" / f"{split}.tsv")
    articles = []
    for where, row in read_lines(folder / "corpus.jsonl"):
        fields = Fields(row, where)
        text = fields.text("text", default="")
        articles.append(
            {
                "id": fields.text("_id"),
                "title": fields.text("title", default=""),
                "text": text if text.strip() else fields.text("title", default=""),
            }
        )
    questions = []
    for where, row in read_lines(folder / "queries.jsonl"):
        fields = Fields(row, where)
        if fields.text("_id") in qrels:
            questions.append(_judged(fields.text("_id"), fields.text("text"), qrels, "beir"))
    return Imported(questions=distinct(questions), articles=tuple(articles))


def import_trec(paths: Sequence[Path], *, split: str = "test") -> Imported:  # noqa: ARG001 - one signature for all forms
    """Read TREC qrels and topics (a table: id, tab, question).

    Raises:
        DatasetError: a file is something else.
    """
    qrels_file, topics = _exactly(paths, 2, "the qrels and a table of topics (id, tab, question)")
    qrels = read_qrels(qrels_file)
    rows = [columns for _, columns in read_columns(topics, least=2)]
    asked = ((row[0], " ".join(row[1:])) for row in rows if row[0] in qrels)
    return Imported(questions=distinct([_judged(i, text, qrels, "trec") for i, text in asked]))


def _judged(name: str, text: str, qrels: Qrels, origin: str) -> GoldQuestion:
    relevant = {article: grade for article, grade in qrels[name].items() if grade > 0}
    return GoldQuestion(id=name, question=text, relevant=relevant, origin=origin)


def read_qrels(path: Path) -> Qrels:
    """Read judgements: TREC's four columns (query, iteration, document, grade) or BEIR's three with a head.

    Raises:
        DatasetError: the file is something else.
    """
    qrels: Qrels = {}
    for number, (where, columns) in enumerate(read_columns(path, least=3)):
        if number == 0 and columns[-1].lower() in {"score", "grade", "relevance", "rel"}:
            continue
        document, grade = columns[2:4] if len(columns) >= _TREC_QRELS else columns[1:3]
        qrels.setdefault(columns[0], {})[document] = whole_number(grade, where)
    return qrels


def read_trec_run(path: Path) -> dict[str, dict[str, float]]:
    """Read a TREC run: query, Q0, document, rank, score, tag; the score decides the order, as in trec_eval.

    Raises:
        DatasetError: the file is something else.
    """
    run: dict[str, dict[str, float]] = {}
    for where, columns in read_columns(path, least=_TREC_RUN):
        try:
            run.setdefault(columns[0], {})[columns[2]] = float(columns[4])
        except ValueError:
            raise DatasetError(f"{where}: {columns[4][:30]!r} is not a score") from None
    return run


def score_trec_run(qrels_file: Path, run_file: Path) -> dict[str, float]:
    """Score a TREC run; a judged query that it does not answer scores 0.

    Raises:
        DatasetError: a file is something else, or nothing is judged.
    """
    qrels = read_qrels(qrels_file)
    if not qrels:
        raise DatasetError(f"{qrels_file} judges nothing")
    scores = ranked_measures(qrels, read_trec_run(run_file))
    names = next(iter(scores.values()))
    return {name: sum(one[name] for one in scores.values()) / len(scores) for name in names}


def _exactly(paths: Sequence[Path], count: int, what: str) -> Sequence[Path]:
    if len(paths) != count:
        raise DatasetError(f"this form wants {count} path{'s' * (count > 1)}: {what}")
    return paths
