"""Tells whether two web addresses mean the same page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = ("utm_", "fbclid", "gclid")


def url_key(url: str) -> str:
    """Write an address so that two of the same page are equal: no scheme, `www.`, tracking or fragment.

    >>> url_key("https://www.Tern.example/rain/?utm_source=x#top")
    'tern.example/rain'
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # `http://[` and the like: it is its own key
        return url
    asked = [pair for pair in parse_qsl(parts.query) if not pair[0].startswith(_TRACKING)]
    query = f"?{urlencode(sorted(asked))}" if asked else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{query}"


def is_front_page(url: str) -> bool:
    """Tell whether an address names an outlet rather than an article.

    >>> is_front_page("https://tern.example/"), is_front_page("https://tern.example/rain")
    (True, False)
    """
    return not {"/", "?"} & set(url_key(url))
