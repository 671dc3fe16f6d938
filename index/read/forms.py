"""The forms that articles come in: one entry here is all that a new form needs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from index.config import IndexConfig
from index.read.feeds import read_feed
from index.read.html_pages import read_page
from index.read.json_forms import read_json, read_json_lines
from index.read.markup import read_markup
from index.read.parquet import read_parquet
from index.read.plain import read_markdown, read_plain
from index.read.tables import read_table
from index.read.warc import read_warc
from index.types import Article, Problem

Reader = Callable[[io.BufferedReader, str, IndexConfig], Iterator[Article | Problem]]
"""From the decompressed bytes of a file, and its path to be shown, to its articles."""
_LONGEST_MAGIC = 8  # bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A form, the endings of file names that mean it, and the function that reads it.

    `magic` are the first bytes of each such file, if they are always the same; `binary` files may hold NUL bytes.
    """

    suffixes: tuple[str, ...]
    read: Reader
    magic: bytes | None = None
    binary: bool = False


_PLAIN = Form((".txt", ".text"), read_plain)
_JSON = Form((".json",), read_json)
_MARKUP = Form((".xml", ".nitf", ".newsml"), read_markup, magic=b"<")
FORMS = (
    _PLAIN,
    Form((".md", ".markdown"), read_markdown),
    _JSON,
    Form((".jsonl", ".ndjson"), read_json_lines),
    Form((".csv", ".tsv"), read_table),
    Form((".html", ".htm", ".xhtml"), read_page),
    Form((".rss", ".atom"), read_feed),
    Form((".parquet",), read_parquet, magic=b"PAR1", binary=True),
    Form((".warc",), read_warc, magic=b"WARC/", binary=True),
    _MARKUP,
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


def form_of_content(head: bytes) -> Form:
    """Guess the form of a file without a telling name from its first bytes."""
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:_LONGEST_MAGIC]
    if start[:1] in {b"{", b"["}:
        return _JSON
    return next((form for form in FORMS if form.magic and start.startswith(form.magic)), _PLAIN)
