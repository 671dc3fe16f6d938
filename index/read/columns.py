"""What the fields of an article are called elsewhere: the usual names, and those that the user says."""

from __future__ import annotations

import difflib
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from index.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

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


@lru_cache(maxsize=16)
def parse_columns(columns: tuple[str, ...]) -> Mapping[str, str]:
    """Read `("text=Inhalt",)`: our field for each foreign name.

    Raises:
        InputError: an entry has no `=`, no such field of ours, or a name that is taken.

    >>> parse_columns(("text=Inhalt", "title=meta.Titel"))["Inhalt"]
    'text'
    """
    names: dict[str, str] = {}
    for entry in columns:
        field, equals, name = (part.strip() for part in entry.partition("="))
        if not equals or not name:
            raise InputError(f"--map {entry!r} does not say which column: write --map text=COLUMN")
        if field not in FIELDS:
            near = difflib.get_close_matches(field, FIELDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(FIELDS)}"
            raise InputError(f"--map {entry!r} names no field of an article; {hint}")
        if names.setdefault(name, field) != field:
            raise InputError(
                f"--map uses the column {name!r} for {names[name]!r} and for {field!r}"
            )
    return MappingProxyType(names)
