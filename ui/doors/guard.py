"""The guard at every door: ids, names, logins, rates, sizes, and an answer of one shape for all that goes wrong."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect

from ui.doors.arrival import arrive
from ui.doors.errors import Refused, response_to, tell

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ui.doors.arrival import Arrival
    from ui.doors.limits import Limits
    from ui.doors.login import Login
    from ui.doors.metrics import Metrics
    from ui.doors.origins import Origins
    from ui.doors.rates import Rates

log = logging.getLogger("dateline.requests")

_OPEN = {"/healthz"}  # without a login
_UPLOAD = "/gradio_api/upload"
_POLICY = (  # nothing that an article or a model says makes the page fetch from elsewhere
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self';"
    " form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": _POLICY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a guard goes by; no `login` lets everyone in."""

    limits: Limits
    origins: Origins
    rates: Rates
    metrics: Metrics
    login: Login | None


class Guard:
    """ASGI middleware around all doors."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say why not; whatever happens is logged and counted once."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        arrival = arrive(scope)
        told = _telling(arrival, send)
        try:
            await self._admit(arrival)
            await self._app(scope, self._bounded(arrival, receive), told)
        except ClientDisconnect:
            arrival.status = arrival.status or 499
        except Exception as error:
            if not arrival.status:
                await response_to(error, arrival.id)(scope, receive, told)
            elif not arrival.told:
                tell(error, arrival.id)
            if not arrival.whole:
                raise  # what is out of the response is wrong: break off
        finally:
            self._count(arrival, scope)

    async def _admit(self, arrival: Arrival) -> None:
        """Check a request by its head.

        Raises:
            Refused: it may not come in.
        """
        rules = self._rules
        rules.origins.check(arrival)
        preflight = arrival.method == "OPTIONS" and "origin" in arrival.headers
        if rules.login and arrival.path not in _OPEN and not preflight:
            arrival.caller = await rules.login.check(arrival)
        if arrival.path not in _OPEN and (arrival.for_programs or arrival.method == "POST"):
            if wait := rules.rates.wait(arrival.caller):
                raise Refused(
                    429,
                    f"too many requests: try again in {wait} s",
                    code="rate_limited",
                    retry_after=wait,
                )
            rules.rates.take(arrival.caller)
        length = arrival.headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > self._most(arrival):
            raise _too_large(self._most(arrival))

    def _most(self, arrival: Arrival) -> int:
        """Say how many bytes a body may have."""
        limits = self._rules.limits
        return limits.upload_bytes if arrival.path == _UPLOAD else limits.body_bytes

    def _bounded(self, arrival: Arrival, receive: Receive) -> Receive:
        """Take a body in up to its limits of bytes and seconds."""
        most, seconds = self._most(arrival), self._rules.limits.body_seconds
        size, whole = 0, False

        async def bounded() -> Message:
            nonlocal size, whole
            if whole:
                return await receive()  # waits for the caller to hang up
            try:
                with anyio.fail_after(max(seconds - arrival.seconds, 0)):
                    message = await receive()
            except TimeoutError:
                raise Refused(408, "the body did not come in time", code="slow_body") from None
            size += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if size > most:
                raise _too_large(most)
            return message

        return bounded

    def _count(self, arrival: Arrival, scope: Scope) -> None:
        """Log and count a request that is done."""
        route = "page"
        if arrival.for_programs:
            route = getattr(scope.get("route"), "path", "none")
        method = arrival.method if arrival.method in _METHODS else "other"
        self._rules.metrics.requested(
            route=route, method=method, status=arrival.status, seconds=arrival.seconds
        )
        log.info(
            "%s %s %s %s %.0f ms %s",
            arrival.id,
            method,
            ascii(arrival.path[:200])[1:-1],
            arrival.status,
            1000 * arrival.seconds,
            arrival.caller,
        )


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _telling(arrival: Arrival, send: Send) -> Send:
    """Add the request's id and the headers of every response."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            arrival.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = arrival.id
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if arrival.for_programs:
                headers.setdefault("Cache-Control", "no-store")
        elif message["type"] == "http.response.body":
            arrival.whole = not message.get("more_body", False)
        await send(message)

    return told


def _too_large(most: int) -> Refused:
    return Refused(413, f"the body is longer than {most:,} bytes", code="body_too_large")
