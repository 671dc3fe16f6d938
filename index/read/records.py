"""One record of JSON or a table, whatever its fields are called, becomes one article."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from index.dateline import dateline
from index.read.compose import Draft, compose
from index.read.dates import read_date
from index.read.names import split_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from index.config import IndexConfig
    from index.types import Article, Problem

# Names are compared in small letters, without `_`, `-`, `.` and blanks: `publishedAt` is
# `published_at`, and a column `source.name` is the object `source: {name: ...}`.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid", "articleid"),
    "title": ("title", "headline"),
    "text": (
        "text",
        "content",
        "body",
        "articlebody",
        "articletext",
        "fulltext",
        "bodytext",
        "contenttext",
        "maintext",
    ),
    "published": (
        *(
            "published",
            "publishdate",
            "publishedat",
            "date",
            "publisheddate",
            "publicationdate",
            "datepublished",
        ),
        *("pubdate", "firstpublished", "datetime", "timestamp"),
    ),
    "source": (
        "source",
        "outlet",
        "publisher",
        "sourcename",
        "publishername",
        "publication",
        "newspaper",
    ),
    "authors": ("author", "authors", "byline", "authorname", "creator"),
    "url": ("url", "link", "weburl", "canonicalurl", "permalink"),
    "section": ("section", "category", "sectionname"),
    "place": ("dateline", "place"),
}
_NAMED = {alias: field for field, aliases in FIELDS.items() for alias in aliases}
_INSIDE = ("name", "main", "title", "value", "text", "$oid", "$date", "$numberLong", "id", "url")
_LONGEST_NAME = 64  # characters; a longer name is none of ours
_NOT_IN_NAMES = re.compile(r"[^a-z0-9$]+")


def field_named(name: str) -> str | None:
    """Tell which of our fields a foreign field name means; None if none.

    >>> field_named("publishedAt"), field_named("Source.Name"), field_named("likes")
    ('published', 'source', None)
    """
    found = _field_and_rank(name) if len(name) <= _LONGEST_NAME else None
    return found[0] if found else None


@lru_cache(maxsize=1024)
def _field_and_rank(name: str) -> tuple[str, int] | None:
    """Tell the field, and how usual the name is for it: 0 is the most usual."""
    plain = _NOT_IN_NAMES.sub("", name.lower())
    field = _NAMED.get(plain)
    return (field, FIELDS[field].index(plain)) if field else None


def from_record(
    record: Mapping[str, object], *, path: str, line: int | None, config: IndexConfig
) -> Article | Problem:
    """Make an article of `record`, or say why it is none."""
    found = _by_field(record)
    place = _first(found, "place")
    opening = dateline(place) or dateline(f"{place} – ")
    draft = Draft(
        text=_text(found),
        id=_first(found, "id"),
        title=_first(found, "title"),
        published=next(filter(None, map(_date, found.get("published", ()))), None),
        source=_first(found, "source") or (opening.outlet if opening else None) or "",
        authors=next(filter(None, map(_authors, found.get("authors", ()))), ()),
        url=_first(found, "url"),
        section=_first(found, "section"),
        place=(opening.place if opening else None) or place,
        line=line,
    )
    return compose(draft, path=path, config=config)


def _by_field(record: Mapping[str, object]) -> dict[str, list[object]]:
    """Sort the values of `record` under our names, the most usual foreign name first."""
    ranked: dict[str, list[tuple[int, object]]] = {}
    for name, value in record.items():
        if value is None or value == "" or len(name) > _LONGEST_NAME:
            continue
        if found := _field_and_rank(name):
            field, rank = found
            ranked.setdefault(field, []).append((rank, value))
    return {
        field: [value for _, value in sorted(values, key=lambda ranked: ranked[0])]
        for field, values in ranked.items()
    }


def _first(found: dict[str, list[object]], field: str) -> str:
    """Take the first value of `field` that says anything."""
    return next(filter(None, (_as_text(value).strip() for value in found.get(field, ()))), "")


def _as_text(value: object) -> str:
    """Write a scalar, the name inside an object, or the first of a list."""
    for _ in range(4):  # deep enough for any feed, shallow enough for any attack
        if isinstance(value, dict):
            value = next((value[name] for name in _INSIDE if value.get(name)), "")
        elif isinstance(value, list):
            value = next(iter(value), "")
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return ""
    return str(value)


def _text(found: dict[str, list[object]]) -> str:
    """Take the first field that holds text; a list is taken as paragraphs."""
    for value in found.get("text", ()):
        text = (
            "\n\n".join(filter(None, map(_as_text, value)))
            if isinstance(value, list)
            else _as_text(value)
        )
        if text.strip():
            return text
    return ""


def _date(value: object) -> date | None:
    """Read a date, bare or inside an object."""
    if isinstance(value, dict | list):
        value = _as_text(value)
    return read_date(value)


def _authors(value: object) -> tuple[str, ...]:
    """Take names from a string, an object, or a list of either."""
    if isinstance(value, str):
        return split_names(value)
    if isinstance(value, list):
        return tuple(_author_names(value))
    return split_names(_as_text(value))


def _author_names(values: list[object]) -> Iterator[str]:
    """Take one name from each element: a list is already apart."""
    for value in values:
        if isinstance(value, str | dict) and (name := _as_text(value).strip()):
            yield name.removeprefix("By ").strip()
