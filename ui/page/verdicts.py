"""What becomes of an answer: a reader's judgement, or a question of the eval set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from rag.errors import SettingsError
from ui.eval_runs import add_question
from ui.feedback import FILE, append_row, feedback_row
from ui.html.escaping import notice
from ui.page.parts import QUIET, heard, number, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.types import Answer
    from ui.page.ask_parts import AskParts
    from ui.turns import Conversation
    from ui.workbench import Workbench

_READ_ONLY = "This page is read-only: nothing is written down."


def verdicts(bench: Workbench, parts: AskParts) -> None:
    """Wire thumbs and “Add to eval set”."""

    def like(turns: Conversation, event: gr.EventData) -> str:
        answer = _answer(turns, event)
        if bench.read_only or answer is None:
            return notice(_READ_ONLY)
        reason, note = told(event, "reason"), told(event, "note")
        row = feedback_row(answer, verdict=told(event, "verdict"), reason=reason, note=note)
        return _written(lambda: append_row(bench.folder / FILE, row), f"Written down in {FILE}.")

    def add(turns: Conversation, event: gr.EventData) -> str:
        answer = _answer(turns, event)
        if bench.read_only or answer is None:
            return notice(_READ_ONLY)
        return _written(lambda: add_question(bench.folder, answer), "Added to the eval set.")

    parts.chat.like(heard(like), parts.turns, parts.notice, **QUIET)
    parts.chat.apply(heard(add), parts.turns, parts.notice, **QUIET)


def _answer(turns: Conversation, event: gr.EventData) -> Answer | None:
    n = number(event, "turn")
    return turns[n - 1].answer if 0 < n <= len(turns) else None


def _written(write: Callable[[], None], said: str) -> str:
    try:
        write()
    except SettingsError as error:
        return notice(str(error))
    gr.Info(said, duration=4)
    return ""
