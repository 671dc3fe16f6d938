"""Labelled checks: (statement, evidence, verdict) triples that measure the checker itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from evals.dataset import NO_THREAD, SPLITS, Span, Split, read_rows
from evals.errors import DatasetError
from evals.fields import Fields
from rag.types import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from evals.locate import Articles

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledCheck:
    """A statement, the evidence it is held against, and the verdict that people gave."""

    id: str
    statement: str
    evidence: str
    verdict: Verdict
    kind: str = ""
    thread: str = NO_THREAD
    split: Split | None = None
    span: Span | None = None


def load_checks(path: Path) -> list[LabelledCheck]:
    """Read labelled checks.

    Raises:
        DatasetError: the file cannot be read, or a line is not a labelled check.
    """
    return [_check(row, where) for where, row in read_rows(path)]


def _check(row: dict[str, object], where: str) -> LabelledCheck:
    fields = Fields(row, where)
    span = row.get("evidence") if isinstance(row.get("evidence"), dict) else None
    inner = Fields(span, f"{where}, evidence") if isinstance(span, dict) else None
    verdict = fields.choice("verdict", VERDICTS)
    if verdict is None:
        raise DatasetError(f"{where}: the field 'verdict' is missing")
    return LabelledCheck(
        id=fields.text("id"),
        statement=fields.text("statement"),
        evidence=inner.text("quote") if inner else fields.text("evidence"),
        verdict=verdict,
        kind=fields.text("kind", default=""),
        thread=fields.text("thread", default=NO_THREAD),
        split=fields.choice("split", SPLITS),
        span=Span(
            article_id=inner.text("article_id", default=""),
            start=inner.number("start"),
            end=inner.number("end"),
            quote=inner.text("quote"),
            file=inner.text("file", default=""),
        )
        if inner
        else None,
    )


def check_problems(name: str, checks: Sequence[LabelledCheck], articles: Articles) -> Iterator[str]:
    """Say what is wrong with labelled checks: one line for each fault."""
    seen: dict[tuple[str, str], str] = {}
    ids: set[str] = set()
    for check in checks:
        if check.id in ids:
            yield f"{name}: the id {check.id} occurs twice"
        ids.add(check.id)
        other = seen.setdefault((check.statement, check.evidence), check.id)
        if other != check.id:
            yield f"{name}: {check.id} says what {other} says"
        if check.span:
            try:
                articles.located(check.span)
            except DatasetError as error:
                yield f"{name}: {check.id}: {error}"
