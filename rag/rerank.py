"""What was found → what is worth reading."""

from collections.abc import Callable, Sequence

from index.types import Passage, Retrieved

Scorer = Callable[[str, Sequence[Passage]], Sequence[float]]


def rerank(question: str, hits: Sequence[Retrieved], *, score: Scorer, k: int) -> list[Retrieved]:
    """Keep the `k` best under `score(question, passages)`, best first; ties keep their order."""
    scores = score(question, [hit.passage for hit in hits])
    scored = [Retrieved(h.passage, float(s), "reranked") for h, s in zip(hits, scores, strict=True)]
    return sorted(scored, key=lambda hit: -hit.score)[:k]
