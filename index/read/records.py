"""One record of JSON or a table, whatever its fields are called, becomes one article."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from index.dateline import dateline
from index.read.columns import FIELDS, parse_columns
from index.read.compose import Draft, compose
from index.read.dates import read_date
from index.read.names import split_names
from index.read.times import read_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.config import IndexConfig
    from index.types import Article, Problem

_NAMED = {alias: field for field, aliases in FIELDS.items() for alias in aliases}
_INSIDE = ("name", "main", "title", "value", "text", "$oid", "$date", "$numberLong", "id", "url")
_LONGEST_NAME = 64  # characters; a longer name is none of ours
_NOT_IN_NAMES = re.compile(r"[^a-z0-9$]+")


def field_named(name: str, columns: tuple[str, ...] = ()) -> str | None:
    """Tell which of our fields a foreign field name means, by `columns` or as usual; None if none.

    >>> field_named("publishedAt"), field_named("Source.Name"), field_named("likes")
    ('published', 'source', None)
    """
    if mapped := parse_columns(columns).get(name):
        return mapped
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
) -> Iterator[Article | Problem]:
    """Make an article of `record`, or say why it is none, or what of it could not be read."""
    found = _by_field(record, config.columns)
    place = _first(found, "place")
    opening = dateline(place) or dateline(f"{place} – ")
    dates = [_scalar(value) for value in found.get("published", ())]
    draft = Draft(
        text=_text(found),
        id=_first(found, "id"),
        title=_first(found, "title"),
        published=next(filter(None, map(read_date, dates)), None),
        published_at=next(filter(None, map(read_time, dates)), None),
        dated=dates,
        source=_first(found, "source") or (opening.outlet if opening else None) or "",
        authors=next(filter(None, map(_authors, found.get("authors", ()))), ()),
        url=_first(found, "url"),
        section=_first(found, "section"),
        place=(opening.place if opening else None) or place,
        line=line,
    )
    yield from compose(draft, path=path, config=config)


def _by_field(record: Mapping[str, object], columns: tuple[str, ...]) -> dict[str, list[object]]:
    """Sort the values of `record` under our names: those the user mapped, then the most usual ones."""
    mapped = parse_columns(columns)
    ranked: dict[str, list[tuple[int, object]]] = {}
    for name, field in mapped.items():
        if (value := _at(record, name)) not in (None, ""):
            ranked.setdefault(field, []).append((-1, value))
    for name, value in record.items():
        if value is None or value == "" or len(name) > _LONGEST_NAME or name in mapped:
            continue
        if found := _field_and_rank(name):
            field, rank = found
            ranked.setdefault(field, []).append((rank, value))
    return {
        field: [value for _, value in sorted(values, key=lambda ranked: ranked[0])]
        for field, values in ranked.items()
    }


def _at(record: Mapping[str, object], name: str) -> object:
    """Take the value of a column, or of `outer.inner` inside an object."""
    if name in record:
        return record[name]
    value: object = record
    for step in name.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


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


def _scalar(value: object) -> object:
    """Take a value out of the object or the list it is in."""
    return _as_text(value) if isinstance(value, dict | list) else value


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
