"""The larger network that chooses among sentences and reads them: all-mpnet-base-v2 with what it learnt from lists.

What it learnt lies in rag/weights: two thin matrices for each of the upper layers' linear maps, whose product is added
to the published weights (Hu et al. 2022), and two heads. It chooses better than the packaged selector and takes longer
(docs/decisions/0024-a-larger-network-beside-it.md), and goes beside it where the settings say so.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import as_file, files
from threading import Lock
from typing import TYPE_CHECKING

from index.bert import read_weights
from index.embed.tokens import by_length, load_tokenizer, pad
from index.mpnet import SHAPE, MpnetGraph, as_bert, bert_name
from index.openvino_session import session_of
from rag.large_model import large_model
from rag.selector import BATCH, Choice, in_place, load_selector
from rag.spans import read_span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tokenizers import Encoding, Tokenizer

    from index.bert import BertGraph, BertShape, Weights
    from index.quick_session import Session
    from rag.reader import Scored
    from rag.selector import Choose, Placed
    from rag.spans import Logits


_LOADING = Lock()
SHARE = 0.7  # of its logit in the mean
LIKELIEST = 6  # sentences that it looks at, by the packaged selector: better chosen than of four


class LargeSelector:
    """The weighted mean of what the packaged selector and the larger network give for the likeliest sentences.

    What the larger one reads in these counts, not what was read before. No other sentence is likelier than the least
    likely of these.
    """

    def __init__(
        self, tokenizer: Tokenizer, session: Session, packaged: Choose, *, longest: int
    ) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self._packaged = packaged
        self._longest = longest  # tokens of an answer

    def __call__(self, question: str, sentences: Sequence[Scored]) -> list[Choice]:
        """Score each of `sentences`, and read the likeliest again."""
        choices = self._packaged(question, sentences)
        logits = [choice.logit for choice in choices]
        looked_at, placed = likeliest(logits), in_place(sentences)
        chosen = [(sentences[row], placed[row]) for row in looked_at]
        read = dict(zip(looked_at, self._read(question, chosen), strict=True))
        mixed = mixture(logits, {row: choice.logit for row, choice in read.items()})
        return [
            Choice(logit, read.get(row, choices[row]).answer) for row, logit in enumerate(mixed)
        ]

    def _read(self, question: str, sentences: Sequence[tuple[Scored, Placed]]) -> list[Choice]:
        encoded = self._tokenizer.encode_batch([(question, place.text) for _, place in sentences])
        found: dict[int, Choice] = {}
        for rows in by_length(encoded, batch=BATCH):
            logits, spans = self._session.run(
                ["choice", "spans"], pad([encoded[row] for row in rows])
            )
            for logit, ends, row in zip(logits, spans, rows, strict=True):
                answer = self._answer(*sentences[row], encoded[row], ends)
                found[row] = Choice(float(logit.item()), answer)
        return [found[row] for row in range(len(sentences))]

    def _answer(
        self, sentence: Scored, place: Placed, encoded: Encoding, logits: Logits
    ) -> tuple[int, int]:
        """Find the answer in a sentence, in characters of the article; where the text was cut, what was read before."""
        within = place.start, place.start + sentence.end - sentence.start
        read = read_span(encoded, within, logits, self._longest)
        if read is None:
            return sentence.answer
        ahead = sentence.start - place.start
        return read[0] + ahead, read[1] + ahead


def likeliest(packaged: Sequence[float]) -> list[int]:
    """Number the sentences that the larger network looks at, in their order, by the packaged selector's logits."""
    return sorted(sorted(range(len(packaged)), key=lambda row: -packaged[row])[:LIKELIEST])


def mixture(packaged: Sequence[float], own: Mapping[int, float]) -> list[float]:
    """Mix the packaged selector's logits with the larger network's `own` of some rows.

    >>> [round(logit, 2) for logit in mixture([2.0, 1.0, 0.9], {0: 0.0, 1: 1.0})]
    [0.6, 1.0, 0.6]
    """
    mixed = {row: (1 - SHARE) * packaged[row] + SHARE * logit for row, logit in own.items()}
    least = min(mixed.values(), default=0.0)
    return [mixed.get(row, min(logit, least)) for row, logit in enumerate(packaged)]


def load_large_selector(*, lasting: bool = False) -> LargeSelector:
    """Load both networks, once for a process, whoever asks at the same time; `lasting` as for the reader.

    Raises:
        ModelMissingError: the packages of the larger one are not installed.
    """
    with _LOADING:
        return _load(lasting=lasting)


@lru_cache(maxsize=2)
def _load(*, lasting: bool) -> LargeSelector:
    folder = large_model()
    with as_file(files("rag") / "weights") as shipped:
        made = json.loads((shipped / "large_selector.json").read_text("utf-8"))
        learnt = read_weights(shipped / "large_selector.safetensors")
    most = int(made["max_tokens"])
    weights = with_learnt(as_bert(read_weights(folder / "model.safetensors")), learnt)
    graph = MpnetGraph(weights, max_tokens=most)
    return LargeSelector(
        load_tokenizer(folder, max_tokens=most),
        session_of(graph, add_heads(graph, SHAPE), lasting=lasting),
        load_selector(lasting=lasting),
        longest=int(made["max_answer_tokens"]),
    )


def add_heads(graph: BertGraph, shape: BertShape) -> dict[str, str]:
    """Add an encoder of that shape and the heads: choice float32 (n, 1, 1), spans float32 (n, tokens, 2)."""
    hidden = graph.encode(shape)
    choice = graph.dense(graph.first_token(hidden), "choice")
    return {"choice": choice, "spans": graph.dense(hidden, "span")}


def with_learnt(weights: Weights, learnt: Weights) -> Weights:
    """Add up (out, rank) times down (rank, in) to each weight (out, in) that they are named after, and the head."""
    merged = dict(weights)
    for name, values in learnt.items():
        if name.endswith(".down"):
            layer = name.removesuffix(".down")
            whole = bert_name(f"{layer}.weight")
            merged[whole] = weights[whole] + learnt[f"{layer}.up"] @ values
        elif not name.endswith(".up"):
            merged[name] = values
    return merged
