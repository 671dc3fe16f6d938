"""Is the evidence found? Rankings of articles by ir-measures (trec_eval), evidence spans by characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.optional import needed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.dataset import EvidenceSet, Span

DEPTHS = (1, 3, 5, 10, 20)
RANKED = ("nDCG@10", "RR@10", "AP", "Success@1", "Success@5", "Success@10", "R@10")
ENOUGH = 0.5  # of a span's characters, to have found it


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage as it was ranked or cited: characters [start, end) of an article, its text, the article's copies."""

    article_id: str
    start: int
    end: int
    text: str
    copies: tuple[str, ...] = ()

    def holds(self, span: Span) -> float:
        """Share of a span's characters inside this passage; all of them where its words stand in a reprint."""
        if self.article_id == span.article_id and span.start is not None and span.end is not None:
            common = min(self.end, span.end) - max(self.start, span.start)
            if common > 0:
                return common / (span.end - span.start)
        return float(span.article_id in {*self.copies, self.article_id} and span.quote in self.text)


def found(span: Span, hits: Sequence[Hit]) -> bool:
    """Whether at least half of a span's characters lie in the passages together."""
    return sum(hit.holds(span) for hit in hits) >= ENOUGH


def evidence_recall(sets: Sequence[EvidenceSet], hits: Sequence[Hit]) -> float:
    """recall@k = max over the alternative sets S of |{s ∈ S : s found in the first k passages}| / |S|.

    Alternatives are interchangeable, so the best one counts; spans are characters of articles, so it does not
    matter how passages are cut. Pass the first k hits.
    """
    return max((sum(found(span, hits) for span in one) / len(one) for one in sets), default=0.0)


def all_evidence(sets: Sequence[EvidenceSet], hits: Sequence[Hit]) -> float:
    """1 if every span of some alternative set is found in the first k passages, else 0 (two hops need both)."""
    return float(any(all(found(span, hits) for span in one) for one in sets))


def span_recall(sets: Sequence[EvidenceSet], hits: Sequence[Hit]) -> float:
    """Share of the characters of the best alternative set that lie in the first k passages."""
    shares = []
    for one in sets:
        lengths = [len(span.quote) for span in one]
        held = [min(1.0, sum(hit.holds(span) for hit in hits)) for span in one]
        shares.append(sum(n * h for n, h in zip(lengths, held, strict=True)) / sum(lengths))
    return max(shares, default=0.0)


def article_ranking(hits: Sequence[Hit], grades: Mapping[str, int]) -> dict[str, float]:
    """Turn a ranking of passages into one of articles, as trec_eval wants it: article → score, higher is better.

    An article stands where its first passage stands. A found original stands for its judged copy.
    """
    order: dict[str, None] = {}
    for hit in hits:
        judged = [hit.article_id, *hit.copies]
        order.setdefault(next((one for one in judged if grades.get(one)), hit.article_id))
    return {article: -float(place) for place, article in enumerate(order)}


def ranked_measures(
    qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Score rankings with ir-measures: query → measure → value; a query without results scores 0.

    nDCG@k = Σ_i g_i / log2(i + 1) over that of the ideal order (linear gain, as trec_eval has it);
    RR@k = 1 / rank of the first relevant; AP = mean precision at each relevant; Success@k (Hits@k) = 1 if one of
    the first k is relevant; R@k = share of the relevant among the first k.

    Source: Järvelin and Kekäläinen 2002; Voorhees 1999; trec_eval; MacAvaney et al. 2022 (ir-measures).
    """
    measures: Any = needed("ir_measures", extra="evals")
    wanted = [measures.parse_measure(name) for name in RANKED]
    scores: dict[str, dict[str, float]] = {query: dict.fromkeys(RANKED, 0.0) for query in qrels}
    plain = {query: dict(ranked) for query, ranked in run.items()}
    judged = {query: dict(grades) for query, grades in qrels.items()}
    for score in measures.iter_calc(wanted, judged, plain):
        scores[score.query_id][str(score.measure)] = float(score.value)
    return scores
