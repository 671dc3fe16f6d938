"""Documents that must be read whole: in bounded memory, and decoded as they say they are encoded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.read.decode import MARKS, UTF8_MARK, WESTERN, guess
from index.read.opening import UnreadableError

if TYPE_CHECKING:
    import io

    from index.config import IndexConfig

_BYTES_PER_CHARACTER = 4  # of an article: its markup takes room too
_DECLARED = re.compile(
    rb"""charset\s*=\s*["']?\s*([\w.:-]{2,20})|encoding\s*=\s*["']([\w.:-]{2,20})"""
)
_DECLARED_WITHIN = 4096  # bytes; browsers look no further either
_KNOWN = re.compile(  # Python knows encodings that decode in quadratic time; these are the web's
    r"(?:windows-?|cp-?)(?:125\d|874|932|949)|iso-?8859-?\d{1,2}|koi8-[ru]|(?:x-)?sjis|shift[_-]jis|euc-(?:jp|kr)"
    r"|gbk|gb2312|gb18030|big5|macintosh|utf-16(?:le|be)?",
    re.IGNORECASE,
)
_LATIN = frozenset({"iso-8859-1", "iso8859-1"})  # who writes this means windows-1252


def read_whole(stream: io.BufferedReader, config: IndexConfig) -> bytes:
    """Read all of `stream`.

    Raises:
        UnreadableError: it is longer than a document of one longest article can be.
    """
    most = most_bytes(config)
    data = stream.read(most + 1)
    if len(data) > most:
        raise UnreadableError(f"longer than {most:,} bytes, too long to read whole")
    return data


def most_bytes(config: IndexConfig) -> int:
    """Say how long a document may be that is read whole."""
    return _BYTES_PER_CHARACTER * config.max_article_chars


def decode_markup(data: bytes, charset: str = "") -> str:
    r"""Decode a page: by its byte order mark, else as UTF-8, as declared, or as it looks.

    Args:
        data: the page.
        charset: what the server said, if it is known.

    >>> decode_markup(b'<meta charset="koi8-r"><p>\xc4\xcf\xd6\xc4\xd8').endswith("дождь")
    True
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.removeprefix(UTF8_MARK).decode()
    except UnicodeDecodeError:
        name = charset or _declared(data)
    if not _KNOWN.fullmatch(name):
        name = guess(data)
    return data.decode(WESTERN if name.lower() in _LATIN else name, errors="replace")


def _declared(data: bytes) -> str:
    """Find the encoding that the page itself names."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    return (found[1] or found[2]).decode("ascii", errors="replace") if found else ""
