"""Question sets: the values that measures speak of, and their JSON Lines (docs/evals.md has the format)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from evals.errors import DatasetError
from evals.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

Split = Literal["dev", "test"]
Within = Literal["article", "paragraph", "sentence"]
SPLITS: tuple[Split, ...] = ("dev", "test")
WITHIN: tuple[Within, ...] = ("article", "paragraph", "sentence")
REASONS = ("absent_entity", "absent_attribute", "false_premise", "out_of_scope")
NO_THREAD = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters [start, end) of an article's text; `start` is None until the quotation was located."""

    article_id: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""
    file: str = ""

    @property
    def located(self) -> bool:
        """Whether article and offsets are known."""
        return bool(self.article_id) and self.start is not None and self.end is not None


EvidenceSet = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nugget:
    """One thing that a full answer says."""

    text: str
    vital: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one party to a conflict says."""

    value: str
    aliases: tuple[str, ...] = ()
    said_by: str = ""
    evidence: EvidenceSet = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every way to write the value."""
        return (self.value, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuestion:
    """A question and all that is known about its right answer."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    items: tuple[tuple[str, ...], ...] = ()
    nuggets: tuple[Nugget, ...] = ()
    evidence: tuple[EvidenceSet, ...] = ()
    as_of: date | None = None
    sides: tuple[Side, ...] = ()
    stale: tuple[str, ...] = ()
    unanswerable: bool = False
    why: str | None = None
    absent: tuple[tuple[str, ...], ...] = ()
    within: Within = "article"
    instead: EvidenceSet = ()
    slices: tuple[str, ...] = ()
    thread: str = NO_THREAD
    split: Split | None = None
    twin_of: str | None = None
    twist: str | None = None
    relevant: Mapping[str, int] = field(default_factory=dict)
    origin: str = "gold"

    @property
    def cluster(self) -> str:
        """What intervals draw together: the thread, or the question alone where it has none."""
        return self.id if self.thread == NO_THREAD else self.thread

    @property
    def judges_answers(self) -> bool:
        """Whether it is known what the right answer is, or that there is none; else only articles are judged."""
        return self.unanswerable or bool(self.answers or self.items or self.sides)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every span that the question names, once."""
        sets = [*self.evidence, *(side.evidence for side in self.sides), self.instead]
        return tuple(dict.fromkeys(span for one in sets for span in one))

    @property
    def grades(self) -> dict[str, int]:
        """Relevant articles: those that are graded, else those of the evidence, grade 1."""
        if self.relevant:
            return dict(self.relevant)
        proof = [*self.evidence, *(side.evidence for side in self.sides)]
        return {span.article_id: 1 for one in proof for span in one if span.article_id}


def load_questions(path: Path) -> list[GoldQuestion]:
    """Read a question set.

    Raises:
        DatasetError: the file cannot be read, a line is not a question, or an id occurs twice.
    """
    questions = [from_json(row, where) for where, row in read_rows(path)]
    if not questions:
        raise DatasetError(f"{path} holds no questions")
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise DatasetError(f"{path}: the id {question.id!r} occurs twice")
        seen.add(question.id)
    return questions


def read_rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Read JSON Lines: each object with where it stands.

    Raises:
        DatasetError: the file cannot be read, or a line is not an object.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path} line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DatasetError(f"{where} is not JSON: {error}") from error
        if not isinstance(row, dict):
            raise DatasetError(f"{where} is not an object with fields")
        rows.append((where, row))
    return rows


