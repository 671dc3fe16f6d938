"""What one source says of a thing: a value, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.types import Citation, Side

if TYPE_CHECKING:
    from index.types import Article
    from rag.amounts import Value
    from rag.types import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one source says: the value, where it stands, who is named for it."""

    value: Value
    reading: Reading
    speaker: str | None
    family: str
    """Id that an article shares with its copies."""

    @property
    def article(self) -> Article:
        """The article that gives it."""
        return self.reading.passage.article

    @property
    def sentence(self) -> str:
        """The sentence that gives it."""
        return self.article.text[self.reading.start : self.reading.end]

    @property
    def side(self) -> Side:
        """Show it as a side of a conflict."""
        cited = Citation(article=self.article, start=self.reading.start, end=self.reading.end)
        return Side(value=self.value.text, speaker=self.speaker, citation=cited)
