"""What keeps a text a text: escaping, web addresses, buttons and folds whose words are escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from datetime import date


def text(value: str) -> str:
    """Escape a text so that it shows as it is, in HTML, in an attribute and in Markdown.

    >>> text("<b>&")
    '&lt;b&gt;&amp;'
    """
    return escape(value).replace("\r", "&#13;").replace("\n", "&#10;")


def safe_url(url: str | None) -> str | None:
    """Let a web address through, and nothing that a browser might run.

    >>> safe_url("javascript:alert(1)")
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def count(number: int, noun: str) -> str:
    """Count things.

    >>> count(1200, "article")
    '1,200 articles'
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def short_day(day: date | None) -> str:
    """Write a day in little room.

    >>> from datetime import date
    >>> short_day(date(2025, 2, 19))
    '19 Feb 2025'
    """
    return f"{day.day} {day:%b %Y}" if day else "undated"


def shortened(value: str, most: int) -> str:
    """Cut a text after `most` characters, white space made single.

    >>> shortened("Rain fell on Monday.", 10)
    'Rain fell…'
    """
    line = " ".join(value.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def button(
    label: str, event: str, *, kind: str = "", title: str = "", **data: str | int | None
) -> str:
    """Make a button that tells Python `event` with `data` when it is pressed."""
    told = "".join(
        f' data-{name}="{text(str(value))}"' for name, value in data.items() if value is not None
    )
    named = f' class="{kind}"' if kind else ""
    hint = f' title="{text(title)}" aria-label="{text(title)}"' if title else ""
    return f'<button type="button"{named} data-event="{event}"{told}{hint}>{text(label)}</button>'


def fold(summary: str, inside: str, *, kind: str = "") -> str:
    """Fold `inside` (HTML) away under a summary (a text); nothing where there is nothing to fold."""
    if not inside:
        return ""
    return f'<details class="fold {kind}"><summary>{text(summary)}</summary>{inside}</details>'


def notice(message: str) -> str:
    """Say what keeps something from being done; an empty message shows nothing."""
    return f'<p class="notice" role="alert">{text(message)}</p>' if message else ""


def block(kind: str, said: str) -> str:
    """Show a text as it is, in a block of the style class `kind`: `asked`, `working`."""
    return f'<div class="{kind}">{text(said)}</div>'


def problem(message: str) -> str:
    """Say that something broke: neither an answer nor a refusal."""
    return f'<div class="problem" role="alert"><strong>No answer: something broke.</strong> {text(message)}</div>'


def empty(said: str) -> str:
    """Say what will be here."""
    return f'<p class="empty">{text(said)}</p>'
