"""Reading the files of others: JSON, JSON Lines, tables, compressed or not; each error names the file and the place."""

from __future__ import annotations

import bz2
import csv
import gzip
import json
import lzma
from typing import TYPE_CHECKING, Any

from evals.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedIOBase
    from pathlib import Path

MOST_BYTES = 2_000_000_000  # after decompression; longer files are refused


def read_text(path: Path) -> str:
    """Read a file of text, compressed by gzip, bzip2 or xz or not.

    Raises:
        DatasetError: it cannot be read, is too long, or is not UTF-8.
    """
    try:
        with _open(path) as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error
    if len(data) > MOST_BYTES:
        raise DatasetError(f"{path} is longer than {MOST_BYTES:,} bytes")
    try:
        return str(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} is not UTF-8: {error}") from error


def _open(path: Path) -> BufferedIOBase:
    if path.suffix == ".gz":
        return gzip.open(path)
    if path.suffix == ".bz2":
        return bz2.open(path)
    return lzma.open(path) if path.suffix == ".xz" else path.open("rb")


def read_json(path: Path) -> Any:  # noqa: ANN401 - any JSON
    """Read a JSON document.

    Raises:
        DatasetError: it cannot be read, or is not JSON.
    """
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{path} is not JSON: {error}") from error


def read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read JSON Lines, or a JSON list: each object with where it stands.

    Raises:
        DatasetError: the file cannot be read, or holds something else than objects.
    """
    text = read_text(path)
    if text.lstrip()[:1] == "[":
        try:
            rows = list(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise DatasetError(f"{path} is not JSON: {error}") from error
        numbered = [(f"{path} entry {n}", row) for n, row in enumerate(rows, start=1)]
    else:
        numbered = list(_json_lines(path, text))
    for where, row in numbered:
        if not isinstance(row, dict):
            raise DatasetError(f"{where} is not an object with fields")
        yield where, row


def _json_lines(path: Path, text: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield f"{path} line {number}", json.loads(line)
            except (ValueError, RecursionError) as error:
                raise DatasetError(f"{path} line {number} is not JSON: {error}") from error


def read_columns(path: Path, *, least: int) -> Iterator[tuple[str, list[str]]]:
    """Read lines of columns apart by blanks or tabs: each with where it stands, at least `least` columns.

    Raises:
        DatasetError: the file cannot be read, or a line has fewer columns.
    """
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        columns = line.split("\t") if "\t" in line else line.split()
        if not line.strip():
            continue
        if len(columns) < least:
            raise DatasetError(f"{path} line {number} has {len(columns)} columns, not {least}")
        yield f"{path} line {number}", [column.strip() for column in columns]


def read_table(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Read CSV or TSV with a head: each row with where it stands, names in small letters.

    Raises:
        DatasetError: the file cannot be read, or is not such a table.
    """
    text = read_text(path)
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(
        text.splitlines(keepends=True), delimiter="\t" if "\t" in first else ","
    )
    try:
        for row in reader:
            named = {str(name).strip().lower(): value or "" for name, value in row.items() if name}
            yield f"{path} line {reader.line_num}", named
    except csv.Error as error:
        raise DatasetError(f"{path} line {reader.line_num} is no table: {error}") from error


def whole_number(text: str, where: str) -> int:
    """Read a grade.

    Raises:
        DatasetError: it is none.
    """
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        raise DatasetError(f"{where}: {text[:30]!r} is not a grade") from None
