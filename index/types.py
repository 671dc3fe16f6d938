"""What the index speaks of: articles, the passages cut from them, and what a search found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - pydantic reads them at run time
from typing import Literal

Route = Literal["vector", "word", "fused", "reranked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article, its text held exactly as stored; every offset points into `text`."""

    id: str
    text: str = field(repr=False)
    title: str = ""
    published: date | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    section: str | None = None
    place: str | None = None
    path: str | None = None
    published_at: datetime | None = None
    """The moment, aware, where the source gives time and zone; `published` is its day as printed."""

    @property
    def sha256(self) -> str:
        """Hash of the text (hex, of its UTF-8 bytes): the version a citation points at."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def passage(self, start: int, end: int) -> Passage:
        """Cut characters [start, end).

        Raises:
            ValueError: if the span is empty or leaves the text.

        >>> Article(id="a", text="Rain fell. Snow.").passage(11, 16).text
        'Snow.'
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span [{start}, {end}) does not fit {len(self.text)} characters")
        return Passage(article=self, start=start, end=end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Characters [start, end) of one article; its text is never stored twice."""

    article: Article
    start: int
    end: int

    @property
    def id(self) -> str:
        """Stable name of the span, e.g. `bbc-17:120-480`."""
        return f"{self.article.id}:{self.start}-{self.end}"

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage with the score of the route that found it (higher is better), and the article's copies.

    `newness` is what the score owes to how new the article is: it says nothing of what the passage is about.
    """

    passage: Passage
    score: float
    route: Route
    copies: tuple[Article, ...] = ()
    newness: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles may be searched; an undated article passes no date filter, a copy is no original."""

    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    originals: bool = False

    @property
    def empty(self) -> bool:
        """Whether every article passes."""
        return self == Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in the input that could not be read: where, and why; `kept` if the article was, all but that."""

    path: str
    reason: str
    line: int | None = None
    kept: bool = False

    def __str__(self) -> str:
        """Read as one line: `news.jsonl line 7: not JSON`."""
        where = self.path if self.line is None else f"{self.path} line {self.line}"
        return f"{where}: {self.reason}"
