"""The REST door: /api, /healthz and /metrics, each route a few lines over the desk."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from rag.contract import answer_json
from rag.types import Question
from ui.doors import replies
from ui.doors.arrival import arrival_of
from ui.doors.errors import Refused, tell
from ui.doors.events import MEDIA_TYPE, Steps, server_sent
from ui.doors.requests import (  # noqa: TC001 - FastAPI reads them at run time
    AskRequest,
    CheckRequest,
    SearchRequest,
    TraceRequest,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from pydantic import BaseModel

    from rag.types import Event
    from ui.doors.desk import Desk

Documented = dict[int | str, dict[str, Any]]

FAILURES: Documented = {
    status: {"model": replies.Failure, "description": said}
    for status, said in {
        400: "Not JSON.",
        401: "No login.",
        413: "Too long.",
        415: "Not sent as application/json.",
        422: "A field does not fit.",
        429: "Too many requests; Retry-After says when to come back.",
        503: "Too many wait, or the store cannot be read; Retry-After says when to come back.",
    }.items()
}
EVENTS = {
    "description": "Server-sent events `planned`, `found`, `writing`, `statement`, `done` (the answer) or `error`.",
    "schema": {
        "type": "object",
        "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
        "required": ["data"],
    },
}


def rest_routes(desk: Desk) -> APIRouter:
    """Make the routes under /api."""
    router = APIRouter(
        prefix="/api", tags=["archive"], responses=FAILURES, dependencies=[Depends(json_only)]
    )

    @router.post("/ask", responses=_ok(replies.Answered, {MEDIA_TYPE: EVENTS}))
    async def ask(body: AskRequest, request: Request) -> Response:
        """Answer a question with cited passages, or say that the archive does not hold the answer."""
        question = body.asking(body.question)
        if body.stream or _wants_events(request):
            events = desk.events(question, k=body.k, earlier=body.history)
            return await _stream(events, arrival_of(request.scope).id)
        gone = request.is_disconnected
        answer = await desk.answer(question, k=body.k, earlier=body.history, gone=gone)
        return JSONResponse(answer_json(answer))

    @router.post("/search", responses=_ok(replies.Ranked))
    async def search(body: SearchRequest) -> Response:
        """Rank passages for a query, without an answer."""
        return JSONResponse(await desk.search(Question(body.query, body.filters), k=body.k))

    @router.post("/trace", responses=_ok(replies.TracedExcerpt))
    async def trace(body: TraceRequest) -> Response:
        """Say which article an excerpt comes from: verbatim, altered, paraphrase or absent."""
        return JSONResponse(await desk.trace(body.excerpt, body.filters))

    @router.post("/check", responses=_ok(replies.CheckedText))
    async def check(body: CheckRequest, request: Request) -> Response:
        """Footnote a draft: each sentence gets its best evidence and a verdict."""
        gone = request.is_disconnected
        return JSONResponse(
            await desk.check(body.text, body.filters, markdown=body.markdown, gone=gone)
        )

    missing: Documented = {404: {"model": replies.Failure, "description": "No such article."}}

    @router.get("/articles/{article_id:path}", responses=_ok(replies.WholeArticle) | missing)
    async def article(article_id: Annotated[str, Path(min_length=1, max_length=500)]) -> Response:
        """Give a whole article, its text exactly as stored."""
        return JSONResponse(await desk.article(article_id))

    @router.get("/info", responses=_ok(replies.StoreInfo))
    async def info() -> Response:
        """Say what is in the store: articles, outlets, dates, sizes, versions."""
        return JSONResponse(await desk.info())

    return router


def operator_routes(desk: Desk) -> APIRouter:
    """Make the routes that watch over a server: /healthz (without a login) and /metrics."""
    router = APIRouter(tags=["operation"], responses={503: FAILURES[503]})

    @router.get("/healthz", responses=_ok(replies.Health))
    async def healthz() -> Response:
        """Say whether the store can be read; asks for no login."""
        await desk.info()
        return JSONResponse({"status": "ok"})

    text = {"content": {"text/plain": {"schema": {"type": "string"}}}}

    @router.get("/metrics", response_class=Response, responses={200: text, 401: FAILURES[401]})
    async def metrics() -> Response:
        """Give counters and timings in Prometheus's text format."""
        return Response(desk.metrics.page(), media_type="text/plain; version=0.0.4")

    return router


def json_only(request: Request) -> None:
    """Refuse a body that does not say that it is JSON: a form of another site cannot say so.

    Raises:
        Refused: it says something else (415).
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind != "application/json":
        raise Refused(415, "send JSON, with Content-Type: application/json", code="not_json")


async def _stream(events: AsyncGenerator[Event], request_id: str) -> Response:
    """Send events as they come; what goes wrong before the first one is an error of its own."""
    first = await anext(events)

    async def written() -> AsyncIterator[bytes]:
        steps = Steps()
        yield server_sent(steps.json(first), event=first.stage)
        try:
            async with aclosing(events):
                async for event in events:
                    yield server_sent(steps.json(event), event=event.stage)
        except Exception as error:  # noqa: BLE001 - the edge: the head is out, so it is told as an event
            yield server_sent(tell(error, request_id).json(request_id), event="error")

    return StreamingResponse(written(), media_type=MEDIA_TYPE)


def _wants_events(request: Request) -> bool:
    return MEDIA_TYPE in request.headers.get("accept", "").lower()


def _ok(model: type[BaseModel], more: Documented | None = None) -> Documented:
    """Document the reply of a route."""
    return {200: {"model": model, "content": more or {}}}
