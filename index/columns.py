"""An article as the columns of a database row, and back; a digest tells whether a row is as it was written."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from index.errors import StoreDamagedError
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = (
    "id, text, title, published, source, authors, url, section, place, path, published_at, digest"
)
DECLARED = """
    text TEXT NOT NULL, title TEXT NOT NULL, published TEXT, source TEXT, authors TEXT NOT NULL, url TEXT,
    section TEXT, place TEXT, path TEXT, published_at TEXT, digest BLOB NOT NULL"""


def to_columns(article: Article) -> tuple[Any, ...]:
    """Lay an article out in the order of `NAMES`, its digest last."""
    fields = (
        article.id,
        article.text,
        article.title,
        article.published.isoformat() if article.published else None,
        article.source,
        json.dumps(article.authors, ensure_ascii=False),
        article.url,
        article.section,
        article.place,
        article.path,
        article.published_at.isoformat() if article.published_at else None,
    )
    return *fields, _digest(fields)


def from_columns(values: Sequence[Any]) -> Article:
    """Read an article back: no altered word gets past here.

    Raises:
        StoreDamagedError: the row is not what was written.
    """
    *fields, digest = values
    if _digest(fields) != digest:
        raise damaged("an article was altered")
    record = dict(zip(NAMES.split(", "), fields, strict=False))
    record["published"] = to_day(record["published"])
    if moment := record["published_at"]:
        record["published_at"] = datetime.fromisoformat(moment)
    record["authors"] = tuple(json.loads(record["authors"]))
    return Article(**record)


def to_day(written: str | None) -> date | None:
    """Read a day back."""
    return date.fromisoformat(written) if written else None


def damaged(how: str) -> StoreDamagedError:
    """Say that the articles cannot be read."""
    return StoreDamagedError(
        f"the articles cannot be read ({how}); find the damage with `dateline info --check`"
    )


def _digest(fields: Sequence[Any]) -> bytes:
    return hashlib.blake2b(json.dumps(fields).encode(), digest_size=16).digest()
