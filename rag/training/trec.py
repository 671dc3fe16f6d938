"""Load the answer sentences of TREC-QA and score a ranking of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.training.data import read_lines
from rag.training.scores import average_precision, reciprocal_rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
NO_SPACE_BEFORE = re.compile(r"\s+([,.;:!?)\]}%]|n't\b|'(?:s|re|ve|ll|d|m)\b|'(?!\w))")
NO_SPACE_AFTER = re.compile(r"([(\[{$])\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One candidate of one question."""

    query: str
    question: str
    text: str
    right: bool
    split: str


def plain(tokens: str) -> str:
    """Undo the tokenisation of a sentence as far as reading needs it.

    >>> print(plain("`` It 's here , '' he said -LRB- of it -RRB- ."))
    "It's here, " he said (of it).
    """
    text = " ".join(BRACKETS.get(token, token) for token in tokens.split())
    text = text.replace("`` ", '"').replace("``", '"').replace("''", '"')
    return NO_SPACE_AFTER.sub(r"\1", NO_SPACE_BEFORE.sub(r"\1", text))


def load_sentences(path: Path) -> list[Sentence]:
    """Load all candidates, in the order of the file."""
    return [
        Sentence(
            query=str(row["qid"]),
            question=plain(str(row["question"])),
            text=plain(str(row["sentence"])),
            right=bool(row["label"]),
            split=str(row["split"]),
        )
        for row in read_lines(path)
    ]


def rank_scores(
    sentences: Sequence[Sentence], scores: Iterable[float], *, need_wrong: bool
) -> dict[str, tuple[float, float]]:
    """Score the ranking of each question that has a right candidate.

    Args:
        sentences: the candidates.
        scores: one per candidate, greater is better.
        need_wrong: leave out questions with only right candidates ("clean" in the literature).

    Returns:  per question its average precision and its reciprocal rank.
    """
    ranked: dict[str, list[tuple[float, bool]]] = {}
    for sentence, score in zip(sentences, scores, strict=True):
        ranked.setdefault(sentence.query, []).append((score, sentence.right))
    found = {}
    for query, candidates in ranked.items():
        labels = [right for _, right in sorted(candidates, key=lambda item: -item[0])]
        if any(labels) and not (need_wrong and all(labels)):
            found[query] = (average_precision(labels), reciprocal_rank(labels))
    return found
