"""Small parts that every tab is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr

from ui.html.article import reader
from ui.html.escaping import empty

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.workbench import Workbench

Callback = TypeVar("Callback", bound="Callable[..., Any]")

AT_ONCE = 2  # of each kind of work, at the same time
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

# A press of a button made by `ui.html.escaping.button` reaches Python as the event that it names, with its data and
# what was typed into the form around it.
_TELL = """
const tell = (event) => {
  const pressed = event.target.closest("[data-event]");
  if (!pressed || !element.contains(pressed)) return;
  event.preventDefault();
  const form = pressed.closest("[data-form]");
  const typed = form ? [...form.querySelectorAll("[name]")].map((field) => [field.name, field.value]) : [];
  const { event: name, ...data } = pressed.dataset;
  trigger(name, { ...Object.fromEntries(typed), ...data });
  if (form) form.open = false;
};
element.addEventListener("click", tell);
element.addEventListener("keydown", (event) => {
  if (["Enter", " "].includes(event.key) && event.target.matches("[role=button][data-event]")) tell(event);
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
    """Let Gradio see that a callback takes `event`: it evaluates annotations, and most of ours it cannot."""
    callback.__annotations__ = {"event": gr.EventData}
    return callback


def told(event: gr.EventData, name: str) -> str:
    """Read what a button told; an empty text where it told nothing of that name."""
    return str(getattr(event, name, "") or "")


def number(event: gr.EventData, name: str) -> int:
    """Read a number that a button told; 0 where there is none."""
    written = told(event, name)
    return int(written) if written.isdecimal() else 0


def opened(bench: Workbench, event: gr.EventData) -> str:
    """Give the reader with the article that a button named, or say that it is gone."""
    article = bench.article(told(event, "article"), told(event, "sha256") or None)
    start, end = number(event, "start"), number(event, "end")
    if article is None or not start < end <= len(article.text):
        return empty("This article is no longer in the archive as it was.")
    return reader((), opened=(article, (start, end)))


def side_reader(bench: Workbench, elem_id: str, *beside: gr.HTML) -> gr.HTML:
    """Make a reader, and let the buttons of the panels beside it open articles in it."""
    shown = panel(reader(()), elem_id=elem_id, classes="reader")

    def open_article(event: gr.EventData) -> str:
        return opened(bench, event)

    for place in beside:
        place.select(heard(open_article), outputs=shown, **QUIET)
    return shown
