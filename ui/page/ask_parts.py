"""The components of the tab Ask, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio as gr


@dataclass(frozen=True, slots=True, kw_only=True)
class AskParts:
    """The components of the tab."""

    turns: gr.State
    chat: gr.HTML
    reader: gr.HTML
    notice: gr.HTML
    box: gr.Textbox
    since: gr.Textbox
    until: gr.Textbox
    as_of: gr.Textbox
    outlets: gr.Dropdown
    reads: gr.Checkbox
    stop: gr.Button

    @property
    def filters(self) -> list[Any]:
        """What a question is asked under."""
        return [self.since, self.until, self.as_of, self.outlets, self.reads]

    @property
    def shown(self) -> list[Any]:
        """What an answer changes."""
        return [self.turns, self.chat, self.reader, self.box, self.notice]
