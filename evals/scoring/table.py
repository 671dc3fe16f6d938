"""The measures by name: where each belongs, what it says, which way is better, and which are declared primary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["retrieval", "citation", "grounding", "answer", "abstention", "robustness"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure: `key` is `group.name`; `mean` ones average questions, the others look at all at once."""

    key: str
    says: str
    better: Literal["higher", "lower"] = "higher"
    primary: bool = False
    law: bool = False
    mean: bool = True
    aim: float | None = None

    @property
    def group(self) -> str:
        """The part before the point."""
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        """The part after the point."""
        return self.key.partition(".")[2]


def _retrieval() -> tuple[Measure, ...]:
    depths = (1, 3, 5, 10, 20)
    return (
        *(
            Measure(
                key=f"retrieval.recall@{k}",
                says=f"share of the best evidence set found in the first {k} passages",
                primary=k == 10,  # noqa: PLR2004 - the declared depth
                aim=0.95 if k == 10 else None,  # noqa: PLR2004
            )
            for k in depths
        ),
        *(
            Measure(
                key=f"retrieval.all_evidence@{k}",
                says=f"a whole evidence set is in the first {k} passages",
                primary=k == 10,  # noqa: PLR2004
                aim=0.85 if k == 10 else None,  # noqa: PLR2004
            )
            for k in depths
        ),
        Measure(key="retrieval.span_recall@10", says="characters of evidence in the first 10"),
        Measure(key="retrieval.MRR@10", says="1 / rank of the first relevant article"),
        Measure(key="retrieval.nDCG@10", says="gain of relevant articles, discounted by rank"),
        Measure(key="retrieval.MAP", says="mean precision at each relevant article"),
        Measure(key="retrieval.Hits@1", says="the first article is relevant"),
        Measure(key="retrieval.Hits@5", says="one of the first 5 articles is relevant"),
        Measure(key="retrieval.Hits@10", says="one of the first 10 articles is relevant"),
        Measure(key="retrieval.article_recall@10", says="relevant articles among the first 10"),
    )


MEASURES: tuple[Measure, ...] = (
    *_retrieval(),
    Measure(key="citation.validity", says="article.text[start:end] == quote", law=True, aim=1.0),
    Measure(key="citation.quote_rate", says="quotations word for word", law=True, aim=1.0),
    Measure(
        key="citation.fabricated",
        says="citations that stand nowhere",
        better="lower",
        law=True,
        aim=0.0,
    ),
    Measure(key="citation.article_precision", says="cited articles that are gold"),
    Measure(key="citation.article_recall", says="gold articles that are cited"),
    Measure(
        key="citation.span_precision",
        says="citations that meet a gold span",
        primary=True,
        aim=0.85,
    ),
    Measure(
        key="citation.span_recall",
        says="gold spans that a citation meets",
        primary=True,
        aim=0.80,
    ),
    Measure(key="citation.alce_recall", says="statements that their citations support (ALCE)"),
    Measure(key="citation.alce_precision", says="citations that are needed (ALCE)"),
    Measure(
        key="grounding.supported", says="statements that the checker calls supported", mean=False
    ),
    Measure(key="grounding.corrected", says="the same, the checker's errors taken out", mean=False),
    Measure(key="answer.em", says="exact match, answerable questions"),
    Measure(key="answer.f1", says="word F1, answerable questions", primary=True, aim=0.70),
    Measure(key="answer.f1_answered", says="word F1 where an answer was given"),
    Measure(key="answer.contains", says="a gold answer stands in what is shown"),
    Measure(key="answer.right", says="answered and accepted, answerable questions", primary=True),
    Measure(key="answer.squad_em", says="EM over all; silence is right where there is no answer"),
    Measure(key="answer.squad_f1", says="F1 over all; silence is right where there is no answer"),
    Measure(key="answer.nugget_recall", says="vital nuggets that are told"),
    Measure(key="answer.list_f1", says="items of lists: F1"),
    Measure(key="answer.list_recall", says="items of lists: share found"),
    Measure(key="answer.sides_told", says="sides of a conflict that are told"),
    Measure(key="answer.stale", says="an outdated answer is given as right", better="lower"),
    Measure(
        key="abstention.recall",
        says="unanswerable questions that were refused",
        primary=True,
        aim=0.90,
    ),
    Measure(key="abstention.precision", says="refusals that were right"),
    Measure(
        key="abstention.wrongly_refused",
        says="answerable questions that were refused",
        better="lower",
        primary=True,
        aim=0.08,
    ),
    Measure(
        key="abstention.reliability",
        says="+1 right, 0 refused, −1 wrong, over all questions",
    ),
    Measure(
        key="abstention.AUROC",
        says="confidence tells answerable from unanswerable questions",
        mean=False,
    ),
    Measure(key="abstention.AURC", says="mean risk along the curve", better="lower", mean=False),
    Measure(key="abstention.coverage@5%", says="share answerable at 5 % wrong", mean=False),
    Measure(key="abstention.coverage@10%", says="share answerable at 10 % wrong", mean=False),
    Measure(
        key="abstention.ECE",
        says="distance of confidence and truth, given answers",
        better="lower",
        mean=False,
        aim=0.05,
    ),
    Measure(
        key="abstention.ECE_by_chance",
        says="ECE of a confidence without fault, on as few answers",
        better="lower",
        mean=False,
    ),
    Measure(
        key="abstention.Brier",
        says="squared distance of confidence and truth, given answers",
        better="lower",
    ),
)

BY_KEY = {measure.key: measure for measure in MEASURES}
PRIMARY = tuple(measure for measure in MEASURES if measure.primary)
