"""What a judge sees of a question: every sentence that was read, and a closer look at the likeliest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rag.compose import rarity_in
from rag.judge import FIRST, SHORTLIST, Asked, close_features, read_hits
from rag.training.judge_fit import weighed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.search import Searcher
    from rag.judge import ReadSentences
    from rag.reader import Scored
    from rag.selector import Choose
    from rag.training.asked import Case

    Weights = dict[str, float]
    Closer = tuple[list[Scored], list[tuple[float, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The sentences of one question: those read (n), what speaks for them (n, 8), whether each is right (n,)."""

    case: Case
    eyes: Eyes
    asked: Asked
    sentences: list[Scored]
    first: np.ndarray
    right: np.ndarray
    close: dict[tuple[int, ...], Closer]
    """What a closer look gave, by the rows that were looked at together: the selector holds them against each other."""

    def look_closer(self, first: Weights) -> tuple[np.ndarray, np.ndarray]:
        """Look closely at the shortlist: features (k, 13) and whether each is right (k,)."""
        likeliest = np.argsort(-weighed(self.first, first, FIRST), kind="stable")[:SHORTLIST]
        rows = tuple(sorted(map(int, likeliest)))
        if rows not in self.close:
            sentences = [self.sentences[row] for row in rows]
            self.close[rows] = self.eyes.look_closer(self.asked, sentences)
        read, values = self.close[rows]
        right = np.array([self.case.posed.is_right(one) for one in read], dtype=float)
        return np.column_stack([self.first[list(rows)], values]), right


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """What looks at sentences: the reader, the selector and the embedder of a store."""

    network: ReadSentences
    choose: Choose
    searcher: Searcher

    def look_closer(self, asked: Asked, sentences: Sequence[Scored]) -> Closer:
        """Look closely at each of `sentences`: with what is read in them now, and values in the order of `CLOSE`."""
        choices = self.choose(asked.text, sentences)
        values = close_features(asked, sentences, self.network, self.searcher.likeness, choices)
        read = [
            replace(one, answer=choice.answer)
            for one, choice in zip(sentences, choices, strict=True)
        ]
        return read, values

    def look(self, cases: Sequence[Case]) -> list[Seen]:
        """Read the passages of every question once; a question without a sentence is left out."""
        rarity = rarity_in(self.searcher.store)
        seen = []
        for case in cases:
            asked = Asked.of(case.posed.question, rarity)
            read = read_hits(asked, case.hits, self.network)
            if read:
                seen.append(
                    Seen(
                        case=case,
                        eyes=self,
                        asked=asked,
                        sentences=[scored for scored, _ in read],
                        first=np.array([values for _, values in read]),
                        right=np.array([case.posed.is_right(s) for s, _ in read], dtype=float),
                        close={},
                    )
                )
        return seen
