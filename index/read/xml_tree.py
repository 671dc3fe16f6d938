"""XML that strangers wrote, parsed without entities, definitions, network or unbounded depth."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from index.read.opening import UnreadableError
from index.read.optional import needs
from index.read.prose import local_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MOST_TAGS = 500_000  # in one document; each takes about 200 bytes of memory


def parse_xml(data: bytes) -> _Element:
    """Parse a document that is well-formed and declares no entities.

    Raises:
        UnreadableError: it is not, or it has more tags or is nested deeper than any article.
    """
    with needs("xml"):
        from lxml import etree
    check_tags(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"not well-formed XML ({error})") from error
    definition = root.getroottree().docinfo.internalDTD
    if definition is not None and next(definition.iterentities(), None) is not None:
        raise UnreadableError("declares entities, which are not read")
    for entity in list(root.iter(etree.Entity)):  # of a definition that was not read: `&nbsp;`
        entity.tail = unescape(entity.text or "") + (entity.tail or "")
    etree.strip_elements(root, etree.Entity, with_tail=False)
    return root


def check_tags(data: bytes) -> None:
    """Refuse what would take too much memory as a tree.

    Raises:
        UnreadableError: there are more tags than any document of articles has.
    """
    if data.count(b"<") > MOST_TAGS:
        raise UnreadableError(f"has more than {MOST_TAGS:,} tags")


def below(element: _Element, name: str) -> Iterator[_Element]:
    """Find the elements of a name below `element`, whatever their namespace, in their order."""
    return (found for found in element.iter() if local_name(found) == name.lower())


def first(element: _Element, *path: str) -> _Element | None:
    """Follow names down: the first `path[0]` below `element`, in it the first `path[1]`, and so on."""
    for name in path:
        found = next((child for child in below(element, name) if child is not element), None)
        if found is None:
            return None
        element = found
    return element


def words(element: _Element | None) -> str:
    """Write all text in an element as one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def attribute(element: _Element | None, name: str) -> str:
    """Read an attribute; nothing if there is none."""
    return "" if element is None else (element.get(name) or "").strip()
