"""The list of saved conversations as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.html.escaping import button, empty, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TITLE_CHARS = 60


def conversations(saved: Sequence[Mapping[str, Any]], *, current: str) -> str:
    """List saved conversations, the latest first; each can be opened and deleted."""
    items = ""
    for one in saved:
        name, title = str(one.get("name", "")), shortened(str(one.get("title", "")), _TITLE_CHARS)
        here = ' aria-current="true"' if name == current else ""
        items += (
            f"<li{here}>{button(title, 'select', kind='saved', name=name)}"
            f"{button('×', 'delete', kind='quiet', name=name, title=f'Forget “{title}”')}</li>"
        )
    return (
        f'<ul class="conversations">{items}</ul>'
        if items
        else empty("Conversations are kept in this browser.")
    )
