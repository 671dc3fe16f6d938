"""A network reads each passage once for a question: ranking and answering share what it saw."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Passage
    from rag.judge import ReadSentences
    from rag.reader import Scored

    Key = tuple[str, str, int, int, str]

KEPT = 256  # passages read; a question reads some dozens


class RememberingReader:
    """Reads like `network`, and remembers the last passages. Safe for several threads."""

    def __init__(self, network: ReadSentences) -> None:
        self._network = network
        self._kept: OrderedDict[Key, list[Scored]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[Scored]:
        """Find the best answer in every sentence of `passages`; only those that are new are read."""
        keys = [_key(question, passage) for passage in passages]
        with self._lock:
            known = {key: self._kept[key] for key in keys if key in self._kept}
        new = {
            key: passage for key, passage in zip(keys, passages, strict=True) if key not in known
        }
        if new:
            found: dict[Key, list[Scored]] = {key: [] for key in new}
            for scored in self._network(question, list(new.values())):
                found[_key(question, scored.passage)].append(scored)
            known |= found
            with self._lock:
                self._kept.update(found)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return [scored for key in keys for scored in known[key]]

    def relevance(self, question: str, passages: Sequence[Passage]) -> list[float]:
        """Say how relevant each passage is: a logit; where there was nothing to read, that of the least relevant."""
        about = {_key(question, s.passage): s.relevance for s in self(question, passages)}
        least = min(about.values(), default=0.0)
        return [about.get(_key(question, passage), least) for passage in passages]


def _key(question: str, passage: Passage) -> Key:
    return question, passage.article.id, passage.start, passage.end, passage.text
