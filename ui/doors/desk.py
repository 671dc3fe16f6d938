"""What every door does with the archive: wait for a turn, work in a thread, count what came of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync

from ui.doors.errors import Refused
from ui.doors.gate import Gate

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from index.types import Filters
    from rag.types import Answer, Event, Question
    from ui.doors.archive import Archive
    from ui.doors.limits import Limits
    from ui.doors.metrics import Metrics

    Json = dict[str, Any]
    Gone = Callable[[], Awaitable[bool]]

CLIENT_GONE = 499  # for the log; nobody reads the response


class Desk:
    """One for a server: REST, chat and MCP are thin layers over it.

    Everything here raises Refused where there is no turn, and what the archive raises. `gone` tells whether the caller
    has hung up: then no more work is done.
    """

    def __init__(self, archive: Archive, limits: Limits, metrics: Metrics) -> None:
        self.archive = archive
        self.limits = limits
        self.gate = Gate(limits)
        self.metrics = metrics
        metrics.watch(self.gate)

    async def events(
        self, question: Question, *, k: int | None = None, earlier: Sequence[str] = ()
    ) -> AsyncGenerator[Event]:
        """Tell each step of an answer as it is done."""
        make = partial(self.archive.ask, question, k=k, earlier=earlier)
        async for event in self.gate.steps(make):
            if event.answer:
                self.metrics.answered(event.answer)
            yield event

    async def answer(
        self,
        question: Question,
        *,
        gone: Gone,
        k: int | None = None,
        earlier: Sequence[str] = (),
    ) -> Answer:
        """Answer a question."""
        async for event in self.events(question, k=k, earlier=earlier):
            if event.answer:
                return event.answer
            await _unless(gone)
        raise RuntimeError("the stream ended without an answer")

    async def search(self, question: Question, *, k: int) -> Json:
        """Rank passages."""
        return await self.gate.run(partial(self.archive.search, question, k=k))

    async def trace(self, excerpt: str, filters: Filters) -> Json:
        """Find where an excerpt comes from."""
        return await self.gate.run(partial(self.archive.trace, excerpt, filters))

    async def check(self, text: str, filters: Filters, *, markdown: bool, gone: Gone) -> Json:
        """Footnote a draft.

        Raises:
            Refused: it is longer than a server takes (413).
        """
        if len(text) > (most := self.limits.draft_chars):
            raise Refused(
                413,
                f"the draft has {len(text):,} characters; this server takes {most:,}: use `dateline check`",
                code="draft_too_long",
            )
        make = partial(self.archive.check, text, filters, markdown=markdown)
        async for checked in self.gate.steps(make):
            if checked is not None:
                return checked
            await _unless(gone)
        raise RuntimeError("the check ended without a result")

    async def article(self, article_id: str) -> Json:
        """Give a whole article.

        Raises:
            Refused: there is none of that id (404).
        """
        found = await run_sync(self.archive.article, article_id)
        if found is None:
            raise Refused(404, "no article of this id is in the archive", code="unknown_article")
        return found

    async def info(self) -> Json:
        """Say what the store holds."""
        return await run_sync(self.archive.info)


async def _unless(gone: Gone) -> None:
    if await gone():
        raise Refused(CLIENT_GONE, "the caller has hung up", code="client_gone")
