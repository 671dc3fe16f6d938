"""The larger network that chooses among sentences: all-mpnet-base-v2 with what it learnt from the same lists.

What it learnt lies in rag/weights: two thin matrices for each of the upper layers' linear maps, whose product is added
to the published weights (Hu et al. 2022), and a head. It reads better than the packaged selector and takes eight times
its work, and goes beside it where the settings say so.
"""

from __future__ import annotations

import json
from functools import lru_cache, partial
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from index.bert import read_weights
from index.embed.tokens import load_tokenizer
from index.mpnet import SHAPE, Int8MpnetGraph, MpnetGraph, as_bert, bert_name
from index.quick_session import quick_session
from rag.large_model import large_model
from rag.selector import in_place, load_selector, scores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.bert import BertGraph, Weights
    from rag.reader import Scored


class LargeSelector:
    """The mean of what the packaged selector and the larger one give."""

    def __init__(self, *, lasting: bool = False) -> None:
        folder = large_model()
        with as_file(files("rag") / "weights") as shipped:
            made = json.loads((shipped / "large_selector.json").read_text("utf-8"))
            learnt = read_weights(shipped / "large_selector.safetensors")
        most = int(made["max_tokens"])
        self._tokenizer = load_tokenizer(folder, max_tokens=most)
        self._session = quick_session(
            with_learnt(as_bert(read_weights(folder / "model.safetensors")), learnt),
            add_head,
            lasting=lasting,
            exact=partial(MpnetGraph, max_tokens=most),
            rounded=partial(Int8MpnetGraph, max_tokens=most),
        )
        self._packaged = load_selector(lasting=lasting)

    def __call__(self, question: str, sentences: Sequence[Scored]) -> list[float]:
        """Score each of `sentences`: a logit, to be held against the others' and against 0 for none of them."""
        own = scores(self._tokenizer, self._session, question, in_place(sentences))
        other = self._packaged(question, sentences)
        return [(one + two) / 2 for one, two in zip(own, other, strict=True)]


@lru_cache(maxsize=2)
def load_large_selector(*, lasting: bool = False) -> LargeSelector:
    """Load both networks, once for a process."""
    return LargeSelector(lasting=lasting)


def with_learnt(weights: Weights, learnt: Weights) -> Weights:
    """Add what was learnt: up (out, rank) times down (rank, in) to each weight (out, in) that it names, and the head."""
    merged = dict(weights)
    for name, values in learnt.items():
        if name.endswith(".down"):
            layer = name.removesuffix(".down")
            whole = bert_name(f"{layer}.weight")
            merged[whole] = weights[whole] + learnt[f"{layer}.up"] @ values
        elif not name.endswith(".up"):
            merged[name] = values
    return merged


def add_head(graph: BertGraph) -> dict[str, str]:
    """Add encoder and head: choice float32 (n, 1, 1)."""
    hidden = graph.encode(SHAPE)
    return {"choice": graph.dense(graph.first_token(hidden), "choice")}
