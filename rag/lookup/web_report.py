"""A report as one HTML page with footnotes that asks for nothing outside."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from rag.lookup.references import plain_reference
from rag.lookup.report import MARK, with_all_notes

if TYPE_CHECKING:
    from rag.lookup.report import Report

_STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 Georgia,serif;color:#222;background:#fff}"
    'sup a{text-decoration:none;padding:0 .1em}sup+sup::before{content:","}'
    "ol li:target{background:#fff3bf}blockquote{color:#444}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}a{color:#8ab4f8}"
    "ol li:target{background:#443c00}}"
)


def web_page(report: Report) -> str:
    """Write a report as one HTML page that asks for nothing outside."""
    source, notes = with_all_notes(report)
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(source)
    body = re.sub(r"<img\b[^>]*>", "", body)  # a page that asks for nothing
    used: dict[int, int] = {}

    def reference(found: re.Match[str]) -> str:
        number = int(found[1])
        used[number] = used.get(number, 0) + 1
        back = f"r{number}" if used[number] == 1 else f"r{number}-{used[number]}"
        return f'<sup id="{back}"><a href="#n{number}">{number}</a></sup>'

    body = MARK.sub(reference, body)
    items = "".join(
        f'<li id="n{number}">{html.escape(note.text)}'
        + (
            f' <a href="{html.escape(note.link)}" rel="noopener noreferrer">source</a>'
            if note.link
            else ""
        )
        + f' <a href="#r{number}" aria-label="back">↩</a></li>'
        for number, note in enumerate(notes, start=1)
    )
    sources = "".join(
        f"<li>{html.escape(plain_reference(r))}{_address(r.url)}</li>" for r in report.cited
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{html.escape(report.title)}</title><style>{_STYLE}</style></head>\n<body>\n{body}"
        + (f"<h2>Notes</h2>\n<ol>{items}</ol>\n" if items else "")
        + (f"<h2>Sources</h2>\n<ul>{sources}</ul>\n" if sources else "")
        + "</body></html>\n"
    )


def _address(url: str | None) -> str:
    return (
        f' <a href="{html.escape(url)}" rel="noopener noreferrer">{html.escape(url)}</a>'
        if url
        else ""
    )
