"""The door for OpenAI's chat clients: /v1/chat/completions answers from the archive, /v1/models names one model."""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from rag.contract import answer_json
from ui.doors.arrival import arrival_of
from ui.doors.errors import Refused, tell
from ui.doors.events import MEDIA_TYPE, server_sent
from ui.doors.requests import Scope
from ui.doors.rest import EVENTS, FAILURES, json_only
from ui.doors.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from rag.types import Answer, Event
    from ui.doors.desk import Desk

    Json = dict[str, Any]

MODEL = "dateline"
_NO_TOKENS = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
_CREATED = 1_700_000_000  # of the model: OpenAI's clients want a time


class _Lenient(BaseModel):
    """Clients send many fields that mean nothing here, such as `temperature`."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class TextPart(_Lenient):
    """A piece of a message; only text is read."""

    type: Annotated[str, Field(max_length=40)]
    text: Annotated[str, Field(max_length=20_000)] = ""


class Message(_Lenient):
    """One message; questions are those of the user."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: (
        Annotated[str, Field(max_length=200_000)]
        | Annotated[list[TextPart], Field(max_length=100)]
        | None
    ) = None

    @property
    def text(self) -> str:
        """The text of all parts."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text").strip()
        return (self.content or "").strip()


class StreamOptions(_Lenient):
    """What a stream tells beside the answer."""

    include_usage: StrictBool = False


class ChatRequest(_Lenient):
    """A conversation whose last user message is the question."""

    model: Annotated[str, Field(max_length=200)] = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=200)]
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = None
    dateline: Scope = Field(Scope(), description="Filters, as /api/ask takes them; not OpenAI's.")

    @property
    def questions(self) -> list[str]:
        """What the user asked, oldest first."""
        return [m.text for m in self.messages if m.role == "user" and m.text]


def chat_routes(desk: Desk) -> APIRouter:
    """Make the routes under /v1."""
    router = APIRouter(
        prefix="/v1", tags=["chat"], responses=FAILURES, dependencies=[Depends(json_only)]
    )
    ok: dict[int | str, Any] = {
        200: {"description": "A chat completion, or its chunks.", "content": {MEDIA_TYPE: EVENTS}}
    }
    unknown: dict[int | str, Any] = {404: FAILURES[422] | {"description": "No such model."}}

    @router.post("/chat/completions", responses=ok | unknown)
    async def complete(body: ChatRequest, request: Request) -> Response:
        """Answer the last question of a conversation from the archive, with its citations as annotations."""
        earlier, asked = _asked(body)
        question = body.dateline.asking(asked)
        transcript = Transcript(str(request.base_url))
        if body.stream:
            events = desk.events(question, k=body.dateline.k, earlier=earlier)
            usage = body.stream_options is not None and body.stream_options.include_usage
            return await _stream(events, transcript, arrival_of(request.scope).id, usage=usage)
        answer = await desk.answer(
            question, k=body.dateline.k, earlier=earlier, gone=request.is_disconnected
        )
        transcript.finish(answer)
        return JSONResponse(_completion(transcript, answer))

    @router.get("/models")
    async def models() -> Response:
        """List the one model."""
        return JSONResponse({"object": "list", "data": [_model()]})

    @router.get("/models/{name:path}", responses=unknown)
    async def model(name: str) -> Response:
        """Describe the one model."""
        _known(name)
        return JSONResponse(_model())

    return router


def _asked(body: ChatRequest) -> tuple[list[str], str]:
    """Give the earlier questions and the last one.

    Raises:
        Refused: there is none, or another model is asked for.
    """
    _known(body.model)
    if not body.questions:
        raise Refused(422, "messages: no user message holds text", code="no_question")
    return body.questions[:-1], body.questions[-1]


def _known(name: str) -> None:
    if name != MODEL:
        raise Refused(404, f"there is one model here: {MODEL}", code="model_not_found")


def _model() -> Json:
    return {"id": MODEL, "object": "model", "created": _CREATED, "owned_by": MODEL}


def _head(kind: str) -> Json:
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
    }


def _completion(transcript: Transcript, answer: Answer) -> Json:
    """Lay a whole completion out; `dateline` is the answer as `ask --json` prints it."""
    message = {
        "role": "assistant",
        "content": transcript.text,
        "refusal": None,
        "annotations": transcript.annotations,
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {
        **_head("chat.completion"),
        "choices": [choice],
        "usage": _NO_TOKENS,
        "dateline": answer_json(answer),
    }


async def _stream(
    events: AsyncGenerator[Event], transcript: Transcript, request_id: str, *, usage: bool
) -> Response:
    """Send a completion in chunks; what goes wrong before the first event is an error of its own."""
    await anext(events)  # planned: the question can be asked, and its turn has come
    chunks = _chunks(events, transcript, usage=usage)

    async def written() -> AsyncIterator[bytes]:
        try:
            async with aclosing(events):
                async for chunk in chunks:
                    yield server_sent(chunk)
            yield server_sent("[DONE]")
        except Exception as error:  # noqa: BLE001 - the edge: the head is out, so it is told as a chunk
            yield server_sent(tell(error, request_id).json(request_id))

    return StreamingResponse(written(), media_type=MEDIA_TYPE)


async def _chunks(
    events: AsyncIterator[Event], transcript: Transcript, *, usage: bool
) -> AsyncIterator[Json]:
    """Turn events into chunks; the last one carries the annotations and the whole answer."""
    head = _head("chat.completion.chunk") | ({"usage": None} if usage else {})

    def chunk(delta: Json, *, end: str | None = None) -> Json:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": end}
        return {**head, "choices": [choice]}

    yield chunk({"role": "assistant", "content": ""})
    async for event in events:
        if event.answer:
            yield chunk({"content": transcript.finish(event.answer)})
            told = chunk({"annotations": transcript.annotations}, end="stop")
            yield told | {"dateline": answer_json(event.answer)}
        elif event.statement:
            yield chunk({"content": transcript.statement(event.statement)})
        elif event.stage == "writing" and (said := transcript.taken_back()):
            yield chunk({"content": said})
    if usage:
        yield {**head, "choices": [], "usage": _NO_TOKENS}
