"""Links and images in a model's text: only addresses that stand in the articles may stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from index.types import Article

_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)?|\[[^\]]*\])?")
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\(\s*<?(?P<url>[^)\s>]*)>?[^)]*\)?")
_REFERENCE = re.compile(r"^\s*\[[^\]]+\]:\s*\S+.*$", re.MULTILINE)
_TAG = re.compile(r"<\s*/?\s*[A-Za-z!][^>]*>?")
_AUTOLINK = re.compile(r"<\s*((?:https?|ftp|mailto|data|javascript):[^>\s]*)\s*>?", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:\b(?:https?|ftp|file|data|javascript|vbscript):(?://)?|\bwww\.)[^\s<>\"”)\]]+",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://|www\.", re.IGNORECASE)
_TRAILING = ".,;:!?'’"


def addresses_in(articles: Iterable[Article]) -> frozenset[str]:
    """Collect the web addresses that articles stand at or name; no scheme that runs or holds something."""
    found: set[str] = set()
    for article in articles:
        found |= {m[0].rstrip(_TRAILING) for m in _ADDRESS.finditer(article.text)}
        found |= {article.url} if article.url else set()
    return frozenset(address for address in found if _WEB.match(address))


def strip_links(text: str, *, known: Collection[str]) -> str:
    """Take out images and tags; of a link to an unknown address its words stay, of a bare one nothing.

    >>> strip_links("Six died ![x](https://a.example/p.png), [sources](https://b.example) say.", known=())
    'Six died, sources say.'
    """
    plain = _IMAGE.sub("", text)
    plain = _LINK.sub(lambda m: m[0] if m["url"] in known else m["text"], plain)
    plain = _AUTOLINK.sub(r"\1", plain)
    plain = _REFERENCE.sub("", plain)
    plain = _TAG.sub("", plain)
    plain = _ADDRESS.sub(lambda m: m[0] if m[0].rstrip(_TRAILING) in known else "", plain)
    if plain == text:
        return text
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(plain.split())).strip()
