"""JSON and JSON Lines: records by themselves, in a list, or in a list inside an object."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from index.read.decode import Line, read_lines
from index.read.records import field_named, from_record
from index.types import Problem

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable, Iterator

    from index.config import IndexConfig
    from index.types import Article

_LISTS = ("articles", "items", "documents", "data", "results", "docs")
_DOCUMENT_ARTICLES = (
    20  # a .json file, read whole, may be as long as so many of the longest articles
)
_NAMES = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a string",
}


class _NotJsonError(ValueError):
    """What was to be JSON is not; the message says how."""


def read_json_lines(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read one record from each line, holding no more than that line; go on after a bad one."""
    lines = read_lines(stream, max_chars=config.max_line_chars)
    return _from_lines(lines, path, config, max_chars=config.max_line_chars)


def read_json(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read a whole JSON document, or JSON Lines that are called .json, as they often are."""
    most = _DOCUMENT_ARTICLES * config.max_article_chars
    lines = read_lines(stream, max_chars=most)
    first = next((line for line in lines if line.text is None or not line.text.isspace()), None)
    if first is None:
        return
    if first.text is None:
        yield _too_large(path, most)
    elif (record := _whole(first.text)) is not None:
        yield from _from_document(record, path, first.number, config)
        yield from _from_lines(lines, path, config, max_chars=most)
    else:
        yield from _from_whole(chain([first], lines), path, config, most)


def _from_whole(
    lines: Iterable[Line], path: str, config: IndexConfig, most: int
) -> Iterator[Article | Problem]:
    """Read a document that goes over several lines."""
    pieces: list[str] = []
    left = most
    for _, text in lines:
        left -= most + 1 if text is None else len(text)
        if text is None or left < 0:
            yield _too_large(path, most)
            return
        pieces.append(text)
    try:
        document = _parse("".join(pieces))
    except _NotJsonError as error:
        yield Problem(path=path, reason=str(error))
    else:
        yield from _from_document(document, path, None, config)


def _from_lines(
    lines: Iterable[Line], path: str, config: IndexConfig, *, max_chars: int
) -> Iterator[Article | Problem]:
    """Read one record from each line."""
    for number, text in lines:
        if text is None:
            reason = f"the line is longer than {max_chars:,} characters (max_line_chars)"
            yield Problem(path=path, line=number, reason=reason)
        elif not text.isspace():
            try:
                record = _parse(text)
            except _NotJsonError as error:
                yield Problem(path=path, line=number, reason=str(error))
            else:
                yield from _from_value(record, path, number, config)


def _from_document(
    document: object, path: str, line: int | None, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Find the records of a whole document."""
    if isinstance(document, dict) and not any(
        field_named(name, config.columns) == "text" and isinstance(value, str)
        for name, value in document.items()
    ):
        lists = (document[name] for name in document if name.lower() in _LISTS)
        document = next((found for found in lists if isinstance(found, list)), document)
    if not isinstance(document, list):
        yield from _from_value(document, path, line, config)
        return
    for number, record in enumerate(document, start=1):
        for result in _from_value(record, path, line, config):
            if isinstance(result, Problem):
                yield replace(result, reason=f"record {number} of {len(document)}: {result.reason}")
            else:
                yield result


def _from_value(
    value: object, path: str, line: int | None, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Make an article of a value that should be an object."""
    if isinstance(value, dict):
        yield from from_record(value, path=path, line=line, config=config)
        return
    name = _NAMES.get(type(value), "a list")
    yield Problem(path=path, line=line, reason=f"not an object but {name}")


def _whole(text: str) -> object | None:
    """Parse a first line; None if it is no document by itself."""
    try:
        return _parse(text)
    except _NotJsonError:
        return None


def _parse(text: str) -> object:
    """Parse JSON, whatever it holds."""
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        where = (
            f"line {error.lineno} column {error.colno}"
            if error.lineno > 1
            else f"column {error.colno}"
        )
        raise _NotJsonError(f"not JSON ({error.msg} at {where})") from error
    except RecursionError as error:
        raise _NotJsonError("not usable JSON (nested too deep)") from error
    except ValueError as error:
        raise _NotJsonError("not usable JSON (a number has too many digits)") from error
    return document


def _too_large(path: str, most: int) -> Problem:
    """Say that a document is too large to be read whole."""
    reason = (
        f"longer than {most:,} characters, too long to read whole; write it as JSON Lines (.jsonl)"
    )
    return Problem(path=path, reason=reason)
