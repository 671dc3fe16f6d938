"""CSV and TSV: the first row names the columns, each further row is a record."""

from __future__ import annotations

import csv
from itertools import chain
from typing import TYPE_CHECKING

from index.read.clean import clean_line
from index.read.compose import shorten
from index.read.decode import read_lines
from index.read.records import field_named, from_record
from index.types import Problem

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from index.config import IndexConfig
    from index.types import Article

_DELIMITERS = "\t,;|"
_MOST_SHOWN = 300  # characters of a message's list of columns


class _Lines:
    """Lines for the csv module, counted; a row of many lines may not be longer than the limit."""

    def __init__(self, stream: io.BufferedReader, max_chars: int) -> None:
        self._lines = read_lines(stream, max_chars=max_chars)
        self._most = max_chars
        self._characters = 0
        self.row_start = 0
        self.number = 0

    def start_row(self) -> None:
        """Begin a new row at the next line."""
        self._characters = 0
        self.row_start = self.number + 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.number, text = next(self._lines)
        self._characters += len(text or "")
        if text is None or self._characters > self._most:
            raise csv.Error(f"the row is longer than {self._most:,} characters (max_line_chars)")
        return text


def read_table(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read the rows of a table one by one; go on after a bad one.

    The delimiter is the one of tab, comma, semicolon and bar that is most frequent in the first line.
    """
    lines = _Lines(stream, config.max_line_chars)
    rows = _rows(lines, path, config)
    columns = next(rows, None)
    if columns is None:
        return
    if isinstance(columns, Problem):
        yield columns
        return
    if all(field_named(column, config.columns) != "text" for column in columns):
        yield Problem(path=path, reason=no_text_column(columns))
        return
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif any(row[len(columns) :]):
            reason = f"the row has {len(row)} fields, the header {len(columns)}"
            yield Problem(path=path, line=lines.row_start, reason=reason)
        else:
            record = dict(zip(columns, row, strict=False))  # a row may be short
            yield from from_record(record, path=path, line=lines.row_start, config=config)


def _rows(lines: _Lines, path: str, config: IndexConfig) -> Iterator[list[str] | Problem]:
    """Split lines into rows that are not blank."""
    reader = None
    while True:
        lines.start_row()
        # The limit is the module's own; set for each row, since others may set it between two.
        csv.field_size_limit(config.max_line_chars)
        try:
            if reader is None:
                first = next(line for line in lines if line.strip())
                reader = csv.reader(chain([first], lines), delimiter=_delimiter(first))
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(path=path, line=lines.row_start, reason=str(error))
        else:
            if any(field.strip() for field in row):
                yield row


def _delimiter(line: str) -> str:
    """Tell the delimiter from the line that names the columns."""
    return max(_DELIMITERS, key=line.count)


def no_text_column(columns: list[str]) -> str:
    """Say which columns there are instead of one with the text."""
    found = shorten(", ".join(clean_line(column) or "(unnamed)" for column in columns), _MOST_SHOWN)
    return (
        "no column with the text (text, content or body; --map text=COLUMN names another);"
        f" its columns are: {found}"
    )
