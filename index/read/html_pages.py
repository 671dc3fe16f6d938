"""HTML pages: the article without what stands around it, and what the page says about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.read.compose import Draft, compose
from index.read.dates import read_date
from index.read.names import split_names
from index.read.opening import UnreadableError
from index.read.optional import needs
from index.read.times import read_time
from index.read.whole import decode_markup, read_whole
from index.read.xml_tree import check_tags

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from datetime import date, datetime

    from lxml.html import HtmlElement

    from index.config import IndexConfig
    from index.types import Article, Problem

_MOST_ELEMENTS = 50_000  # in a page; one with so many takes seconds
_MOST_ATTRIBUTES = 100  # of an element; more are dropped, since they take quadratic time
_MOST_WORDS = 10_000  # in a tag; libxml2 takes quadratic time for its attributes
_TAG = re.compile(r"""<[a-zA-Z](?:[^>"']++|"[^"]*"|'[^']*'|["'])*+""")
_PROLOG = re.compile(r"\A\s*+<\?xml[^>]*\?>")  # of XHTML; what it says of the encoding is done
_TOO_DEEP = "Excessive depth"
_MOMENTS = """
    //meta[@property="article:published_time" or @itemprop="datePublished" or @name="parsely-pub-date"
        or @name="pubdate" or @name="DC.date.issued" or @name="sailthru.date"]/@content
    | //time[@itemprop="datePublished" or @pubdate]/@datetime
"""
_JSON_LD = '//script[@type="application/ld+json"]/text()'
_JSON_MOMENT = re.compile(r'"datePublished"\s*:\s*"([^"]{10,40})"')


def read_page(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read the article of a page that was saved as a file."""
    draft = page_draft(read_whole(stream, config))
    if draft is None:
        return
    yield from compose(draft, path=path, config=config)


def page_draft(data: bytes, *, url: str = "", charset: str = "") -> Draft | None:
    """Find the article of a page, and what the page says about it; None if it holds none.

    Args:
        data: the page.
        url: where it was found, if that is known.
        charset: its encoding as the server said it.

    Raises:
        UnreadableError: it is no page of a sensible size.
    """
    with needs("html"):
        import trafilatura
    tree = _tree(data, charset)
    if tree is None:
        return None
    found = trafilatura.bare_extraction(
        tree,
        url=url or None,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if found is None or isinstance(found, dict) or not found.text:
        return None
    published, written = read_date(found.date), _moments(tree)
    return Draft(
        text="\n\n".join(line for line in found.text.splitlines() if line.strip()),
        title=found.title or "",
        published=published,
        published_at=_on(published, written),
        dated=written,
        source=found.sitename or "",
        authors=split_names(found.author or ""),
        url=found.url or url,
        section=next(iter(found.categories or ()), ""),
    )


def _tree(data: bytes, charset: str) -> HtmlElement | None:
    """Parse a page; None if there is nothing in it."""
    with needs("html"):
        from lxml import etree, html
    check_tags(data)
    text = _PROLOG.sub("", decode_markup(data, charset).replace("\0", ""), count=1)
    if any(
        len(tag[0]) > _MOST_WORDS and len(tag[0].split()) > _MOST_WORDS
        for tag in _TAG.finditer(text)
    ):
        raise UnreadableError(f"has a tag with more than {_MOST_WORDS:,} attributes")
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = html.document_fromstring(text, parser=parser)
    except etree.ParserError:
        return None
    for element in tree.iter():
        if len(element.attrib) > _MOST_ATTRIBUTES:
            element.attrib.clear()
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise UnreadableError(f"has more than {_MOST_ELEMENTS:,} elements, too many for one page")
    if any(_TOO_DEEP in error.message for error in parser.error_log):
        raise UnreadableError("nested more than 256 deep, as no page is")
    return tree


def _moments(tree: HtmlElement) -> list[str]:
    """Find where a page says when it was published, as written."""
    written = [str(value) for value in tree.xpath(_MOMENTS)]
    for script in tree.xpath(_JSON_LD):
        written += _JSON_MOMENT.findall(str(script))
    return written


def _on(published: date | None, written: list[str]) -> datetime | None:
    """Find the time of publication; it must be of the day that was found."""
    moments = filter(None, map(read_time, written))
    return next((moment for moment in moments if published in {None, moment.date()}), None)
