"""Names an article that came without a name, the same on every run and in every form."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_SLUG_CHARS = 40
_TEXT_CHARS = 200  # of the text that take part: enough to tell articles apart, few enough to last


def article_id(
    *, title: str, text: str, url: str | None, source: str | None, published: date | None
) -> str:
    """Make `rain-falls-on-oslo-1a2b3c4d`: the title to be read, the hash to be unique.

    The hash is over the address if there is one, so that an edited article keeps its name; else
    over source, title, date and the beginning of the text. Where the file lies plays no part.
    """
    opening = text.strip()[:_TEXT_CHARS]
    parts = (url,) if url else (source or "", title, str(published or ""), opening)
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=4).hexdigest()
    return f"{_slug(title)}-{digest}"


def _slug(title: str) -> str:
    """Write `title` in small ASCII letters, digits and hyphens, at most 40, cut at a word end."""
    plain = unicodedata.normalize("NFKD", title[:500]).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"['’]", "", plain)
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    if len(slug) > _SLUG_CHARS:
        slug = slug[: _SLUG_CHARS + 1].rpartition("-")[0] or slug[:_SLUG_CHARS]
    return slug or "article"
