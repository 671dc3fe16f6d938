"""Score a stored run: the figures of every question, then of all together and of every slice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from evals.measures.grounding import checker_accuracy
from evals.measures.ranking import article_ranking, ranked_measures
from evals.measures.refusals import refusal_scores
from evals.samples import gold_folder
from evals.scoring.causes import first_cause
from evals.scoring.rows import (
    Row,
    is_right,
    score_answer,
    score_citations,
    score_retrieval,
    shown,
)
from evals.validate.labels import load_checks
from rag.check import StatementChecker
from rag.settings import Settings
from rag.support import load_support

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from evals.dataset import GoldQuestion
    from evals.measures.answers import Supports
    from evals.measures.grounding import CheckerAccuracy
    from evals.running.folder import Run
    from evals.scoring.rows import Shown
    from rag.support import Support

_RANKED = {
    "RR@10": "MRR@10",
    "nDCG@10": "nDCG@10",
    "AP": "MAP",
    "Success@1": "Hits@1",
    "Success@5": "Hits@5",
    "Success@10": "Hits@10",
    "R@10": "article_recall@10",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """Who judges whether a text supports a statement, by name, with its own accuracy where it was measured."""

    name: str
    supports: Supports
    accuracy: CheckerAccuracy | None


def shipped_checker(checks: Path | None = None) -> Checker:
    """Give the packaged checker at its default setting, measured on the labelled checks.

    It is the same for every run, whatever checked the answers in it: one instrument, so that runs can be compared.
    """
    check = StatementChecker(min_support=Settings().min_support, judge=_network)

    @lru_cache(maxsize=65536)
    def supports(statement: str, evidence: str) -> bool:
        return check(statement, evidence).verdict == "supported"

    file = checks or gold_folder() / "checks.jsonl"
    accuracy = None
    if file.is_file():
        labelled = load_checks(file)
        accuracy = checker_accuracy(
            [supports(one.statement, one.evidence) for one in labelled],
            [one.verdict == "supported" for one in labelled],
        )
    return Checker(name="packaged", supports=supports, accuracy=accuracy)


def _network(pairs: Sequence[tuple[str, str]]) -> list[Support]:
    return load_support()(pairs)  # loaded when the rules first have nothing to say


def score_run(run: Run, checker: Checker) -> list[Row]:
    """Score every question of a run, in the order of the questions."""
    seen = {question.id: shown(run.answers[question.id]) for question in run.questions}
    ranked = _ranked(run, seen)
    return [
        _row(question, seen[question.id], ranked.get(question.id, {}), run, checker)
        for question in run.questions
    ]


def _row(
    question: GoldQuestion,
    seen: Shown,
    ranked: Mapping[str, float],
    run: Run,
    checker: Checker,
) -> Row:
    values = {
        **score_retrieval(question, seen),
        **ranked,
        **score_citations(question, seen, run, checker.supports),
        **score_answer(question, seen, checker.supports),
    }
    right = is_right(question, seen, values)
    if question.judges_answers:
        if not question.unanswerable:
            values["answer.right"] = float(right)
        refusal = refusal_scores(
            answered=seen.answered,
            unanswerable=question.unanswerable,
            right=right,
            confidence=seen.confidence,
        )
        values |= {f"abstention.{name}": value for name, value in refusal.items()}
    return Row(
        id=question.id,
        cluster=question.cluster,
        slices=question.slices,
        unanswerable=question.unanswerable,
        judged=question.judges_answers,
        answered=seen.answered,
        right=right,
        confidence=seen.confidence,
        values=values,
        statements=tuple(
            checker.supports(text, "\n".join(quotes)) if quotes else False
            for text, quotes in seen.statements
        ),
        timings=seen.timings,
        twin_of=question.twin_of,
        twist=question.twist,
        cause=first_cause(
            question,
            seen,
            values,
            right=right,
            archive=run.archive,
            read_k=int(run.manifest.settings.get("read_k", 10)),
        ),
        unscored={"all": seen.error} if seen.error else {},
    )


def _ranked(run: Run, seen: Mapping[str, Shown]) -> dict[str, dict[str, float]]:
    """Score the rankings of articles, all questions at once."""
    asked = [q for q in run.questions if not q.unanswerable and q.grades]
    qrels = {question.id: question.grades for question in asked}
    ranking = {q.id: article_ranking(seen[q.id].hits, q.grades) for q in asked}
    scores = ranked_measures(qrels, ranking) if qrels else {}
    named = {
        query: {f"retrieval.{_RANKED[name]}": value for name, value in values.items()}
        for query, values in scores.items()
    }
    for question in asked:
        if not question.evidence:  # only articles are judged: their recall stands for that of spans
            named[question.id]["retrieval.recall@10"] = scores[question.id]["R@10"]
    return named
