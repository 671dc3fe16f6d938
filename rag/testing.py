"""Fakes for the model-shaped parts: shipped, so that examples and tests use the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

if TYPE_CHECKING:
    from collections.abc import Iterable


def scripted_model(replies: Iterable[str]) -> GenericFakeChatModel:
    """Make a chat model that streams the given replies, one for each question."""
    return GenericFakeChatModel(messages=iter(AIMessage(reply) for reply in replies))
