"""What is known of a request from its arrival on: its id, who asks, since when."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from starlette.types import Scope

_KEY = "dateline.arrival"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
WORK = (
    "/api/",
    "/v1/",
    "/mcp",
    "/metrics",
    "/healthz",
)  # what programs ask for; all else is the page


@dataclass(slots=True, kw_only=True)
class Arrival:
    """One request."""

    id: str
    method: str
    path: str
    headers: Headers
    address: str
    caller: str
    """Name of the user or token, or the address."""
    status: int = 0
    """Of the response; 0 until its head is out."""
    whole: bool = False
    """Whether all of the response is out."""
    told: bool = False
    """Whether what broke is in the log already."""
    began: float = field(default_factory=time.monotonic)

    @property
    def for_programs(self) -> bool:
        """Whether a program's door is asked for, not the page."""
        return self.path.startswith(WORK)

    @property
    def seconds(self) -> float:
        """How long it has been here."""
        return time.monotonic() - self.began


def arrive(scope: Scope) -> Arrival:
    """Register a request; an id that the caller sends is kept if it is a plain one."""
    headers = Headers(scope=scope)
    sent = headers.get("x-request-id", "")
    address = scope["client"][0] if scope.get("client") else "local"
    arrival = Arrival(
        id=sent if _ID.fullmatch(sent) else uuid4().hex,
        method=scope["method"],
        path=scope["path"],
        headers=headers,
        address=address,
        caller=address,
    )
    scope[_KEY] = arrival
    return arrival


def arrival_of(scope: Scope) -> Arrival:
    """Give the arrival of a request that is being worked on."""
    arrival: Arrival = scope[_KEY]
    return arrival
