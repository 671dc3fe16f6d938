"""NewsML-G2 of the IPTC: one news item in a document, or a message with many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.read.compose import Draft, compose
from index.read.dates import read_date
from index.read.names import split_names
from index.read.nitf import nitf_draft
from index.read.prose import local_name, prose
from index.read.times import read_time
from index.read.whole import read_whole
from index.read.xml_tree import attribute, below, first, parse_xml, words
from index.types import Problem

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from lxml.etree import _Element

    from index.config import IndexConfig
    from index.types import Article

_DATES = ("firstCreated", "contentCreated", "versionCreated")
_NOT_TO_PRINT = frozenset({"canceled", "withheld"})


def read_newsml(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read the text items of a NewsML-G2 document; pictures and packages are passed over."""
    root = parse_xml(read_whole(stream, config))
    for item in below(root, "newsItem"):
        if next(item.iterancestors("{*}newsItem"), None) is not None:
            continue  # no standard knows an item in an item: it is part of the outer one's text
        kind = attribute(first(item, "itemClass"), "qcode")
        if kind and not kind.endswith(":text"):
            continue
        status = attribute(first(item, "pubStatus"), "qcode").rpartition(":")[2]
        line = item.sourceline
        if status in _NOT_TO_PRINT:
            yield Problem(path=path, line=line, reason=f"the item is {status} by its provider")
        else:
            yield from compose(_draft(item, line), path=path, config=config)


def _draft(item: _Element, line: int | None) -> Draft:
    """Find the parts of an article in a `newsItem`; an NITF body tells what the item does not."""
    about = first(item, "contentMeta")
    about = item if about is None else about
    body = first(item, "contentSet")
    inner = first(item, "contentSet", "nitf")
    given = nitf_draft(inner) if inner is not None else Draft(text=_text(body))
    written = next(filter(None, (words(first(item, name)) for name in _DATES)), "")
    return Draft(
        text=given.text,
        id=attribute(item, "guid") or given.id,
        title=words(first(about, "headline"))
        or given.title
        or words(first(item, "itemMeta", "title")),
        published=read_date(written) or given.published,
        published_at=read_time(written) or given.published_at,
        dated=(written, *given.dated),
        source=_name(first(item, "provider")) or _name(first(about, "infoSource")) or given.source,
        authors=_authors(about) or given.authors,
        section=_name(first(about, "subject")) or given.section,
        place=_name(first(about, "located")) or given.place,
        line=line,
    )


def _text(body: _Element | None) -> str:
    """Write the text of inline XHTML, or of inline data."""
    if body is None:
        return ""
    inner = first(body, "inlineXML")
    if inner is not None:
        page = first(inner, "body")
        return prose(inner if page is None else page)
    data = first(body, "inlineData")
    return "" if data is None else "".join(data.itertext()).strip()


def _name(party: _Element | None) -> str:
    """Name a party or a place: its `name`, else its literal, else what stands in it."""
    if party is None:
        return ""
    return words(first(party, "name")) or attribute(party, "literal") or words(party)


def _authors(about: _Element) -> tuple[str, ...]:
    """Name who wrote it, from the by-line or the creators."""
    if names := split_names(words(first(about, "by"))):
        return names
    creators = (child for child in about.iter() if local_name(child) == "creator")
    return tuple(filter(None, map(_name, creators)))
