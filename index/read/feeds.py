"""RSS and Atom: each item is an article, its full content preferred to its summary."""

from __future__ import annotations

import io
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.sax import SAXException

from index.read.compose import Draft, compose
from index.read.dates import read_date
from index.read.names import split_names
from index.read.opening import UnreadableError
from index.read.optional import needs
from index.read.prose import prose
from index.read.times import read_time
from index.read.whole import read_whole
from index.read.xml_tree import check_tags
from index.types import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.config import IndexConfig
    from index.types import Article


def read_feed(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read the items of a feed; one that is not well-formed as far as it can be read."""
    with needs("feeds"):
        import feedparser
        import lxml.html  # noqa: F401 -- missing, it is named before anything is read
    data = read_whole(stream, config)
    check_tags(data)
    try:  # as a file, so that it is taken neither for an address nor for a path
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        # feedparser reports most damage as `bozo`, but not all
        raise UnreadableError(f"the feed is damaged ({error})") from error
    for entry in feed.entries:
        yield from compose(_draft(entry, feed.feed), path=path, config=config)
    if isinstance(broken := feed.get("bozo_exception"), SAXException):
        reason = f"not well-formed XML, read as far as it goes ({broken.getMessage()})"
        yield Problem(path=path, reason=reason)


def _draft(entry: Any, feed: Any) -> Draft:  # noqa: ANN401 -- feedparser has no types
    """Find the parts of an article in an item."""
    written = entry.get("published") or dict.get(entry, "updated") or ""
    contents = [part.get("value") or "" for part in entry.get("content") or ()]
    guid = entry.get("id") or ""
    names = [author.get("name") for author in entry.get("authors") or ()] or [entry.get("author")]
    tags = entry.get("tags") or [{}]
    return Draft(
        text=_plain(max((*contents, ""), key=len) or entry.get("summary")),
        id=guid if ":" in guid else "",  # `<guid>17</guid>` is no name outside its feed
        title=_plain(entry.get("title")),
        published=read_date(written),
        published_at=read_time(written),
        dated=(written,),
        source=_plain((entry.get("source") or {}).get("title") or feed.get("title")),
        authors=tuple(author for name in names for author in split_names(name or "")),
        url=entry.get("link") or "",
        section=tags[0].get("term") or "",
    )


def _plain(written: str | None) -> str:
    """Take the markup out of a value that may have some."""
    if not written or "<" not in written:
        return unescape(written or "")
    from lxml import etree, html

    check_tags(written.encode(errors="replace"))
    try:
        return prose(html.document_fromstring(f"<div>{written}</div>"))
    except (etree.ParserError, ValueError):
        return ""
