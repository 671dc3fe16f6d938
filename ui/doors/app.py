"""Puts the doors together: one ASGI application behind one guard."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from index.errors import IndexingError
from rag.errors import RagError
from ui.doors.arrival import arrival_of
from ui.doors.chat import chat_routes
from ui.doors.desk import Desk
from ui.doors.errors import response_to
from ui.doors.guard import Guard, Rules
from ui.doors.limits import Limits
from ui.doors.metrics import Metrics
from ui.doors.origins import Origins
from ui.doors.rates import Rates
from ui.doors.rest import operator_routes, rest_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi.responses import JSONResponse
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from ui.doors.archive import Archive
    from ui.doors.login import Login

_OPEN_TO_PROGRAMS = ("/api", "/v1", "/healthz", "/metrics")
_MCP = "/mcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may come in, and under which names; no `login` lets everyone in."""

    login: Login | None = None
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


def make_app(archive: Archive, access: Access, *, page: Starlette | None = None) -> ASGIApp:
    """Make the application: REST and chat, MCP where it is installed, the page under every other path."""
    metrics = Metrics()
    desk = Desk(archive, access.limits, metrics)
    origins = Origins(hosts=access.hosts, origins=access.origins)
    inside: ASGIApp = _Switch(_program_app(desk), mcp=_mcp_app(desk), page=page)
    if origins.allowed:
        inside = CORSMiddleware(
            inside,
            allow_origins=sorted(origins.allowed),
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=["X-Request-ID", "Retry-After"],
        )
    rules = Rules(
        limits=access.limits,
        origins=origins,
        rates=Rates(access.limits.per_minute),
        metrics=metrics,
        login=access.login,
    )
    return Guard(inside, rules)


class _Switch:
    """Sends each request to the application of its path, and starts and stops all of them together."""

    def __init__(
        self, programs: Starlette, *, mcp: Starlette | None, page: Starlette | None
    ) -> None:
        self._programs, self._mcp, self._page = programs, mcp, page
        self._lifespan = Starlette(lifespan=self._together)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._lifespan if scope["type"] == "lifespan" else self._of(scope["path"])
        await app(scope, receive, send)

    def _of(self, path: str) -> Starlette:
        if self._mcp and path == _MCP:
            return self._mcp
        first = "/" + path.split("/", 2)[1] if "/" in path else path
        return self._programs if first in _OPEN_TO_PROGRAMS or not self._page else self._page

    @asynccontextmanager
    async def _together(self, _: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in filter(None, (self._programs, self._mcp, self._page)):
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield


def _program_app(desk: Desk) -> FastAPI:
    """Make the application that programs speak to, with its OpenAPI document."""
    app = FastAPI(
        title="dateline",
        summary="Grounded answers over a news archive: every sentence shows the exact words it rests on.",
        version=version("dateline"),
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page would fetch scripts from another host
        redoc_url=None,
        redirect_slashes=False,
    )
    app.include_router(rest_routes(desk))
    app.include_router(chat_routes(desk))
    app.include_router(operator_routes(desk))
    for kind in (HTTPException, RequestValidationError, RagError, IndexingError, Exception):
        app.add_exception_handler(kind, _told)
    return app


async def _told(request: Request, error: Exception) -> JSONResponse:
    arrival = arrival_of(request.scope)
    arrival.told = True
    return response_to(error, arrival.id)


def _mcp_app(desk: Desk) -> Starlette | None:
    """Make the application that MCP clients speak to, where its library is installed."""
    try:
        from ui.doors.mcp_tools import mcp_app
    except ModuleNotFoundError as error:
        if error.name != "mcp":
            raise
        return None
    return mcp_app(desk)
