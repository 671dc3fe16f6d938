"""Bodies of requests: each field bounded, unknown ones refused."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from index.types import Filters
from rag.errors import QuestionError
from rag.lookup.trace import MAX_CHARS as MAX_EXCERPT_CHARS
from rag.types import Question

MAX_TEXT_CHARS = 400_000
_EARLIEST, _LATEST = date(1000, 1, 1), date(2999, 12, 31)


def _written_day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return value
    raise ValueError("write YYYY-MM-DD")


def _near_enough(day: date) -> date:
    if not _EARLIEST <= day <= _LATEST:
        raise ValueError(f"between {_EARLIEST} and {_LATEST}, please")
    return day


Day = Annotated[date, BeforeValidator(_written_day), AfterValidator(_near_enough)]
Asked = Annotated[str, Field(min_length=1, max_length=20_000, description="In plain language.")]
Outlets = Annotated[
    tuple[Annotated[str, Field(max_length=300)], ...],
    Field(max_length=50, description="Only articles of these outlets."),
]
Excerpt = Annotated[
    str, Field(min_length=1, max_length=MAX_EXCERPT_CHARS, description="The words to look for.")
]
DraftText = Annotated[
    str, Field(min_length=1, max_length=MAX_TEXT_CHARS, description="The draft itself.")
]
Read = Annotated[int, Field(ge=1, le=100, description="Passages to read and list.")]
Ranks = Annotated[int, Field(ge=1, le=1000, description="How many passages.")]
Earlier = Annotated[
    tuple[Asked, ...],
    Field(
        max_length=20,
        description="Earlier questions of the conversation, oldest first; the last six count.",
    ),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False, frozen=True)


class Filtered(_Body):
    """Which articles may be searched."""

    since: Day | None = Field(
        default=None, description="Only articles published on or after this day."
    )
    until: Day | None = Field(
        default=None, description="Only articles published on or before this day."
    )
    sources: Outlets = ()

    @property
    def filters(self) -> Filters:
        """The filters.

        Raises:
            QuestionError: no article can pass.
        """
        if self.since and self.until and self.since > self.until:
            raise QuestionError(
                f"since {self.since} is after until {self.until}: no article can pass"
            )
        return Filters(since=self.since, until=self.until, sources=self.sources)


class Scope(Filtered):
    """Which articles may answer, and how many passages are read."""

    as_of: Day | None = Field(
        default=None, description="Answer as on this day: nothing published later is known."
    )
    k: Read | None = None

    def asking(self, text: str) -> Question:
        """Make the question.

        Raises:
            QuestionError: no article can pass the filters.
        """
        return Question(text, self.filters, as_of=self.as_of)


class AskRequest(Scope):
    """A question, and the conversation that it goes on."""

    question: Asked
    history: Earlier = ()
    stream: StrictBool = Field(
        default=False, description="Send every step as a server-sent event instead of one document."
    )


class SearchRequest(Filtered):
    """A query."""

    query: Asked
    k: Ranks = 10


class TraceRequest(Filtered):
    """Words that may come from an article."""

    excerpt: Excerpt


class CheckRequest(Filtered):
    """A draft."""

    text: DraftText
    markdown: StrictBool = Field(
        default=False, description="Whether the draft is written in Markdown."
    )
