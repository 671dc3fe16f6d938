"""NITF, the News Industry Text Format of the IPTC: one article in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.read.compose import Draft, compose
from index.read.dates import read_date
from index.read.names import split_names
from index.read.prose import prose
from index.read.times import read_time
from index.read.whole import read_whole
from index.read.xml_tree import attribute, below, first, parse_xml, words

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from lxml.etree import _Element

    from index.config import IndexConfig
    from index.types import Article, Problem

# Where the date of publication stands, the best place first.
_DATES = (
    ("pubdata", "date.publication"),
    ("date.release", "norm"),
    ("date.issue", "norm"),
    ("story.date", "norm"),
)


def read_nitf(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read the article of an NITF document."""
    yield from compose(nitf_draft(parse_xml(read_whole(stream, config))), path=path, config=config)


def nitf_draft(root: _Element) -> Draft:
    """Find the parts of an article in an `nitf` element."""
    about = first(root, "pubdata")
    head = first(root, "body.head")
    opening = root if head is None else head
    written = next(filter(None, (attribute(first(root, tag), name) for tag, name in _DATES)), "")
    return Draft(
        text=_text(root),
        id=attribute(first(root, "doc-id"), "id-string"),
        title=words(first(root, "hedline", "hl1"))
        or words(first(root, "hedline"))
        or words(first(root, "title")),
        published=read_date(written),
        published_at=read_time(written),
        dated=(written,),
        source=attribute(about, "name")
        or words(first(opening, "distributor"))
        or attribute(first(root, "doc.copyright"), "holder"),
        authors=_authors(opening),
        url=attribute(about, "ex-ref"),
        section=attribute(about, "position.section"),
        place=words(first(opening, "dateline", "location")),
    )


def _text(root: _Element) -> str:
    """Write the body; where an archive gives the full text beside its lead, the full text alone."""
    body = first(root, "body.content")
    if body is None:
        return ""
    whole = (block for block in below(body, "block") if block.get("class") == "full_text")
    return prose(next(whole, body))


def _authors(opening: _Element) -> tuple[str, ...]:
    """Name who wrote it: the persons of the by-line, or what stands there without titles."""
    byline = first(opening, "byline")
    if byline is None:
        return ()
    persons = tuple(filter(None, map(words, below(byline, "person"))))
    if persons:
        return persons
    title = words(first(byline, "byttl"))
    return split_names(words(byline).removesuffix(title).strip(" ,"))
