"""Conversations of callers that send their earlier questions along: each is answered once and remembered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from rag.types import Answer

_KEPT = 512  # answers
_TURNS = 6  # of a conversation that are looked back on


class Recall:
    """Answers by their scope and the whole conversation up to them; the least used are forgotten first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[Hashable, ...], Answer] = OrderedDict()
        self._lock = Lock()

    def turns(
        self,
        scope: Hashable,
        asked: Sequence[str],
        answer: Callable[[str, Sequence[Answer]], Answer],
    ) -> list[Answer]:
        """Give the answers to the last questions of a conversation, oldest first; `answer` makes those not known."""
        turns: list[Answer] = []
        for end in range(max(0, len(asked) - _TURNS), len(asked)):
            known = self._known((scope, *asked[: end + 1]))
            if known is None:
                known = answer(asked[end], turns)
                self.keep(scope, asked[: end + 1], known)
            turns.append(known)
        return turns

    def keep(self, scope: Hashable, asked: Sequence[str], answer: Answer) -> None:
        """Remember the answer to the last question of a conversation, without the passages that it did not cite."""
        with self._lock:
            self._answers[(scope, *asked)] = replace(answer, evidence=())
            self._answers.move_to_end((scope, *asked))
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)

    def _known(self, key: tuple[Hashable, ...]) -> Answer | None:
        with self._lock:
            if (found := self._answers.get(key)) is not None:
                self._answers.move_to_end(key)
            return found
