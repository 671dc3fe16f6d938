"""What goes wrong at a door, as one JSON object of one shape: `{"error": {...}}`."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from index.errors import StoreError
from rag.errors import ChatModelError, RagError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

logger = logging.getLogger(__name__)

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    408: "timeout_error",
    413: "request_too_large",
    415: "invalid_request_error",
    421: "permission_error",
    422: "invalid_request_error",
    429: "rate_limit_error",
    502: "chat_model_error",
    503: "overloaded_error",
}
_TOLD = 20  # faults of one body


class Refused(HTTPException):
    """A request that is turned away; `retry_after` is in whole seconds."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str,
        retry_after: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        told = dict(headers or {})
        if retry_after is not None:
            told["Retry-After"] = str(max(1, retry_after))
        super().__init__(status_code=status, detail=message, headers=told or None)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the caller is told: `code` names the very thing, `details` the fields that do not fit."""

    status: int
    code: str
    message: str
    headers: Mapping[str, str] | None = None
    details: Sequence[dict[str, str]] | None = None

    def json(self, request_id: str) -> dict[str, Any]:
        """Lay it out: the one shape of an error."""
        return {
            "error": {
                "message": self.message,
                "type": TYPES.get(self.status, "server_error"),
                "code": self.code,
                "param": self.details[0]["field"] if self.details else None,
                "details": self.details,
                "request_id": request_id,
            }
        }


def tell(error: Exception, request_id: str) -> Told:
    """Say what went wrong; what only the operator should know goes to the log."""
    match error:
        case RequestValidationError():
            return _invalid(error)
        case HTTPException():
            message = str(error.detail)
            code = getattr(error, "code", None) or message.lower().replace(" ", "_")
            return Told(status=error.status_code, code=code, message=message, headers=error.headers)
        case StoreError() | sqlite3.DatabaseError():
            logger.error("%s the store failed: %s", request_id, error)
            said = "the archive cannot be read now; the server's log says why"
            wait = {"Retry-After": "5"}
            return Told(status=503, code="store_unavailable", message=said, headers=wait)
        case ChatModelError():
            return Told(status=502, code="chat_model_failed", message=str(error))
        case RagError():
            return Told(status=422, code="invalid_value", message=str(error))
        case _:
            logger.error("%s broke", request_id, exc_info=error)
            said = "something broke here; the server's log says what, under the request id"
            return Told(status=500, code="internal_error", message=said)


def response_to(error: Exception, request_id: str) -> JSONResponse:
    """Answer with what went wrong."""
    told = tell(error, request_id)
    return JSONResponse(
        told.json(request_id), status_code=told.status, headers=dict(told.headers or {})
    )


def _invalid(error: RequestValidationError) -> Told:
    """Say what is wrong with a request, without repeating what it held."""
    faults = error.errors()
    details = [
        {
            "field": ".".join(str(part) for part in fault["loc"] if part != "body")[:200],
            "message": str(fault["msg"])[:300],
        }
        for fault in faults[:_TOLD]
    ]
    details = [{key: _plain(text) for key, text in told.items()} for told in details]
    if any(fault["type"] == "json_invalid" for fault in faults):
        return Told(status=400, code="invalid_json", message="the body is not JSON")
    first = details[0]
    said = f"{first['field']}: {first['message']}" if first["field"] else first["message"]
    return Told(status=422, code="invalid_value", message=said, details=details)


def _plain(text: str) -> str:
    """Replace halves of characters, which cannot be written out."""
    return text.encode("utf-8", "replace").decode()
