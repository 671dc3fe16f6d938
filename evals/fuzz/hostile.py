"""Files that were made to break a reader: each is small or cheap to make, and asks for far more."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from functools import partial
from typing import TYPE_CHECKING

from evals.fuzz import samples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MB = 1 << 20
_DEEP = 100_000  # nested tags or brackets


def hostile() -> dict[str, Callable[[], bytes]]:
    """Name each hostile file as it is to be called on disk, and say how to make it."""
    return _entities() | _deep() | _bombs() | _wide() | _archives() | _tables()


def write_all(folder: Path) -> None:
    """Make every hostile file in a folder."""
    for name, make in hostile().items():
        (folder / name).write_bytes(make())


def _entities() -> dict[str, Callable[[], bytes]]:
    """Entities that double, that are long, and that name files and addresses."""
    laughs = '<!ENTITY a0 "haha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    definitions = {
        "laughs": (laughs, "&a11;"),
        "quadratic": (f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 10_000),
        "file": ('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
        "network": ('<!ENTITY a SYSTEM "http://127.0.0.1:9/x">', "&a;"),
        "parameter": ('<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;', "x"),
        "recursive": ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
    }
    roots = {
        ".nitf": samples.NITF,
        ".newsml": samples.NEWSML,
        ".rss": samples.RSS,
        ".atom": samples.ATOM,
        ".html": samples.HTML,
    }
    made: dict[str, Callable[[], bytes]] = {}
    for name, (definition, use) in definitions.items():
        for suffix, document in roots.items():
            made[f"{name}{suffix}"] = partial(_with_entities, document, definition, use)
    return made


def _with_entities(document: str, definition: str, use: str) -> bytes:
    """Put a definition above the root element of a document, and use it in the text."""
    start = document.index("<", document.index("?>") + 2 if "?>" in document else 0)
    if document.startswith("<!doctype", start) or document.startswith("<!DOCTYPE", start):
        start = document.index("<", document.index(">", start))
    prolog = document[: document.index("?>") + 2] if "?>" in document else ""
    root = document[start:].replace("Rain", use, 3)
    return f"{prolog}<!DOCTYPE x [{definition}]>{root}".encode()


def _deep() -> dict[str, Callable[[], bytes]]:
    """Nested far deeper than any article."""
    return {
        "deep.html": lambda: b"<html><body>" + b"<div>" * _DEEP + b"Rain fell.",
        "deep-inline.html": lambda: b"<p>" + b"<b><i>" * _DEEP + b"Rain fell.",
        "deep.nitf": lambda: b"<nitf><body.content>" + b"<p>" * _DEEP + b"Rain." + b"</p>" * _DEEP,
        "deep.newsml": lambda: b"<?xml version='1.0'?><newsItem>" + b"<a>" * _DEEP,
        "deep.rss": lambda: b"<rss><channel><item>" + b"<a>" * _DEEP + b"Rain",
        "deep.atom": lambda: b"<feed><entry><content type='xhtml'>" + b"<div>" * _DEEP + b"Rain",
        "deep-content.rss": lambda: samples.RSS.replace("&lt;p>", "&lt;div>" * _DEEP).encode(),
        "deep.json": lambda: b"[" * _DEEP + b"]" * _DEEP,
        "deep-objects.jsonl": lambda: b'{"text":' * _DEEP + b"1" + b"}" * _DEEP,
        "deep.md": lambda: b">" * _DEEP + b"- " * _DEEP + b"Rain fell.",
    }


def _bombs() -> dict[str, Callable[[], bytes]]:
    """A few bytes that unpack to hundreds of megabytes."""
    return {
        "bomb.txt.gz": lambda: gzip.compress(_spaces(), 9),
        "bomb.jsonl.bz2": lambda: bz2.compress(_spaces()),
        "bomb.csv.xz": lambda: lzma.compress(_spaces(), preset=0),
        "bomb.html.gz": lambda: gzip.compress(_spaces(), 9),
        "bomb.warc.gz": lambda: gzip.compress(b"WARC/1.0\r\n" + _spaces(), 9),
        "bomb.parquet.gz": lambda: gzip.compress(b"PAR1" + _spaces(), 9),
        "inside.warc": lambda: samples.warc(
            gzip.compress(_spaces()), headers=(("Content-Encoding", "gzip"),)
        ),
        "brotli.warc": lambda: samples.warc(
            _brotli(_spaces()), headers=(("Content-Encoding", "br"),)
        ),
        "many-members.txt.gz": lambda: gzip.compress(b"Rain.\n") * 50_000,
    }


def _spaces() -> bytes:
    return b" " * (300 * _MB)


def _brotli(data: bytes) -> bytes:
    import brotli

    return brotli.compress(data, quality=1)  # type: ignore[no-any-return]


def _wide() -> dict[str, Callable[[], bytes]]:
    """Long texts, many tags, many attributes, and letters that cannot be seen."""
    rain = "Rain fell on Port Elvane. "
    return {
        "ten-million.txt": (rain * 400_000).encode,
        "ten-million.html": f"<p>{rain * 400_000}</p>".encode,
        "ten-million.jsonl": lambda: json.dumps({"text": rain * 380_000}).encode(),
        "one-word.txt": lambda: b"x" * 4_900_000,
        "tags.html": lambda: b"<b>Rain</b> " * 40_000,
        "tags.rss": lambda: b"<rss><channel>" + b"<item><title>Rain</title></item>" * 30_000,
        "tags.nitf": lambda: (
            b"<nitf><body.content>" + b"<p>Rain</p>" * 200_000 + b"</body.content></nitf>"
        ),
        "angles.html": lambda: b"<" * 2_000_000,
        "attributes.html": lambda: (
            b"<p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">Rain fell."
        ),
        "comments.xml": lambda: b"<!--" * 500_000,
        "questions.xml": lambda: b"<?a?>" * 500_000,
        "nul.txt": lambda: b"Rain\0fell\0" * 1000,
        "nul.json": lambda: b'{"text": "Rain\\u0000 fell"}',
        "surrogates.json": lambda: b'{"text": "Rain \\ud800 fell \\udfff", "title": "\\udc00"}',
        "hidden.txt": ("Rain\u202e\u200b\u2066 fell\U000e0041 " * 100_000).encode,
        "piled.txt": ("o" + "\u0300\u0316" * 500_000).encode,
        "blank.txt": lambda: b"Rain.\n\n\n\n" * 100_000,
        "dates.txt": lambda: b"date 2031-05-02\n" * 100_000,
        "labels.txt": lambda: b"Correction\n" * 200_000,
    }


def _archives() -> dict[str, Callable[[], bytes]]:
    """Archives whose headers do not end, or lie about lengths."""
    page = samples.warc(samples.HTML.encode())
    return {
        "header.warc": lambda: b"WARC/1.0\r\nX: " + b"y" * (20 * _MB),
        "headers.warc": lambda: b"WARC/1.0\r\n" + b"X: y\r\n" * 2_000_000,
        "blank-lines.warc": lambda: page + b"\r\n" * 5_000_000,
        "length.warc": lambda: page.replace(b"Content-Length: ", b"Content-Length: 99999999"),
        "negative.warc": lambda: page.replace(b"Content-Length: ", b"Content-Length: -"),
        "words.warc": lambda: page.replace(b"Content-Length: ", b"Content-Length: x"),
        "chunks.warc": lambda: samples.warc(
            b"ffffffffff\r\nRain", headers=(("Transfer-Encoding", "chunked"),)
        ),
    }


def _tables() -> dict[str, Callable[[], bytes]]:
    """Tables with too many columns, rows without end, and far more in them than bytes."""
    return {
        "columns.csv": lambda: b"text," + b"a," * 2_000_000 + b"\nRain,",
        "quote.csv": lambda: b'text,title\n"' + (b"Rain " * 200 + b"\n") * 20_000,
        "empty-rows.jsonl": lambda: b"{}\n" * 300_000,
        "repeated.parquet": lambda: _repeated("Rain fell. " * 90_000, 2_000),
        "spaces.parquet": lambda: _parquet([f"Rain {n}" + " " * 4_000_000 for n in range(40)]),
        "nothing.parquet": lambda: _parquet([None] * 3_000_000),
        "footer.parquet": lambda: b"PAR1" + b"x" * 100 + b"\xff\xff\xff\x7fPAR1",
    }


def _parquet(texts: list[str | None]) -> bytes:
    """Write one column of text."""
    import pyarrow as pa
    from pyarrow import parquet

    column = pa.array(texts, pa.string())
    buffer = io.BytesIO()
    parquet.write_table(pa.table({"text": column}), buffer, compression="zstd")
    return buffer.getvalue()


def _repeated(text: str, rows: int) -> bytes:
    """Write one text as a dictionary, and many rows that name it."""
    import pyarrow as pa
    from pyarrow import parquet

    buffer = io.BytesIO()
    column = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), [text])
    parquet.write_table(pa.table({"text": column}), buffer, compression="zstd")
    return buffer.getvalue()
