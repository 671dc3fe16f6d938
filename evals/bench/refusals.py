"""What is refused when a question has no answer in the store, beside a threshold on the score of the best passage.

The questions are MultiHop-RAG's: all null queries, and answerable ones drawn by chance. Each is answered by the whole
pipeline. One half fits the thresholds (best F1 of refusals), the one that the judge was fitted on; the figures are of
the other half. Three ways to refuse share the pipeline's retrieval: by the score of its best passage, by its confidence
with a threshold fitted as that one is, and as it is shipped.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.bench.multihop import read_questions
from evals.bench.routes import Rankings
from evals.measures.answers import accepted
from evals.measures.refusals import refusal_scores
from evals.statistics import bootstrap, mcnemar
from rag.training.hops import group_of, to_fit
from rag.types import Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

    from evals.bench.multihop import HopQuestion
    from rag.types import Answer

    Told = dict[str, Any]

_MEASURES = ("precision", "recall", "F1", "wrongly_refused")
_DRAWS = 1_000


def measure_refusals(
    store: Path, questions: Path, answers: Path, *, answerable: int, seed: int
) -> Told:
    """Ask every question without an answer, and some that have one.

    Args:
        store: a store that holds the articles of the questions, among others.
        questions: the questions.
        answers: a file for what was answered; what stands in it is not asked again.
        answerable: how many answerable questions to draw.
        seed: of the draw.
    """
    asked = drawn(read_questions(questions), answerable, seed)
    told = _answered(store, asked, answers)
    return compare_refusals([told[one.id] for one in asked])


def drawn(asked: Sequence[HopQuestion], answerable: int, seed: int) -> list[HopQuestion]:
    """Take all questions without an answer and `answerable` of the others, in their order."""
    rest = [one.id for one in asked if not one.unanswerable]
    chance = np.random.default_rng(seed)
    taken = set(chance.permutation(rest)[:answerable].tolist())
    return [one for one in asked if one.unanswerable or one.id in taken]


def note(one: HopQuestion, answer: Answer) -> Told:
    """Keep of an answer what the figures need."""
    text = " ".join(statement.text for statement in answer.statements)
    held = not answer.abstained
    return {
        "id": one.id,
        "group": group_of(one.id, one.articles),
        "kind": one.kind,
        "unanswerable": one.unanswerable,
        "refused": not held,
        "right": held and accepted(answer.short_answer, text, [one.answer]),
        "confidence": answer.confidence,
        "score": answer.evidence[0].score if answer.evidence else 0.0,
    }


def compare_refusals(told: Sequence[Told]) -> Told:
    """Fit the thresholds on one half of what `note` kept, and compare the ways to refuse on the other.

    Returns: for each way its threshold, and precision, recall and F1 of its refusals with 95 % intervals, the share of
        answerable questions wrongly refused, the mean of +1 for a right answer and −1 for a wrong one, and McNemar's p
        of right decisions against the shipped way.
    """
    none = np.array([one["unanswerable"] for one in told], bool)
    fitting = np.array([to_fit(one["group"]) for one in told], bool)
    refused = {}
    thresholds = {}
    for way, field in (("best passage's score", "score"), ("confidence, fitted", "confidence")):
        values = np.array([one[field] for one in told], float)
        thresholds[way] = best_threshold(values[fitting], none[fitting])
        refused[way] = values < thresholds[way]
    refused["as shipped"] = np.array([one["refused"] for one in told], bool)
    rest = [one for one, fits in zip(told, fitting, strict=True) if not fits]
    shipped = refused["as shipped"][~fitting] == none[~fitting]
    return {
        "questions": len(rest),
        "unanswerable": int(none[~fitting].sum()),
        "ways": {
            way: {
                "threshold": thresholds.get(way),
                **_figures(rest, says[~fitting]),
                "p": mcnemar(says[~fitting] == none[~fitting], shipped),
            }
            for way, says in refused.items()
        },
        "all questions, as shipped": _figures(told, refused["as shipped"]),
        "refused, by kind": _by_kind(told),
    }


def best_threshold(values: ArrayLike, unanswerable: ArrayLike) -> float:
    """Find the threshold below which to refuse, for the best F1 of refusals; the lowest of those that are as good.

    >>> best_threshold([0.1, 0.2, 0.6, 0.9], [True, True, False, False])
    0.6
    """
    scores = np.asarray(values, float)
    none = np.asarray(unanswerable, bool)
    levels = [*np.unique(scores).tolist(), float(np.nextafter(scores.max(), np.inf))]
    return float(max(levels, key=lambda level: _rates(none, scores < level)["F1"]))


def _rates(none: NDArray[np.bool_], refused: NDArray[np.bool_]) -> dict[str, float]:
    both = float((none & refused).sum())
    return {
        "precision": both / refused.sum() if refused.any() else float("nan"),
        "recall": both / none.sum() if none.any() else float("nan"),
        "F1": 2 * both / (none.sum() + refused.sum()) if none.any() or refused.any() else 0.0,
        "wrongly_refused": (~none & refused).sum() / (~none).sum()
        if not none.all()
        else float("nan"),
    }


def _figures(told: Sequence[Told], refused: NDArray[np.bool_]) -> Told:
    none = np.array([one["unanswerable"] for one in told], bool)
    alone = [one["id"] for one in told]
    shown: Told = {}
    for measure in _MEASURES:

        def rate(rows: NDArray[np.int64], of: str = measure) -> float:
            return float(_rates(none[rows], refused[rows])[of])

        sure = bootstrap(alone, rate, draws=_DRAWS)
        shown[measure] = [round(figure, 3) for figure in (sure.value, sure.low, sure.high)]
    scored = [
        refusal_scores(
            answered=not says,
            unanswerable=one["unanswerable"],
            right=one["right"],
            confidence=one["confidence"],
        )["reliability"]
        for one, says in zip(told, refused, strict=True)
    ]
    return {**shown, "reliability": round(float(np.mean(scored)), 3)}


def _by_kind(told: Sequence[Told]) -> dict[str, dict[str, float]]:
    kinds = dict.fromkeys(one["kind"] for one in told)
    rows = {kind: [one for one in told if one["kind"] == kind] for kind in kinds}
    return {
        kind: {
            "questions": len(ones),
            "refused": round(float(np.mean([one["refused"] for one in ones])), 3),
            "right": round(float(np.mean([one["right"] for one in ones])), 3),
        }
        for kind, ones in rows.items()
    }


def _answered(store: Path, asked: Sequence[HopQuestion], file: Path) -> Mapping[str, Told]:
    """Answer what `file` does not hold yet, each answer written as it comes."""
    held: dict[str, Told] = {}
    if file.exists():
        held = {row["id"]: row for row in map(json.loads, file.read_text("utf-8").splitlines())}
    left = [one for one in asked if one.id not in held]
    if not left:
        return held
    pipeline = Rankings.open(store).pipeline
    with file.open("a", encoding="utf-8") as lines:
        for one in left:
            held[one.id] = note(one, pipeline.answer(Question(one.text)))
            lines.write(json.dumps(held[one.id]) + "\n")
            lines.flush()
    return held
