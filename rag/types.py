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
    "not_in_corpus",
    "insufficient_evidence",
    "no_article_passes_filters",
    "empty_store",
    "false_premise",
]
Relation = Literal["disagreement", "update", "correction"]
Stage = Literal["planned", "found", "writing", "statement", "done"]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and of which articles; `as_of` is the reader's today: nothing later is known.

    `read_filters`: whether dates and outlets are read from the words, where the settings allow it.
    """

    text: str
    filters: Filters = field(default_factory=Filters)
    as_of: date | None = None
    read_filters: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A filter read from the words of a question: what was read, and how it was understood.

    A strict one leaves articles out, another only puts those that pass first.
    """

    words: str
    field: Literal["dates", "sources", "as_of"]
    filters: Filters
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing to find out: how to ask for it, which articles come first, which outlets may answer.

    `sources` are the outlets that the question wants to hear; an article without an outlet may be of any.
    """

    text: str
    preferred: Filters = field(default_factory=Filters)
    sources: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Ids of the articles that the conversation is about: they come first, too."""
    today: date | None = None
    """The day that the question is asked as of, where one is given and none is named: the latest news comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to search for: the question as it stands alone, its parts, the articles that may answer.

    `filters` holds what was asked for and what was read as strict; `hints` says what was read from the question.
    """

    question: str
    filters: Filters
    parts: tuple[Part, ...] = ()
    hints: tuple[Hint, ...] = ()
    rewritten_from: str | None = None
    """The follow-up as it was typed, where `question` is not what was typed."""

    @property
    def queries(self) -> tuple[str, ...]:
        """What each part searches for."""
        return tuple(part.text for part in self.parts) or (self.question,)


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
class Side:
    """One account of a thing: the value as printed, who is its source, where it stands."""

    value: str
    speaker: str | None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Different values for the same thing: two or more sides; of an update or correction the last one holds."""

    about: str
    relation: Relation
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    """How many articles give the answer: independent of each other, and copies of those."""

    value: str
    independent: tuple[Article, ...]
    reprints: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """Something a question takes for granted that the articles say otherwise: its words, and theirs."""

    assumed: str
    found: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A sentence that came near and was rejected, and why."""

    citation: Citation
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What an answer that abstains has looked through: articles under the filters, their span of days, the words."""

    articles: int
    first: date | None
    last: date | None
    terms: tuple[str, ...]
    unknown: tuple[str, ...]
    """Those of `terms` that stand in no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a writer wrote, not yet checked; `sentences` may still be arriving.

    `readings` is what was read for it, most likely first: they judge the answer, whoever writes it. `instead` is
    written without a model: it steps in when this one fails.
    """

    sentences: Iterable[Sentence]
    short_answer: str | None = None
    confidence: float | None = None
    refusal: Reason | None = None
    detail: str = ""
    readings: tuple[Reading, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    corroboration: Corroboration | None = None
    premise: Premise | None = None
    near: tuple[NearMiss, ...] = ()
    unanswered: tuple[str, ...] = ()
    instead: Draft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of the answer and what it cites; `support` is 0 until it was checked.

    `speaker` is whom the cited words name as their source. `attribution_dropped` marks a sentence that tells as a fact
    what the cited words tell as somebody's claim.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    support: float = 0.0
    verdict: Verdict = "unsupported"
    speaker: str | None = None
    attribution_dropped: bool = False

    @property
    def verbatim(self) -> bool:
        """Whether the sentence is a quotation of what it cites."""
        return any(citation.quote == self.text for citation in self.citations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an article says of its own or of another article's errors: `of` is the article that was cited."""

    of: Article
    kind: str
    citation: Citation


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
    notice: str = ""
    """What the reader should know of how this was made, such as a chat model that failed."""
    conflicts: tuple[Conflict, ...] = ()
    corroboration: Corroboration | None = None
    premise: Premise | None = None
    near: tuple[NearMiss, ...] = ()
    unanswered: tuple[str, ...] = ()
    searched: Searched | None = None
    corrections: tuple[Correction, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def abstained(self) -> bool:
        """Whether nothing is claimed."""
        return not self.statements

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every span that the statements, then the conflicts and the premise cite, numbered from 1 by first use."""
        cited = [c for s in self.statements for c in s.citations]
        cited += [side.citation for conflict in self.conflicts for side in conflict.sides]
        cited += [self.premise.citation] if self.premise else []
        return tuple(dict.fromkeys(cited))


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A step of the path, told while the answer is being made; the last one carries the answer."""

    stage: Stage
    plan: Plan | None = None
    evidence: tuple[Retrieved, ...] = ()
    statement: Statement | None = None
    answer: Answer | None = None
