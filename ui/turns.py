"""A conversation as the page keeps it: questions, what was said so far, and the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from index.types import Retrieved
    from rag.types import Answer, Question

    Conversation = tuple["Turn", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question as it is shown: what is said to it while it is made, then the answer, and the articles cited.

    `said` and `cited` are HTML.
    """

    question: Question
    said: str = ""
    cited: str = ""
    answer: Answer | None = None
    read: tuple[Retrieved, ...] = ()
    state: Literal["asking", "answered", "broken", "stopped"] = "asking"

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state != "asking"
