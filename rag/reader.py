"""The trained reader: question + passage → the best answer in each sentence. Runs by onnxruntime, without torch.

Its embedding tables are the packaged MiniLM's; the layers above them and the heads lie in rag/weights (the model card
beside them says what they were trained on).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.bert import read_shape
from index.embed.minilm import packaged_model
from index.embed.tokens import by_length, pad
from index.quick_session import quick_session
from rag.lexical import sentences_of
from rag.shipped import read_shipped
from rag.spans import best_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Encoding

    from index.bert import BertGraph
    from index.types import Passage

    Logits = NDArray[np.float32]

BATCH = 8
HEADLINE = 150  # characters of it that are read
_PASSAGE = 1  # token type of the second text


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A sentence and the best answer span inside it, both in the article, with two logits.

    `margin` is the span's score over that of "no answer", `relevance` that of the whole passage.
    """

    passage: Passage
    start: int
    end: int
    answer: tuple[int, int]
    margin: float
    relevance: float


class NetworkReader:
    """Reads passages with the shipped weights; `lasting` for a process that stays: slower to load, faster to read."""

    def __init__(self, *, lasting: bool = False) -> None:
        shipped = read_shipped("reader")
        self._tokenizer = shipped.tokenizer
        self._longest = int(shipped.made["max_answer_tokens"])
        self._session = quick_session(shipped.weights, add_heads, lasting=lasting)

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[Scored]:
        """Find the best answer in every sentence of `passages`."""
        encoded = self._tokenizer.encode_batch([(question, under_headline(p)) for p in passages])
        found: list[Scored] = []
        for rows in by_length(encoded, batch=BATCH):
            tokens = pad([encoded[row] for row in rows])
            spans, relevance = self._session.run(["spans", "relevance"], tokens)
            for place, row in enumerate(rows):
                about = float(relevance[place].item())
                found += self._sentences(passages[row], encoded[row], spans[place], about)
        return found

    def _sentences(
        self, passage: Passage, encoded: Encoding, logits: Logits, relevance: float
    ) -> list[Scored]:
        """Read one passage: logits are float32 (tokens, 2), start and end."""
        ahead = len(under_headline(passage)) - len(passage.text)
        # (tokens, 2), characters of the article; those of the headline lie before the passage
        offsets = np.array(encoded.offsets) + passage.start - ahead
        own = np.array(encoded.type_ids) == _PASSAGE
        own &= np.array(encoded.special_tokens_mask) == 0
        scored = []
        for start, end in sentences_of(passage):
            (places,) = np.nonzero(own & (offsets[:, 0] >= start) & (offsets[:, 1] <= end))
            if len(places):
                first, last, score = best_span(logits[places], self._longest)
                answer = int(offsets[places[first], 0]), int(offsets[places[last], 1])
                margin = score - float(logits[0].sum())
                scored.append(
                    Scored(
                        passage=passage,
                        start=start,
                        end=end,
                        answer=answer,
                        margin=margin,
                        relevance=relevance,
                    )
                )
        return scored


def under_headline(passage: Passage) -> str:
    """Put the headline, or the beginning of a long one, before a passage: it names what the passage is about."""
    title = passage.article.title[:HEADLINE]
    return f"{title}\n{passage.text}" if title else passage.text


@lru_cache(maxsize=2)
def load_reader(*, lasting: bool = False) -> NetworkReader:
    """Load the shipped weights, once for a process."""
    return NetworkReader(lasting=lasting)


def add_heads(graph: BertGraph) -> dict[str, str]:
    """Add encoder and heads: spans float32 (n, tokens, 2), relevance float32 (n, 1, 1)."""
    hidden = graph.encode(read_shape(packaged_model()))
    relevance = graph.dense(graph.first_token(hidden), "relevance")
    return {"spans": graph.dense(hidden, "span"), "relevance": relevance}
