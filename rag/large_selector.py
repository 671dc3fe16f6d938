"""The larger network that chooses among sentences: all-mpnet-base-v2 with what it learnt from the same lists.

What it learnt lies in rag/weights: two thin matrices for each of the upper layers' linear maps, whose product is added
to the published weights (Hu et al. 2022), and a head. It chooses better than the packaged selector and takes longer
(docs/decisions/0024-a-larger-network-beside-it.md), and goes beside it where the settings say so.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import as_file, files
from threading import Lock
from typing import TYPE_CHECKING

from index.bert import read_weights
from index.embed.tokens import load_tokenizer
from index.mpnet import SHAPE, MpnetGraph, as_bert, bert_name
from index.openvino_session import session_of
from rag.large_model import large_model
from rag.selector import add_choice, in_place, load_selector, scores

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tokenizers import Tokenizer

    from index.bert import Weights
    from index.quick_session import Session
    from rag.reader import Scored

    Choose = Callable[[str, Sequence[Scored]], list[float]]


_LOADING = Lock()
LIKELIEST = 4  # sentences that it looks at, by the packaged selector: with all eight it chooses right as often


class LargeSelector:
    """The mean of what the packaged selector and the larger network give for the likeliest sentences.

    No other is likelier than the least likely of these.
    """

    def __init__(self, tokenizer: Tokenizer, session: Session, packaged: Choose) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self._packaged = packaged

    def __call__(self, question: str, sentences: Sequence[Scored]) -> list[float]:
        """Score each of `sentences`: a logit, to be held against the others' and against 0 for none of them."""
        logits = self._packaged(question, sentences)
        order = sorted(range(len(sentences)), key=lambda row: -logits[row])
        looked_at, rest = sorted(order[:LIKELIEST]), order[LIKELIEST:]
        if not looked_at:
            return []
        texts = in_place(sentences)
        own = scores(self._tokenizer, self._session, question, [texts[row] for row in looked_at])
        for row, logit in zip(looked_at, own, strict=True):
            logits[row] = (logits[row] + logit) / 2
        least = min(logits[row] for row in looked_at)
        for row in rest:
            logits[row] = min(logits[row], least)
        return logits


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
        session_of(graph, add_choice(graph, SHAPE), lasting=lasting),
        load_selector(lasting=lasting),
    )


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
