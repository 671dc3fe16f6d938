"""Turns bytes into lines of text: Unicode by its marks, UTF-8, or what old newsrooms wrote."""

from __future__ import annotations

import io
import re
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import charset_normalizer

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKS = (  # the longer ones first: UTF-16's is the beginning of UTF-32's
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
UTF8_MARK = b"\xef\xbb\xbf"
WESTERN = "windows-1252"
_MOST_WESTERN_ACCENTS = 0.25  # share of bytes above 127; Cyrillic or Chinese text has far more
_FOREIGN_WORD = re.compile(rb"[\x80-\xff]{4}")
_SAMPLE = 1 << 15  # bytes to guess an encoding from


class Line(NamedTuple):
    """A line with its end; `text` is None where it is longer than allowed."""

    number: int
    text: str | None


def is_binary(head: bytes) -> bool:
    """Whether a file that starts with `head` is no text in any encoding."""
    return b"\0" in head and not any(head.startswith(mark) for mark, _ in MARKS)


def read_lines(stream: io.BufferedReader, *, max_chars: int) -> Iterator[Line]:
    r"""Read `stream` line by line (ending in `\n`), never holding more than one line.

    Each line is decoded by itself, so that one bad byte harms nothing else: by the byte order mark
    at the start of the file if there is one, else as UTF-8, else as windows-1252, or as whatever
    charset-normalizer takes it for if it looks like no Western text. A line longer than
    `max_chars` is passed over.
    """
    head = stream.peek(4)[:4]
    for mark, encoding in MARKS:
        if head.startswith(mark):
            yield from _marked_lines(stream, encoding, max_chars)
            return
    if head.startswith(UTF8_MARK):
        stream.read(len(UTF8_MARK))
    decoder = _Decoder(stream)
    for number in count(1):
        line = _bounded_line(stream, max_chars)
        if line == b"":
            return
        text = None if line is None else decoder.decode(line)
        yield Line(number, text if text is None or len(text) <= max_chars + 1 else None)


def _marked_lines(stream: io.BufferedReader, encoding: str, max_chars: int) -> Iterator[Line]:
    """Read UTF-16 or UTF-32; what is no character becomes U+FFFD."""
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
    for number in count(1):
        line = text.readline(max_chars + 1)
        if not line:
            return
        too_long = len(line) > max_chars and not line.endswith("\n")
        while too_long and (rest := text.readline(max_chars)):
            if rest.endswith("\n"):
                break
        yield Line(number, None if too_long else line)


def _bounded_line(stream: io.BufferedReader, max_chars: int) -> bytes | None:
    """Read the bytes of one line; None, with the line passed over, if it is too long."""
    line = stream.readline(max_chars + 1)
    if len(line) <= max_chars or line.endswith(b"\n"):
        return line
    pieces, characters = [line], _characters(line)
    while line and not line.endswith(b"\n"):
        line = stream.readline(max_chars + 1)
        if characters <= max_chars:
            pieces.append(line)
            characters += _characters(line)
        else:
            pieces.clear()
    return b"".join(pieces) if pieces and characters <= max_chars + 1 else None


def _characters(line: bytes) -> int:
    """Count characters as UTF-8 has them, near enough for a limit."""
    return len(line.decode(errors="replace"))


class _Decoder:
    """Decodes lines that have no byte order mark; what else than UTF-8 they are is guessed once."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._fallback: str | None = None

    def decode(self, line: bytes) -> str:
        """Decode one line."""
        try:
            return line.decode()
        except UnicodeDecodeError:
            return self._decode_other(line)

    def _decode_other(self, line: bytes) -> str:
        """Mend a UTF-8 line that has a few stray bytes, else decode it as the other encoding."""
        text = line.decode(errors="surrogateescape")
        stray = sum("\udc80" <= c <= "\udcff" for c in text)
        if sum(c > "\x7f" for c in text) > 2 * stray:
            return "".join(_mended(c) for c in text)
        if self._fallback is None:
            self._fallback = guess(line + self._stream.peek(_SAMPLE))
        return line.decode(self._fallback, errors="replace")


def _mended(character: str) -> str:
    """Read a byte that is not UTF-8 as windows-1252."""
    if not "\udc80" <= character <= "\udcff":
        return character
    return character.encode(errors="surrogateescape").decode(WESTERN, errors="replace")


def guess(sample: bytes) -> str:
    """Name the encoding of text that is not UTF-8: windows-1252 unless accents abound."""
    sample = sample[:_SAMPLE]
    accents = sum(byte > 0x7F for byte in sample)  # noqa: PLR2004 -- ASCII ends
    if accents <= _MOST_WESTERN_ACCENTS * len(sample) or not _FOREIGN_WORD.search(sample):
        return WESTERN
    best = charset_normalizer.from_bytes(sample).best()
    return WESTERN if best is None else best.encoding