def from_json(row: dict[str, Any], where: str = "question") -> GoldQuestion:
    """Make a question of one line.

    Raises:
        DatasetError: a field is missing or has the wrong type; the message names it and `where`.
    """
    fields = Fields(row, where)
    tags = (*fields.words("slice"), *fields.words("type"))
    return GoldQuestion(
        id=fields.text("id"),
        question=fields.text("question"),
        answers=fields.words("answers"),
        items=tuple(fields.alias_lists("items")),
        nuggets=tuple(
            Nugget(text=one.text("text"), vital=one.flag("vital", default=True))
            for one in fields.objects("nuggets")
        ),
        evidence=_evidence(fields, together="two_hop" in tags),
        as_of=fields.day("as_of"),
        sides=tuple(map(_side, fields.objects("sides"))),
        stale=fields.words("stale"),
        unanswerable=fields.flag("unanswerable"),
        why=fields.choice("why", REASONS),
        absent=tuple(fields.alias_lists("absent")),
        within=fields.choice("within", WITHIN) or "article",
        instead=tuple(map(_span, fields.objects("instead"))),
        slices=tuple(dict.fromkeys(tags)),
        thread=fields.text("thread", default=NO_THREAD),
        split=fields.choice("split", SPLITS),
        twin_of=fields.text("twin_of", default="") or None,
        twist=fields.text("twist", default="") or None,
        relevant=fields.grades("relevant"),
        origin=fields.text("origin", default="gold"),
    )


def _evidence(fields: Fields, *, together: bool) -> tuple[EvidenceSet, ...]:
    """Read alternative sets; a flat list is alternatives of one span each, or one set where `together`."""
    if fields.nested("evidence"):
        return tuple(tuple(map(_span, one)) for one in fields.object_lists("evidence"))
    spans = tuple(map(_span, fields.objects("evidence")))
    if together:
        return (spans,) if spans else ()
    return tuple((span,) for span in spans)


def _span(fields: Fields) -> Span:
    span = Span(
        article_id=fields.text("article_id", default=""),
        start=fields.number("start"),
        end=fields.number("end"),
        quote=fields.text("quote"),
        file=fields.text("file", default=""),
    )
    if not (span.article_id or span.file):
        raise DatasetError(f"{fields.where}: a span names neither article_id nor file")
    return span


def _side(fields: Fields) -> Side:
    return Side(
        value=fields.text("value"),
        aliases=fields.words("aliases"),
        said_by=fields.text("said_by", default=""),
        evidence=tuple(map(_span, fields.objects("evidence"))),
    )


def to_json(question: GoldQuestion) -> dict[str, Any]:
    """Lay a question out as its line, without the fields that say nothing."""
    row = {
        "id": question.id,
        "question": question.question,
        "answers": list(question.answers),
        "items": [list(names) for names in question.items],
        "nuggets": [{"text": n.text, "vital": n.vital} for n in question.nuggets],
        "evidence": [_spans_json(one) for one in question.evidence],
        "as_of": question.as_of.isoformat() if question.as_of else None,
        "sides": [
            {
                "value": side.value,
                "aliases": list(side.aliases),
                "said_by": side.said_by,
                "evidence": _spans_json(side.evidence),
            }
            for side in question.sides
        ],
        "stale": list(question.stale),
        "unanswerable": question.unanswerable,
        "why": question.why,
        "absent": [list(phrases) for phrases in question.absent],
        "within": None if question.within == "article" else question.within,
        "instead": _spans_json(question.instead),
        "slice": list(question.slices),
        "thread": question.thread,
        "split": question.split,
        "twin_of": question.twin_of,
        "twist": question.twist,
        "relevant": dict(question.relevant),
        "origin": None if question.origin == "gold" else question.origin,
    }
    kept = ("id", "question", "answers", "evidence", "unanswerable", "thread")
    return {name: value for name, value in row.items() if name in kept or value}


def _spans_json(spans: Sequence[Span]) -> list[dict[str, Any]]:
    return [
        {
            name: value
            for name, value in (
                ("article_id", span.article_id),
                ("start", span.start),
                ("end", span.end),
                ("quote", span.quote),
                ("file", span.file),
            )
            if value not in {None, ""}
        }
        for span in spans
    ]


def save_questions(questions: Iterable[GoldQuestion], path: Path) -> None:
    """Write a question set, one line each."""
    lines = (json.dumps(to_json(question), ensure_ascii=False) for question in questions)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def digest(path: Path) -> str:
    """Hash a file: SHA-256, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
