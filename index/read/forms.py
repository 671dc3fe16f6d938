"""The forms that articles come in: one entry here is all that a new form needs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from index.config import IndexConfig
from index.read.json_forms import read_json, read_json_lines
from index.read.plain import read_markdown, read_plain
from index.read.tables import read_table
from index.types import Article, Problem

Reader = Callable[[io.BufferedReader, str, IndexConfig], Iterator[Article | Problem]]
"""From the decompressed bytes of a file, and its path to be shown, to its articles."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form, the endings of file names that mean it, and the function that reads it."""

    suffixes: tuple[str, ...]
    read: Reader


_PLAIN = Form((".txt", ".text"), read_plain)
_JSON = Form((".json",), read_json)
FORMS = (
    _PLAIN,
    Form((".md", ".markdown"), read_markdown),
    _JSON,
    Form((".jsonl", ".ndjson"), read_json_lines),
    Form((".csv", ".tsv"), read_table),
)
COMPRESSED = (".gz", ".bz2", ".xz", ".zst")


def form_of_name(name: str) -> Form | None:
    """Tell the form from a file's name, before or without the ending of a compression.

    >>> form_of_name("news.JSONL.gz") is form_of_name("news.ndjson")
    True
    """
    path = PurePath(name.lower())
    suffix = PurePath(path.stem).suffix if path.suffix in COMPRESSED else path.suffix
    return next((form for form in FORMS if suffix in form.suffixes), None)


def form_of_content(head: bytes) -> Form | None:
    """Guess the form of a file without a telling name from its first bytes; None if it is markup."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return None
    return _JSON if start and start in b"{[" else _PLAIN
