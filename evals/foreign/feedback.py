"""What readers thought of answers (the page writes it) → questions; an answer that was praised is its own gold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.dataset import GoldQuestion, Span
from evals.fields import Fields
from evals.foreign.files import read_lines
from evals.foreign.imported import Imported, distinct

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_REFUSE = "should have been refused"


def import_feedback(paths: Sequence[Path], *, split: str = "test") -> Imported:  # noqa: ARG001 - one signature for all forms
    """Read feedback.jsonl of the page.

    Thumbs up: the short answer and the words cited are gold; a praised refusal is unanswerable. Thumbs down: the
    question alone, for somebody to write its answer; unanswerable where it "should have been refused".

    Raises:
        DatasetError: a line is something else.
    """
    questions = [
        _question(Fields(row, where), f"{path.stem}-{number:04}")
        for path in paths
        for number, (where, row) in enumerate(read_lines(path), start=1)
    ]
    return Imported(questions=distinct(questions))


def _question(fields: Fields, name: str) -> GoldQuestion:
    good, reason = fields.text("verdict") == "up", fields.text("reason", default="")
    refused = fields.flag("abstained")
    unanswerable = refused if good else reason == _REFUSE
    short = fields.text("short_answer", default="")
    told = good and not refused
    evidence = tuple(
        Span(
            article_id=one.text("article_id"),
            start=one.number("start"),
            end=one.number("end"),
            quote=one.text("quote"),
        )
        for one in fields.objects("citations")
    )
    return GoldQuestion(
        id=name,
        question=fields.text("question"),
        answers=(short,) if told and short else (),
        evidence=tuple((span,) for span in evidence) if told else (),
        unanswerable=unanswerable,
        why="absent_attribute" if unanswerable else None,
        slices=("praised",)
        if good
        else ("blamed", *([reason.replace(" ", "_")] if reason else [])),
        origin="feedback",
    )
