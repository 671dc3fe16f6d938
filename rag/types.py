"""What a question becomes on its way to an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from index.types import Filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from index.types import Article, Passage, Retrieved

Verdict = Literal["supported", "partial", "unsupported", "contradicted"]
Reason = Literal[
    "not_in_corpus", "insufficient_evidence", "no_article_passes_filters", "empty_store"
]
Stage = Literal["planned", "found", "writing", "statement", "done"]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and of which articles; `as_of` is the reader's today: nothing later is known."""

    text: str
    filters: Filters = field(default_factory=Filters)
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to search for: the question, the queries it needs, the articles that may answer."""

    question: str
    queries: tuple[str, ...]
    filters: Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Characters [start, end) of an article, held up as proof."""

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            size = len(self.article.text)
            raise ValueError(f"citation [{self.start}, {self.end}) does not fit {size} characters")

    @property
    def quote(self) -> str:
        """The words cited, as they stand in the article."""
        return self.article.text[self.start : self.end]

    @property
    def prefix(self) -> str:
        """Up to 32 characters before the quote: they find it again if the article changes."""
        return self.article.text[max(0, self.start - 32) : self.start]

    @property
    def suffix(self) -> str:
        """Up to 32 characters after the quote."""
        return self.article.text[self.end : self.end + 32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A sentence that may answer: where it stands, the answer inside it, and P(it is right)."""

    passage: Passage
    start: int
    end: int
    answer: tuple[int, int] | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as written, with the passages it names."""

    text: str
    sources: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a writer wrote, not yet checked; `sentences` may still be arriving.

    `confidence` is None where the writer cannot judge it: then the checks decide.
    """

    sentences: Iterable[Sentence]
    short_answer: str | None = None
    confidence: float | None = None
    refusal: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of the answer and what it cites; `support` is 0 until it was checked."""

    text: str
    citations: tuple[Citation, ...] = ()
    support: float = 0.0
    verdict: Verdict = "unsupported"

    @property
    def verbatim(self) -> bool:
        """Whether the sentence is a quotation of what it cites."""
        return any(citation.quote == self.text for citation in self.citations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The end of the path: the statements that held, and all that was read to make them."""

    question: Question
    plan: Plan
    statements: tuple[Statement, ...] = ()
    evidence: tuple[Retrieved, ...] = ()
    short_answer: str | None = None
    confidence: float = 0.0
    abstain_reason: Reason | None = None
    detail: str = ""
    removed: int = 0
    model: str = "extractive"
    timings_ms: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def abstained(self) -> bool:
        """Whether nothing is claimed."""
        return not self.statements

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every span the statements cite, numbered from 1 by first use."""
        return tuple(dict.fromkeys(c for s in self.statements for c in s.citations))


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A step of the path, told while the answer is being made; the last one carries the answer."""

    stage: Stage
    plan: Plan | None = None
    evidence: tuple[Retrieved, ...] = ()
    statement: Statement | None = None
    answer: Answer | None = None
