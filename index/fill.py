"""Give every passage its vector: from the generation before, from a run that did not finish, or newly embedded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from index.embed import Embedder, Vectors
    from index.progress import Progress
    from index.resume import Checkpoint
    from index.types import Passage

    ChooseEmbedder = Callable[[Sequence[str], int], Embedder]
    Recall = Callable[[int], NDArray[np.float32] | None]

_SHOWN_EVERY = (
    512  # passages between two signs of progress; at each, a core or two wait for the last batch
)


def embedding_text(passage: Passage) -> str:
    """Put the headline before the words of a passage: it says what they are about."""
    title = passage.article.title.strip()
    return f"{title}\n{passage.text}" if title else passage.text


@dataclass(slots=True, kw_only=True)
class VectorSource:
    """Makes or finds vectors, window by window.

    `choose(sample, total)` picks who embeds, at the first passage that needs it; `recall(row)` finds a vector of the
    generation before; `total` is how many passages need a new one at most.
    """

    dim: int
    choose: ChooseEmbedder
    recall: Recall
    checkpoint: Checkpoint
    progress: Progress
    total: int
    embedded: int = 0
    resumed: int = 0
    _embedder: Embedder | None = field(default=None, repr=False)

    def __call__(self, rows: range, passages: Sequence[Passage]) -> Vectors:
        """Give the vectors of `passages`, whose rows are `rows`: float32 (n, dim)."""
        vectors: Vectors = np.zeros((len(passages), self.dim), dtype=np.float32)
        missing: dict[int, str] = {}
        for place, (row, passage) in enumerate(zip(rows, passages, strict=True)):
            text = embedding_text(passage)
            if (known := self.recall(row)) is not None:
                vectors[place] = known
            elif (saved := self.checkpoint.find(text)) is not None:
                vectors[place] = saved
                self.resumed += 1
            else:
                missing[place] = text
        if missing:
            unlike = list(dict.fromkeys(missing.values()))  # a reprint is embedded once
            place_of = {text: place for place, text in enumerate(unlike)}
            self.total -= len(missing) - len(unlike)
            made = self._embed(unlike)
            vectors[list(missing)] = made[[place_of[text] for text in missing.values()]]
        return vectors

    def _embed(self, texts: list[str]) -> Vectors:
        """Embed a window, alike in length side by side, and keep it as a checkpoint."""
        if self._embedder is None:
            self._embedder = self.choose(texts, self.total - self.resumed)
        vectors: Vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        for start in range(0, len(order), _SHOWN_EVERY):
            some = order[start : start + _SHOWN_EVERY]
            vectors[some] = self._embedder([texts[place] for place in some])
            self.embedded += len(some)
            self.progress("embed", self.embedded + self.resumed, self.total)
        self.checkpoint.keep(texts, vectors)
        return vectors
