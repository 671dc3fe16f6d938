"""The head of the page as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.html.escaping import count, text

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEYS = (
    ("/", "write a question"),
    ("j", "next citation"),
    ("k", "citation before"),
    ("Esc", "close the reader"),
    ("?", "show or hide these keys"),
)


def header(info: Mapping[str, Any]) -> str:
    """Name the tool and what it searches: articles, outlets and span of dates of `info_json`."""
    outlets = sum(1 for name in info["sources"] if name)
    facts = [count(info["articles"], "article"), count(outlets, "outlet")]
    if info["first"] and info["last"]:
        facts.append(f"{info['first']} to {info['last']}")
    return (
        f'<header class="top"><h1>dateline</h1><p>{text(" · ".join(facts))}</p>{_keys()}</header>'
    )


def _keys() -> str:
    rows = "".join(f"<dt><kbd>{key}</kbd></dt><dd>{does}</dd>" for key, does in _KEYS)
    return (
        '<button type="button" class="quiet" data-keys aria-label="Show the keys">?</button>'
        f'<dialog id="keys" aria-label="Keys"><h2>Keys</h2><dl>{rows}</dl>'
        '<button type="button" data-keys>Close</button></dialog>'
    )
