"""The lines above a plain text article that are about it: `date 2017-09-21`, `title ...`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.read.dates import read_date
from index.read.names import split_names
from index.read.records import field_named
from index.read.times import read_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

_ISO_TIME = r"(?:[T ]\d{2}:\d{2}\S*(?: (?:UTC|GMT|[+-]\d{2}:?\d{2}))?)?"
_DATE_LINE = re.compile(
    rf"\s*date(?::\s*|\s+)(?P<date>\d{{4}}-\d{{2}}-\d{{2}}{_ISO_TIME})(?:\s+(?P<rest>\S.*))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_WITH_COLON = re.compile(
    r"\s*(?P<key>date|title|headline|source|outlet|authors?|url|link|section|category|place|id)"
    r"\s*:\s*(?P<value>\S.*?)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_BARE = re.compile(  # small letters only: `Title IX ruling stands` is text
    r"\s*(?P<key>title|source|author|url|section)\s+(?P<value>\S.*?)\s*", re.DOTALL
)
_FRONT_MATTER = re.compile(r"\s*(?P<key>[\w.-]+)\s*:\s*(?P<value>.*?)\s*", re.DOTALL)
_HEADING = re.compile(r"#\s+(?P<title>\S.*?)(?:\s+#+)?\s*")
_FENCE = "---"
_LONGEST_VALUE = 400  # characters; a longer line is text
_MOST_FRONT_MATTER = 200  # lines


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says, field by field as written, and the lines that are the text."""

    values: dict[str, list[str]]
    body: Sequence[str]

    def first(self, field: str) -> str:
        """Take the first value of `field`."""
        return next(iter(self.values.get(field, ())), "")

    @property
    def published(self) -> date | None:
        """The date, if one is given that can be read."""
        return read_date(self.first("published"))

    @property
    def published_at(self) -> datetime | None:
        """The moment, if a time and a zone are given."""
        return read_time(self.first("published"))

    @property
    def authors(self) -> tuple[str, ...]:
        """All who are named as authors."""
        return tuple(name for line in self.values.get("authors", ()) for name in split_names(line))


def is_date_line(line: str) -> bool:
    """Whether `line` is one that opens an article: `date 2017-09-21`, perhaps with text after it."""
    return line.lstrip()[:4].lower() == "date" and bool(_DATE_LINE.fullmatch(line))


def split_header(lines: Sequence[str], *, markdown: bool = False) -> Header:
    """Part the header of an article from its text.

    The block at the top counts as a header only if it has a date line, or if all its lines, down
    to the first blank one, are `key: value`. Text may follow the date on its own line.
    """
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    lines = lines[start:]
    if markdown and lines and lines[0].strip() == _FENCE and (front := _front_matter(lines)):
        return _with_heading(front)
    header = _plain_header(lines)
    return _with_heading(header) if markdown else header


def _plain_header(lines: Sequence[str]) -> Header:
    """Read header lines as far as they go."""
    values: dict[str, list[str]] = {}
    dated = False
    for number, line in enumerate(lines):
        rest = None
        if not dated and (found := _DATE_LINE.fullmatch(line)):
            dated, rest = True, found["rest"]
            values["published"] = [found["date"]]
        elif len(line) <= _LONGEST_VALUE and (
            found := _WITH_COLON.fullmatch(line) or _BARE.fullmatch(line)
        ):
            field, value = field_named(found["key"]) or "", found["value"] or ""
            dated = dated or (field == "published" and read_date(value) is not None)
            values.setdefault(field, []).append(value)
        else:
            break
        if rest:
            return Header(values, [rest, *lines[number + 1 :]])
    else:
        number = len(lines)
    ends_blank = number == len(lines) or not lines[number].strip()
    all_with_colon = ends_blank and all(_WITH_COLON.fullmatch(line) for line in lines[:number])
    return Header(values, lines[number:]) if dated or all_with_colon else Header({}, lines)


def _front_matter(lines: Sequence[str]) -> Header | None:
    """Read the simple `key: value` lines between two fences; None if there is no second one."""
    values: dict[str, list[str]] = {}
    field = None
    for number, line in enumerate(lines[1:_MOST_FRONT_MATTER], start=2):
        if line.strip() in {_FENCE, "..."}:
            return Header(values, lines[number:])
        if line.lstrip().startswith("- ") and field:
            values.setdefault(field, []).append(_unquoted(line.lstrip()[2:]))
        elif found := _FRONT_MATTER.fullmatch(line):
            field = field_named(re.sub("ies$", "y", found["key"]))  # Jekyll writes `categories`
            if field and (value := _unquoted(found["value"])):
                values.setdefault(field, []).append(value)
    return None


def _unquoted(value: str) -> str:
    """Take off the quotation marks, or the brackets of a list."""
    value = value.strip()
    if value[:1] == "[" and value[-1:] == "]":
        return ", ".join(_unquoted(item) for item in value[1:-1].split(","))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _with_heading(header: Header) -> Header:
    """Take a first `# Heading` as the title, if there is no other title."""
    start = next((i for i, line in enumerate(header.body) if line.strip()), len(header.body))
    found = _HEADING.fullmatch(header.body[start]) if start < len(header.body) else None
    if not found or header.first("title") not in {"", found["title"]}:
        return header
    return Header({**header.values, "title": [found["title"]]}, header.body[start + 1 :])
