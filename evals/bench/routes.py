"""Rankings of a store to compare with the one that answers use, and what to say of their scores."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evals.statistics import bootstrap_mean, paired_randomisation
from index.types import Filters
from rag.compose import compose, open_searcher
from rag.plan import plan
from rag.retrieve import retrieve
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from index.search import Searcher
    from index.types import Retrieved
    from rag.pipeline import Pipeline
    from rag.types import Question

    Route = Callable[[Question], Sequence[Retrieved]]

DEPTH = 40
_BOOTSTRAP = 1_000
_SIGNS = 5_000


@dataclass(frozen=True, slots=True)
class Rankings:
    """An opened store, and the ways to rank its passages; none of them reads."""

    searcher: Searcher
    pipeline: Pipeline

    @classmethod
    def open(cls, store: Path) -> Rankings:
        """Open a store.

        Raises:
            StoreError: it is missing, damaged or was built with other settings.
        """
        settings = Settings(store=store, model="extractive")
        searcher = open_searcher(settings, lasting=True)
        return cls(searcher, compose(settings, searcher, lasting=True))

    def baselines(self) -> dict[str, Route]:
        """Name the rankings that read nothing from the question but the last day that it is asked for."""

        def words(asked: Question) -> Sequence[Retrieved]:
            return self.searcher.by_words(asked.text, k=DEPTH, filters=Filters(until=asked.as_of))

        def meaning(asked: Question) -> Sequence[Retrieved]:
            return self.searcher.by_vector(asked.text, k=DEPTH, filters=Filters(until=asked.as_of))

        def fused(asked: Question) -> Sequence[Retrieved]:
            return self.searcher(asked.text, k=DEPTH, filters=Filters(until=asked.as_of))

        return {"words (BM25)": words, "meaning": meaning, "rank fusion": fused}

    def planned(self, *, outlets: bool = True, dates: bool = True, recent: bool = True) -> Route:
        """Make the ranking that answers use, or that without a part of it.

        Args:
            outlets: whether outlets are read from the question.
            dates: whether days are.
            recent: whether what is new on the day of the question comes first.
        """
        pipeline, settings = self.pipeline, self.pipeline.settings

        def ranked(asked: Question) -> Sequence[Retrieved]:
            made = plan(
                asked,
                max_chars=settings.max_question_chars,
                outlets=pipeline.outlets() if outlets else (),
                read_filters=dates,
            )
            if not recent:
                made = replace(made, parts=tuple(replace(p, today=None) for p in made.parts))
            found = retrieve(made, search=pipeline.search, k=settings.retrieve_k)
            return pipeline.ranked(made, found)[:DEPTH]

        return ranked


def article_ranks(hits: Sequence[Retrieved]) -> list[str]:
    """Name the articles of a ranking, best first, each once."""
    return list(dict.fromkeys(hit.passage.article.id for hit in hits))


def compared(
    scores: Mapping[str, Mapping[str, Sequence[float]]], groups: Sequence[str]
) -> dict[str, dict[str, dict[str, float]]]:
    """Average the scores of each ranking: mean, 95 % interval over groups, and p against the last ranking.

    Args:
        scores: ranking → measure → score of each question.
        groups: the group of each question; a group is drawn whole. p is of single questions.
    """
    *_, ours = scores
    return {
        name: {
            measure: interval(values, groups)
            | ({} if name == ours else {"p": paired_p(scores[ours][measure], values)})
            for measure, values in measured.items()
        }
        for name, measured in scores.items()
    }


def interval(scores: Sequence[float], groups: Sequence[str]) -> dict[str, float]:
    """Average scores, with a 95 % bootstrap interval that draws whole groups."""
    drawn = bootstrap_mean(scores, groups, draws=_BOOTSTRAP)
    return {
        "mean": round(drawn.value, 3),
        "low": round(drawn.low, 3),
        "high": round(drawn.high, 3),
    }


def paired_p(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Give the two-sided p of a paired randomisation test over questions."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    alone = list(map(str, range(len(differences))))
    return round(paired_randomisation(differences, alone, draws=_SIGNS), 4)
