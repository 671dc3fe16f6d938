"""The network that chooses among sentences: each is read in its place, under its day and headline. Without torch.

The reader looks for an answer in one passage at a time. Here the best few sentences of all passages are scored for one
question so that their logits can be compared, with 0 for "none of them answers": the network was trained on whole
lists (rag/training/selector.py). Its embedding tables are the packaged MiniLM's; the layers above them lie in
rag/weights.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from index.bert import read_shape
from index.embed.minilm import packaged_model
from index.embed.tokens import by_length, pad
from index.quick_session import quick_session
from rag.lexical import sentences_of
from rag.reader import HEADLINE
from rag.shipped import read_shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from index.bert import BertGraph
    from rag.reader import Scored

    Choose = Callable[[str, Sequence[Scored]], list["Choice"]]

OPEN, CLOSE = "«", "»"  # around the sentence; both are tokens of the packaged vocabulary
BESIDE = 250  # characters of the sentence before it, and of the one after it
BATCH = 8


class Choice(NamedTuple):
    """What a selector says of a sentence: how likely it answers, and with which words.

    The logit is to be held against the others' and against 0 for none of them; `answer` are characters of the article.
    """

    logit: float
    answer: tuple[int, int]


class Placed(NamedTuple):
    """A sentence among what stands around it: the text that the network reads, and where the sentence starts there."""

    text: str
    start: int


class NetworkSelector:
    """Scores sentences with the shipped weights; `lasting` as for the reader."""

    def __init__(self, *, lasting: bool = False) -> None:
        shipped = read_shipped("selector")
        self._tokenizer = shipped.tokenizer
        self._session = quick_session(shipped.weights, add_head, lasting=lasting)

    def __call__(self, question: str, sentences: Sequence[Scored]) -> list[Choice]:
        """Score each of `sentences`; what was read in it stays."""
        logits = self.logits(question, [placed.text for placed in in_place(sentences)])
        return [Choice(logit, one.answer) for logit, one in zip(logits, sentences, strict=True)]

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """Score sentences in their places."""
        encoded = self._tokenizer.encode_batch([(question, text) for text in texts])
        found: dict[int, float] = {}
        for rows in by_length(encoded, batch=BATCH):
            (logits,) = self._session.run(["choice"], pad([encoded[row] for row in rows]))
            found |= {row: float(logit.item()) for row, logit in zip(rows, logits, strict=True)}
        return [found[row] for row in range(len(texts))]


def without_reading(choose: Choose) -> Choose:
    """Choose as `choose` does and leave the words of every answer to the reader: one that was named is to be heard."""

    def chosen(question: str, sentences: Sequence[Scored]) -> list[Choice]:
        found = choose(question, sentences)
        return [Choice(c.logit, one.answer) for c, one in zip(found, sentences, strict=True)]

    return chosen


@lru_cache(maxsize=2)
def load_selector(*, lasting: bool = False) -> NetworkSelector:
    """Load the shipped weights, once for a process."""
    return NetworkSelector(lasting=lasting)


def add_head(graph: BertGraph) -> dict[str, str]:
    """Add encoder and head: choice float32 (n, 1, 1)."""
    hidden = graph.encode(read_shape(packaged_model()))
    return {"choice": graph.dense(graph.first_token(hidden), "choice")}


def in_place(sentences: Sequence[Scored]) -> list[Placed]:
    """Write each of `sentences` as the network reads it: day, how many days are newer, headline, surroundings."""
    days = sorted({day for s in sentences if (day := s.passage.article.published)})
    return [
        _marked(f"{_day(s, days)} {s.passage.article.title[:HEADLINE]}. ", s) for s in sentences
    ]


def _day(sentence: Scored, days: Sequence[date]) -> str:
    day = sentence.passage.article.published
    if day is None:
        return "undated."
    newer = len(days) - 1 - days.index(day)
    return f"{day.day} {day:%B %Y}, {f'{newer} newer' if newer else 'newest'}."


def _marked(ahead: str, sentence: Scored) -> Placed:
    article = sentence.passage.article
    spans = sentences_of(article.passage(0, len(article.text)))
    text = article.text
    before = [text[a:b] for a, b in spans if b <= sentence.start][-1:]
    after = [text[a:b] for a, b in spans if a >= sentence.end][:1]
    own = f"{OPEN} {text[sentence.start : sentence.end]} {CLOSE}"
    ahead += "".join(f"{t[-BESIDE:]} " for t in before)
    return Placed(
        ahead + " ".join([own, *(t[:BESIDE] for t in after)]), len(ahead) + len(f"{OPEN} ")
    )
