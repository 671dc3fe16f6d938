"""Fakes for the model-shaped parts: shipped, so that examples and tests use the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from langchain_core.messages import BaseMessage


def scripted_model(replies: Iterable[str]) -> GenericFakeChatModel:
    """Make a chat model that streams the given replies, one for each question."""
    return GenericFakeChatModel(messages=iter(AIMessage(reply) for reply in replies))


class ToolCallingModel(GenericFakeChatModel):
    """A scripted model that may be given tools: its replies say which it calls."""

    def bind_tools(self, tools: Any, **_: Any) -> ToolCallingModel:  # noqa: ANN401, ARG002 - LangChain's signature
        """Take the tools; the script knows them."""
        return self


def tool_calling_model(replies: Iterable[AIMessage]) -> ToolCallingModel:
    """Make a chat model that gives the messages of a script, tool calls included, one after the other."""
    return ToolCallingModel(messages=iter(replies))


class ObeyingModel(BaseChatModel):
    """A model that does what an article tells it to: `payload` if it reads `order`, or always; else `honest`."""

    order: str
    payload: str
    honest: str
    always: bool = False

    @property
    def _llm_type(self) -> str:
        return "obeying"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:  # noqa: ANN401 - LangChain's signature
        read = " ".join(" ".join(message.text for message in messages).split())
        obeys = self.always or " ".join(self.order.split()) in read
        said = AIMessage(self.payload if obeys else self.honest)
        return ChatResult(generations=[ChatGeneration(message=said)])
