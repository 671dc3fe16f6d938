"""Files that begin with `<`: what their root element is says which form they are in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.read.feeds import read_feed
from index.read.html_pages import read_page
from index.read.newsml import read_newsml
from index.read.nitf import read_nitf
from index.types import Problem

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from index.config import IndexConfig
    from index.types import Article

_READERS = {
    "html": read_page,
    "nitf": read_nitf,
    **dict.fromkeys(("newsitem", "newsmessage", "packageitem"), read_newsml),
    **dict.fromkeys(("rss", "feed", "rdf"), read_feed),
}
_BEFORE_ROOT = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!", b">"))
_NAME = re.compile(rb"<(?:[\w.-]{1,64}:)?([\w.-]{1,64})")
_HEAD = 1 << 16  # bytes; the root element begins within


def read_markup(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read HTML or a kind of XML, as the root element tells."""
    head = stream.peek(_HEAD)[:_HEAD]
    name = root_name(head)
    is_xml = b"<?xml" in head.replace(b"\0", b"")[:_HEAD].lstrip()[:8]
    reader = _READERS.get(name) or (None if is_xml else read_page)
    if reader is None:
        root = f"the root <{name}>" if name else f"no root in its first {_HEAD:,} bytes"
        reason = f"XML with {root}; NITF, NewsML-G2, RSS, Atom and XHTML are read"
        yield Problem(path=path, reason=reason)
        return
    yield from reader(stream, path, config)


def root_name(head: bytes) -> str:
    """Find the first element's name in small letters, without its prefix.

    >>> root_name(b"<?xml version='1.0'?><!-- news --><rdf:RDF>")
    'rdf'
    """
    head = head.replace(b"\0", b"")  # of UTF-16
    place = head.find(b"<")
    while place >= 0:
        opened = next((pair for pair in _BEFORE_ROOT if head.startswith(pair[0], place)), None)
        if opened is None:
            break
        end = head.find(opened[1], place)
        if opened[0] == b"<!" and 0 <= head.find(b"[", place) < end:  # a definition of its own
            end = head.find(b"]", place)
        place = head.find(b"<", end) if end >= 0 else -1
    found = _NAME.match(head, place) if place >= 0 else None
    return found[1].decode("ascii", "replace").lower() if found else ""
