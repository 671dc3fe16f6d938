"""Shapes of replies for the OpenAPI document; docs/contract.md says what each field means."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["supported", "partial", "unsupported", "contradicted"]
Step = tuple[Literal["equal", "delete", "insert"], str]
Start = Field(description="First character, in the article's text.")
End = Field(description="The character after the last.")


class _Shape(BaseModel):
    """Fields are only ever added: a client ignores those that it does not know."""

    model_config = ConfigDict(extra="allow")


class Named(_Shape):
    """An article, wherever it is named."""

    article_id: str
    title: str
    source: str | None
    published: str | None
    url: str | None
    authors: list[str]


class WholeArticle(Named):
    """An article with its text exactly as stored: every offset points into it."""

    section: str | None
    place: str | None
    path: str | None
    sha256: str = Field(description="Of the UTF-8 bytes of `text`.")
    text: str
    also_in: list[Named] = Field(description="Articles with the same text: no further sources.")


class Cited(Named):
    """A span that is held up as proof: `text[start:end] == quote`, exactly."""

    id: int
    path: str | None
    start: int = Start
    end: int = End
    quote: str
    sha256: str
    prefix: str
    suffix: str


class Found(Named):
    """A passage that was found."""

    rank: int
    start: int = Start
    end: int = End
    score: float
    text: str
    also_in: list[Named]


class Said(_Shape):
    """One sentence of an answer."""

    text: str
    citations: list[int]
    support: float
    verdict: Verdict
    verbatim: bool


class Answered(_Shape):
    """What `dateline ask --json` prints."""

    question: str
    answer: str | None
    short_answer: str | None
    abstained: bool
    abstain_reason: str | None
    abstain_detail: str | None
    confidence: float
    statements: list[Said]
    citations: list[Cited]
    conflicts: list[dict[str, Any]]
    filters: dict[str, Any]
    retrieved: list[Found]
    timings_ms: dict[str, float]
    model: str


class Ranked(_Shape):
    """What `dateline search --json` prints."""

    query: str
    results: list[Found]


class TracedExcerpt(_Shape):
    """What `dateline trace --json` prints."""

    excerpt: str
    match: Literal["verbatim", "altered", "paraphrase", "absent"]
    score: float
    article: Named | None
    start: int | None
    end: int | None
    quote: str | None
    diff: list[Step]
    also_in: list[Named]
    near: list[Named]


class CheckedSentence(_Shape):
    """One sentence of a draft and what the archive says of it."""

    text: str
    start: int
    end: int
    verdict: Literal["supported", "partial", "unsupported", "contradicted", "not_in_corpus"]
    support: float
    citations: list[Cited]
    particulars: list[dict[str, Any]]


class CheckedText(_Shape):
    """What `dateline check --json` prints."""

    form: str
    draft: str
    counts: dict[str, int]
    sentences: list[CheckedSentence]
    left_alone: list[dict[str, Any]]


class StoreInfo(_Shape):
    """What `dateline info --json` prints."""

    articles: int
    passages: int
    sources: dict[str, int]
    first: str | None
    last: str | None
    embedder: dict[str, Any]
    index: dict[str, Any]
    version: str


class Health(_Shape):
    """Whether questions are answered."""

    status: Literal["ok"]


class Fault(_Shape):
    """What went wrong."""

    message: str
    type: str
    code: str
    param: str | None
    details: list[dict[str, str]] | None
    request_id: str


class Failure(_Shape):
    """The one shape of every error."""

    error: Fault
