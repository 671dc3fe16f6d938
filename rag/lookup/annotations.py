"""Citations and verdicts in the shapes of the web: W3C annotations, text-fragment links, schema.org ClaimReview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote as percent

from rag.lookup.references import plain_reference, references, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Json = dict[str, Any]

_WHOLE = 100  # characters of a quotation that a link spells out; of a longer one it names both ends
_END_WORDS = 5
_RATINGS = {"supported": 5, "partial": 3, "unsupported": 2, "contradicted": 1}
_NAMES = {
    "supported": "Supported by the archive",
    "partial": "Partly supported by the archive",
    "unsupported": "Not supported by the archive",
    "contradicted": "Contradicted by the archive",
    "not_in_corpus": "Not in the archive",
}


def fragment_link(url: object, words: str) -> str | None:
    """Link to the very words of a page (WICG, URL Fragment Text Directives); None without an address of the web.

    >>> fragment_link("https://tern.example/1", "Rain fell, at last")
    'https://tern.example/1#:~:text=Rain%20fell%2C%20at%20last'
    """
    address = web_address(url)
    if address is None or not words.strip():
        return None
    text = " ".join(words.split())
    if len(text) > _WHOLE or "\n" in words.strip():
        own = text.split(" ")
        ends = " ".join(own[:_END_WORDS]), " ".join(own[-_END_WORDS:])
        directive = ",".join(_encoded(end) for end in ends)
    else:
        directive = _encoded(text)
    return f"{address.split('#', 1)[0]}#:~:text={directive}"


def _encoded(text: str) -> str:
    return percent(text, safe="").replace("-", "%2D")  # a dash has a meaning there


def web_annotation(citation: Mapping[str, Any]) -> Json:
    """Lay a citation out as a W3C Web Annotation with a TextQuoteSelector and a TextPositionSelector."""
    words = str(citation.get("quote") or "")
    source = (
        web_address(citation.get("url"))
        or f"urn:dateline:{percent(str(citation.get('article_id')))}"
    )
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "linking",
        "target": {
            "source": source,
            "state": {"type": "State", "value": f"sha256:{citation.get('sha256') or ''}"},
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": words,
                    "prefix": citation.get("prefix") or "",
                    "suffix": citation.get("suffix") or "",
                },
                {
                    "type": "TextPositionSelector",
                    "start": citation.get("start"),
                    "end": citation.get("end"),
                },
            ],
        },
        "link": fragment_link(citation.get("url"), words),
    }


def claim_reviews(sentences: Iterable[Mapping[str, Any]], *, author: str) -> list[Json]:
    """Lay checked sentences out as schema.org ClaimReview, one each; what is not in the archive has no number."""
    return [_claim_review(sentence, author) for sentence in sentences]


def _claim_review(sentence: Mapping[str, Any], author: str) -> Json:
    verdict = str(sentence.get("verdict"))
    cited: Sequence[Mapping[str, Any]] = sentence.get("citations") or ()
    rating: Json = {
        "@type": "Rating",
        "alternateName": _NAMES.get(verdict, verdict),
        "bestRating": 5,
        "worstRating": 1,
    }
    if verdict in _RATINGS:
        rating["ratingValue"] = _RATINGS[verdict]
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": sentence.get("text"),
        "reviewRating": rating,
        "author": {"@type": "Organization", "name": author},
        "reviewBody": _NAMES.get(verdict, verdict),
        "citation": [
            {
                "@type": "NewsArticle",
                "headline": c.get("title"),
                "datePublished": c.get("published"),
                "publisher": {"@type": "Organization", "name": c.get("source")},
                "url": web_address(c.get("url")),
                "description": " ".join(map(plain_reference, references([c]))),
                "text": c.get("quote"),
            }
            for c in cited
        ],
    }
