"""The door for MCP clients: the tools ask, search, trace, check and get_article."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import Field

from rag.contract import answer_json
from rag.types import Question
from ui.doors.errors import tell
from ui.doors.requests import (
    Asked,
    AskRequest,
    CheckRequest,
    Day,
    DraftText,
    Earlier,
    Excerpt,
    Outlets,
    Ranks,
    Read,
    SearchRequest,
    TraceRequest,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.applications import Starlette

    from ui.doors.desk import Desk

Json = dict[str, Any]

PATH = "/mcp"
_INSTRUCTIONS = (
    "Answers from one news archive. Every statement cites the exact words it rests on; what the archive does not hold"
    " is refused. Quote the citations, and say so when an answer abstains."
)


def mcp_server(desk: Desk) -> MCPServer:
    """Make the server with its tools."""
    server = MCPServer(
        "dateline", version=version("dateline"), instructions=_INSTRUCTIONS, log_level="WARNING"
    )

    @server.tool()
    async def ask(
        *,
        question: Asked,
        since: Day | None = None,
        until: Day | None = None,
        as_of: Day | None = None,
        sources: Outlets = (),
        history: Earlier = (),
        k: Read | None = None,
    ) -> Json:
        """Answer a question with cited passages, or say that the archive does not hold the answer."""
        with _told():
            body = AskRequest(
                question=question,
                since=since,
                until=until,
                as_of=as_of,
                sources=sources,
                history=history,
                k=k,
            )
            asked = body.asking(question)
            answer = await desk.answer(asked, k=body.k, earlier=body.history, gone=_stays)
            return answer_json(answer)

    @server.tool()
    async def search(
        *,
        query: Asked,
        since: Day | None = None,
        until: Day | None = None,
        sources: Outlets = (),
        k: Ranks = 10,
    ) -> Json:
        """Rank passages of articles for a query, without an answer."""
        with _told():
            body = SearchRequest(query=query, since=since, until=until, sources=sources, k=k)
            return await desk.search(Question(query, body.filters), k=body.k)

    @server.tool()
    async def trace(
        *,
        excerpt: Excerpt,
        since: Day | None = None,
        until: Day | None = None,
        sources: Outlets = (),
    ) -> Json:
        """Say which article an excerpt comes from: verbatim, altered, paraphrase or absent."""
        with _told():
            body = TraceRequest(excerpt=excerpt, since=since, until=until, sources=sources)
            return await desk.trace(excerpt, body.filters)

    @server.tool()
    async def check(
        *,
        text: DraftText,
        markdown: bool = False,
        since: Day | None = None,
        until: Day | None = None,
        sources: Outlets = (),
    ) -> Json:
        """Check a draft: each sentence gets a verdict and its best evidence in the archive."""
        with _told():
            body = CheckRequest(
                text=text, markdown=markdown, since=since, until=until, sources=sources
            )
            return await desk.check(text, body.filters, markdown=markdown, gone=_stays)

    @server.tool()
    async def get_article(article_id: Annotated[str, Field(min_length=1, max_length=500)]) -> Json:
        """Give a whole article, its text exactly as stored: offsets of citations point into it."""
        with _told():
            return await desk.article(article_id)

    return server


def mcp_app(desk: Desk) -> Starlette:
    """Make the ASGI application: streamable HTTP without sessions. The guard has checked names, logins and sizes."""
    return mcp_server(desk).streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=desk.limits.body_bytes,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )


async def _stays() -> bool:
    """Say that the caller has not hung up: a tool's call is cancelled when it does."""
    return False


@contextmanager
def _told() -> Iterator[None]:
    """Tell the client what went wrong, and keep to the log what only the operator should know."""
    try:
        yield
    except Exception as error:
        raise ToolError(tell(error, uuid4().hex).message) from error
