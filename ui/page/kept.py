"""Conversations kept in the browser: a new one, those of before, and forgetting."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.html.article import reader
from ui.html.conversation import conversation
from ui.html.conversations import conversations
from ui.page.parts import QUIET, heard, told
from ui.saved import keep, revive

if TYPE_CHECKING:
    from ui.page.ask_parts import AskParts
    from ui.turns import Conversation
    from ui.workbench import Workbench

    Rows = list[dict[str, Any]]


def kept_conversations(
    page: gr.Blocks,
    bench: Workbench,
    parts: AskParts,
    *,
    saved: gr.HTML,
    new: gr.Button,
    asked: list[Any],
) -> None:
    """Wire the list of saved conversations."""
    # not a secret: what is kept is the reader's own, in the reader's own browser, and outlives the server
    rows = gr.BrowserState([], storage_key="dateline-conversations", secret="dateline")  # noqa: S106
    name = gr.State("")

    def open_one(kept: Rows, event: gr.EventData) -> tuple[Any, ...]:
        wanted = told(event, "name")
        row = next((one for one in kept if one.get("name") == wanted), {})
        turns = revive(row, bench.store)
        return (wanted, *_shown(turns), conversations(kept, current=wanted))

    for event in asked:  # past the queue: the next question may be on its way already
        event.then(_keep, [rows, name, parts.turns], [rows, name, saved], queue=False, **QUIET)
    seen = [name, parts.turns, parts.chat, parts.reader, saved]
    new.click(lambda kept: ("", *_shown(()), conversations(kept, current="")), rows, seen, **QUIET)
    saved.select(heard(open_one), rows, seen, **QUIET)
    saved.delete(heard(_forget), [rows, name], [rows, saved], **QUIET)
    page.load(lambda kept: conversations(kept or [], current=""), rows, saved, queue=False, **QUIET)


def _keep(kept: Rows, name: str, turns: Conversation) -> tuple[Rows, str, str]:
    name = name or secrets.token_hex(8)
    now = keep(kept or [], name, turns)
    return now, name, conversations(now, current=name)


def _forget(kept: Rows, name: str, event: gr.EventData) -> tuple[Rows, str]:
    left = [one for one in kept if one.get("name") != told(event, "name")]
    return left, conversations(left, current=name)


def _shown(turns: Conversation) -> tuple[Conversation, str, str]:
    return turns, conversation(turns), reader([turn.cited for turn in turns])
