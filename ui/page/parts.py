"""Small parts that every tab is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr

if TYPE_CHECKING:
    from collections.abc import Callable

Callback = TypeVar("Callback", bound="Callable[..., Any]")

AT_ONCE = 2  # of each kind of work, at the same time
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

# A press of a button made by `ui.html.escaping.button` reaches Python as the event that it names, with its data and
# what was typed into the form around it.
_TELL = """
element.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-event]");
  if (!pressed || !element.contains(pressed)) return;
  event.preventDefault();
  const form = pressed.closest("[data-form]");
  const typed = form ? [...form.querySelectorAll("[name]")].map((field) => [field.name, field.value]) : [];
  const { event: name, ...data } = pressed.dataset;
  trigger(name, { ...Object.fromEntries(typed), ...data });
  if (form) form.open = false;
});
"""


def panel(value: str = "", *, elem_id: str, classes: str = "") -> gr.HTML:
    """Make a place for HTML whose buttons are events."""
    return gr.HTML(
        value,
        elem_id=elem_id,
        elem_classes=classes or None,
        js_on_load=_TELL,
        apply_default_css=False,
    )


def heard(callback: Callback) -> Callback:
    """Let Gradio see that a callback takes `event`: it evaluates annotations, and most of ours are for the checker only."""
    callback.__annotations__ = {"event": gr.EventData}
    return callback


def told(event: gr.EventData, name: str) -> str:
    """Read what a button told; an empty text where it told nothing of that name."""
    return str(getattr(event, name, "") or "")


def number(event: gr.EventData, name: str) -> int:
    """Read a number that a button told; 0 where there is none."""
    written = told(event, name)
    return int(written) if written.isdecimal() else 0
