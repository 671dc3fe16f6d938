"""Why did a question fail? The first thing on its path that went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.measures.citations import span_recall
from evals.measures.ranking import all_evidence

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from evals.dataset import GoldQuestion
    from evals.scoring.rows import Shown

CAUSES = {
    "failed": "the question could not be asked, or the chat model failed",
    "wrongly answered": "the archive does not hold the answer, yet one was given",
    "not in corpus": "an article that holds the evidence is not in the archive",
    "not retrieved": "no alternative set of evidence is among the passages found",
    "ranked too low": "the evidence was found, but not among the passages that are read",
    "stale": "what was right once is given as right",
    "conflict missed": "not every side of a conflict is told",
    "unsupported text": "a sentence was written and taken out, because its citation does not support it",
    "wrongly abstained": "the evidence was read, and nothing was answered",
    "wrong span": "the right words are cited, and the wrong answer is taken out of them",
    "retrieved but unread": "the evidence was read, and something else is cited",
}


def first_cause(
    question: GoldQuestion,
    seen: Shown,
    values: Mapping[str, float],
    *,
    right: bool,
    archive: Container[str],
    read_k: int,
) -> str | None:
    """Name the first cause of a failure, None where there is none; `read_k` passages were read."""
    if seen.error:
        return "failed"
    if question.unanswerable:
        return "wrongly answered" if seen.answered else None
    missed = values.get("answer.sides_told", 1.0) < 1
    if (right and not missed) or not question.judges_answers:
        return None
    return _on_the_way(question, seen, archive, read_k) or _at_the_end(
        question, seen, values, right=right
    )


def _on_the_way(
    question: GoldQuestion, seen: Shown, archive: Container[str], read_k: int
) -> str | None:
    """Follow the evidence to where it is read."""
    told = tuple(span for side in question.sides for span in side.evidence)
    sets = [one for one in (question.evidence or (told,)) if one]
    if not sets:
        return None
    if not any(all(span.article_id in archive for span in one) for one in sets):
        return "not in corpus"
    if not all_evidence(sets, seen.hits):
        return "not retrieved"
    if not all_evidence(sets, seen.hits[:read_k]):
        return "ranked too low"
    return None


def _at_the_end(
    question: GoldQuestion, seen: Shown, values: Mapping[str, float], *, right: bool
) -> str:
    """Say what became of evidence that was read."""
    if values.get("answer.stale"):
        return "stale"
    if right:
        return "conflict missed"
    if not seen.answered:
        return "unsupported text" if seen.removed else "wrongly abstained"
    sets = question.evidence or tuple(side.evidence for side in question.sides)
    return "wrong span" if span_recall(seen.cited, sets) else "retrieved but unread"
