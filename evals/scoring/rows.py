"""One question and what came back → its figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING, Any

from evals.measures import answers, citations, ranking
from evals.measures.citations import Cited
from evals.measures.ranking import Hit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.dataset import GoldQuestion, Side
    from evals.measures.answers import Supports
    from evals.running.folder import Run

Json = dict[str, Any]

_MOST_SIDES = 3  # whose orders are all tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a system showed for a question, taken out of its JSON."""

    answered: bool
    short: str | None
    text: str
    confidence: float
    hits: tuple[Hit, ...]
    cited: tuple[Cited, ...]
    statements: tuple[tuple[str, tuple[str, ...]], ...]
    """Each statement with the quotations that it cites."""
    removed: int
    timings: Mapping[str, float]
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The figures of one question; a measure that does not apply is not among `values`."""

    id: str
    cluster: str
    slices: tuple[str, ...]
    unanswerable: bool
    judged: bool
    """Whether answers are judged; where only articles are, a refusal is neither right nor wrong."""
    answered: bool
    right: bool
    confidence: float
    values: Mapping[str, float]
    statements: tuple[bool, ...] = ()
    """For each statement, whether the checker calls it supported."""
    timings: Mapping[str, float] = field(default_factory=dict)
    twin_of: str | None = None
    twist: str | None = None
    cause: str | None = None
    unscored: Mapping[str, str] = field(default_factory=dict)
    """Measure → why it could not be judged; such a question takes no part in that mean, and is counted."""


def shown(row: Json) -> Shown:
    """Read one line of answers.jsonl; a question that failed shows nothing."""
    answer = row.get("answer") or {}
    copies: Mapping[str, Sequence[str]] = row.get("copies") or {}

    def hit(found: Json, text: str) -> Hit:
        name = found["article_id"]
        return Hit(
            article_id=name,
            start=found["start"],
            end=found["end"],
            text=text,
            copies=tuple(copies.get(name, ())),
        )

    quotes = {c["id"]: c["quote"] for c in answer.get("citations", ())}
    statements = tuple(
        (s["text"], tuple(quotes[n] for n in s["citations"] if n in quotes))
        for s in answer.get("statements", ())
    )
    return Shown(
        answered=bool(answer) and not answer["abstained"],
        short=answer.get("short_answer"),
        text="\n".join(text for text, _ in statements),
        confidence=float(answer.get("confidence", 0.0)),
        hits=tuple(hit(one, one["text"]) for one in answer.get("retrieved", ())),
        cited=tuple(
            Cited(hit=hit(one, one["quote"]), sha256=one["sha256"])
            for one in answer.get("citations", ())
        ),
        statements=statements,
        removed=int(answer.get("removed_statements", 0)),
        timings=answer.get("timings_ms", {}),
        error=row.get("error"),
    )


def score_retrieval(question: GoldQuestion, seen: Shown) -> dict[str, float]:
    """Score what was found; measures of the ranking of articles are added for all questions at once."""
    if question.unanswerable or not question.evidence:
        return {}
    values: dict[str, float] = {}
    for depth in ranking.DEPTHS:
        first = seen.hits[:depth]
        values[f"retrieval.recall@{depth}"] = ranking.evidence_recall(question.evidence, first)
        values[f"retrieval.all_evidence@{depth}"] = ranking.all_evidence(question.evidence, first)
    values["retrieval.span_recall@10"] = ranking.span_recall(question.evidence, seen.hits[:10])
    return values


def score_citations(
    question: GoldQuestion, seen: Shown, run: Run, supports: Supports
) -> dict[str, float]:
    """Score what is cited: existence for every citation, gold for answerable questions, ALCE for all statements."""
    values: dict[str, float] = {}
    cited, gold = seen.cited, question.evidence or tuple(s.evidence for s in question.sides)
    if cited:
        count = len(cited)
        values["citation.validity"] = sum(citations.is_valid(c, run.archive) for c in cited) / count
        values["citation.quote_rate"] = (
            sum(citations.is_quoted(c, run.archive) for c in cited) / count
        )
        values["citation.fabricated"] = (
            sum(citations.is_fabricated(c, run.archive) for c in cited) / count
        )
    if seen.statements:
        pairs = seen.statements
        recalls = [citations.alce_recall(text, quotes, supports) for text, quotes in pairs]
        each = [
            p for text, quotes in pairs for p in citations.alce_precision(text, quotes, supports)
        ]
        values["citation.alce_recall"] = sum(recalls) / len(recalls)
        if each:
            values["citation.alce_precision"] = sum(each) / len(each)
    if gold and not question.unanswerable:
        values["citation.article_recall"] = citations.article_recall(cited, gold)
        values["citation.span_recall"] = citations.span_recall(cited, gold)
        if cited:
            values["citation.article_precision"] = citations.article_precision(cited, gold)
            values["citation.span_precision"] = citations.span_precision(cited, gold)
    return values


def score_answer(question: GoldQuestion, seen: Shown, supports: Supports) -> dict[str, float]:
    """Score what is said; a refusal of an answerable question scores 0."""
    golds = question.answers or tuple(name for side in question.sides for name in side.names)
    values: dict[str, float] = {}
    if golds or question.unanswerable:
        told, wordings = seen.short if seen.answered else None, (*golds, *_together(question.sides))
        values["answer.squad_em"] = answers.exact_match(told, wordings)
        values["answer.squad_f1"] = answers.token_f1(told, wordings)
    if question.unanswerable:
        return values
    if golds:
        values["answer.em"] = values["answer.squad_em"]
        values["answer.f1"] = values["answer.squad_f1"]
        values["answer.contains"] = float(answers.stands_in(golds, seen.text))
        if seen.answered:
            values["answer.f1_answered"] = values["answer.f1"]
    if question.items:
        _, values["answer.list_recall"], values["answer.list_f1"] = answers.list_f1(
            seen.short, seen.text, question.items
        )
    nuggets = answers.nugget_recall(seen.text, question.nuggets, supports)
    if nuggets is not None:
        values["answer.nugget_recall"] = nuggets
    if question.sides:
        values["answer.sides_told"] = answers.sides_told(seen.text, question.sides)
    if question.stale:
        values["answer.stale"] = float(
            answers.is_stale(seen.short, seen.text, stale=question.stale, golds=golds)
        )
    return values


def _together(sides: Sequence[Side]) -> list[str]:
    """Word the whole answer where sources disagree, all sides in any order: "138 or nine"."""
    if not 1 < len(sides) <= _MOST_SIDES:
        return []
    return [" or ".join(order) for order in permutations(side.value for side in sides)]


def is_right(question: GoldQuestion, seen: Shown, values: Mapping[str, float]) -> bool:
    """Whether an answer was given and is right: accepted by its words, half of a list, not stale."""
    if question.unanswerable or not seen.answered or values.get("answer.stale"):
        return False
    golds = question.answers or tuple(name for side in question.sides for name in side.names)
    half = 0.5
    if question.items and values["answer.list_recall"] >= half:
        return True
    return answers.accepted(seen.short, seen.text, golds)
