"""Many excerpts at once: a CSV or JSON Lines file in, the same with answers out."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.errors import DocumentError
from rag.lookup.shapes import trace_json
from ui.files import read_text
from ui.progress import progress_bars

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.types import Filters
    from rag.lookup.trace import Traced, Tracer

    Row = dict[str, Any]

COLUMNS = ("excerpt", "quote", "text", "claim", "sentence")
_MOST_CHARS = 1_000_000  # of a cell
ANSWERS = (
    "match", "score", "article_id", "title", "source", "published", "url", "start", "end", "quote",
    "also_in", "problem",
)  # fmt: skip
_PREFIX = "trace_"  # before the name of an answer that the file has as a column


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows of a file, the column that holds the excerpts, and how the rows are written."""

    rows: list[Row]
    column: str
    write: Callable[[list[Row], list[Row]], str]


def read_batch(name: str, *, column: str | None) -> Batch:
    """Read the rows of a CSV, TSV or JSON Lines file, or of the standard input; the content tells which.

    Raises:
        DocumentError: it is neither, or no column holds excerpts.
    """
    text = read_text(name)
    if text.lstrip()[:1] == "{":
        rows, write = _json_lines(text, name), _as_json_lines
    else:
        rows, write = _table(text, name), _as_csv
    if not rows:
        raise DocumentError(f"{name} holds no rows")
    names = list(dict.fromkeys(key for row in rows for key in row))
    chosen = column or next((known for known in COLUMNS if known in names), None)
    if chosen is None or chosen not in names:
        listed = ", ".join(names[:20])
        raise DocumentError(
            f"{name} has no column {(chosen or COLUMNS[0])!r}; name one with --column: {listed}"
        )
    return Batch(rows=rows, column=chosen, write=write)


def trace_batch(batch: Batch, tracer: Tracer, filters: Filters) -> tuple[str, int]:
    """Trace every row, showing progress: the file's text with the answers, and how many rows have none."""
    answers: list[Row] = []
    with progress_bars() as bars:
        for done, row in enumerate(batch.rows, start=1):
            answers.append(_answer(row.get(batch.column), tracer, filters))
            bars.show("trace", done, len(batch.rows))
    return batch.write(batch.rows, answers), sum("problem" in answer for answer in answers)


def _answer(excerpt: object, tracer: Tracer, filters: Filters) -> Row:
    """Trace one excerpt; what is none is said in its row and stops nothing."""
    if not isinstance(excerpt, str):
        return {"problem": "no excerpt"}
    try:
        traced: Traced = tracer(excerpt, filters)
    except DocumentError as error:
        return {"problem": str(error)}
    return trace_json(traced)


def _json_lines(text: str, name: str) -> list[Row]:
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise DocumentError(f"{name} line {number} is no JSON object")
        rows.append(row)
    return rows


def _table(text: str, name: str) -> list[Row]:
    csv.field_size_limit(_MOST_CHARS)
    first = text.split("\n", 1)[0]
    mark = max("\t;,", key=first.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=mark, restkey="more", strict=True))
    except csv.Error as error:
        raise DocumentError(f"{name} is no table: {error}") from error
    return rows


def _as_json_lines(rows: list[Row], answers: list[Row]) -> str:
    lines = [
        json.dumps({**row, "trace": answer}, ensure_ascii=False)
        for row, answer in zip(rows, answers, strict=True)
    ]
    return "".join(f"{line}\n" for line in lines)


def _as_csv(rows: list[Row], answers: list[Row]) -> str:
    own = [key for key in dict.fromkeys(key for row in rows for key in row) if key != "more"]
    names = {answer: f"{_PREFIX}{answer}" if answer in own else answer for answer in ANSWERS}
    out = io.StringIO()
    writer = csv.DictWriter(
        out, [*own, *names.values()], extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    for row, answer in zip(rows, answers, strict=True):
        flat = {**answer, **(answer.get("article") or {})}
        flat["also_in"] = " ".join(other["article_id"] for other in answer.get("also_in", ()))
        writer.writerow({**row, **{names[key]: flat.get(key) for key in ANSWERS}})
    return out.getvalue()
