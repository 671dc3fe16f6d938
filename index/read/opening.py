"""Opens a file as a stream of its decompressed bytes, in bounded memory, counting as it goes."""

from __future__ import annotations

import bz2
import io
import lzma
import shutil
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Protocol

import zstandard

from index.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed import WriteableBuffer

_CHUNK = 1 << 16  # bytes read from disk at once
_SLICE = 1 << 10  # compressed bytes given to a decompressor at once: at worst 32 MB come out (zstd)
_FREE = 1 << 26  # bytes that may come out of a file before the ratio counts
_MOST_MEMORY = 1 << 29  # bytes an .xz file may ask for; `xz -9` asks for 64 MB


class UnreadableError(InputError):
    """A file cannot be read further; the message is the reason."""


class _Decompressor(Protocol):
    """What zlib, bz2, lzma and zstandard have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Compression:
    """A way of compressing, known by its first bytes."""

    name: str
    magic: bytes
    new: Callable[[], _Decompressor]


_COMPRESSIONS = (
    _Compression("gzip", b"\x1f\x8b", lambda: zlib.decompressobj(wbits=31)),
    _Compression("bzip2", b"BZh", bz2.BZ2Decompressor),
    _Compression("xz", b"\xfd7zXZ\0", lambda: lzma.LZMADecompressor(memlimit=_MOST_MEMORY)),
    _Compression("zstd", b"\x28\xb5\x2f\xfd", lambda: zstandard.ZstdDecompressor().decompressobj()),
)


def open_bytes(
    file: BinaryIO, *, max_bytes: int, max_ratio: int, count: Callable[[int], None]
) -> io.BufferedReader:
    """Wrap the raw `file` so that its decompressed bytes can be read, whatever it is called.

    Args:
        file: on disk; compressed with gzip, bzip2, xz or zstd, or not.
        max_bytes: after so many decompressed bytes reading ends with an error.
        max_ratio: likewise after so many times the bytes read from disk, from 64 MB on.
        count: is told the number of on-disk bytes of each read.

    Reading raises UnreadableError where the data is damaged, cut short or too long, after all that
    comes before the damage has been read.
    """
    budget = Budget(max_ratio=max_ratio)

    def took(size: int) -> None:
        budget.taken += size
        count(size)

    chunks = _chunks(file, took)
    first = next(chunks, b"")
    chunks = chain([first], chunks)
    plain: BinaryIO | None = file
    for compression in _COMPRESSIONS:
        if first.startswith(compression.magic):
            chunks, plain = _decompressed(chunks, compression), None
    stream = _Stream(_limited(chunks, max_bytes, budget), plain)
    return io.BufferedReader(stream, _CHUNK)


@contextmanager
def random_access(stream: io.BufferedReader) -> Iterator[BinaryIO]:
    """Give the bytes of a stream from `open_bytes` as a file that can be read from anywhere.

    That is the file on disk itself, unless it is compressed or a pipe: then a temporary copy.
    """
    plain = stream.raw.plain if isinstance(stream.raw, _Stream) else None
    if plain is not None and plain.seekable():
        plain.seek(0)
        yield plain
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy, _CHUNK)
        copy.seek(0)
        yield copy


@dataclass(slots=True)
class Budget:
    """Watches how much comes out of how little: nothing that people write shrinks so far."""

    max_ratio: int
    taken: int = 0
    given: int = 0

    def give(self, size: int) -> None:
        """Count `size` more bytes that came out.

        Raises:
            UnreadableError: too many came out of what was taken in.
        """
        self.given += size
        if self.given > max(_FREE, self.max_ratio * self.taken):
            raise UnreadableError(
                f"unpacks to more than {self.max_ratio:,} times its size (max_ratio), as only a bomb"
                " does; the rest is left out"
            )


def _chunks(file: BinaryIO, count: Callable[[int], None]) -> Iterator[bytes]:
    """Read `file` chunk by chunk."""
    while chunk := file.read(_CHUNK):
        count(len(chunk))
        yield chunk


def _decompressed(chunks: Iterator[bytes], compression: _Compression) -> Iterator[bytes]:
    """Decompress one member after the other; zeros at the end are padding."""
    member: _Decompressor | None = None
    try:
        for chunk in chunks:
            for start in range(0, len(chunk), _SLICE):
                data = chunk[start : start + _SLICE]
                while data:
                    if member is None:
                        if not (data := data.lstrip(b"\0")):
                            break
                        member = compression.new()
                    yield member.decompress(data)
                    data = b""
                    if member.eof:
                        data, member = member.unused_data, None
    except (
        zlib.error,
        lzma.LZMAError,
        zstandard.ZstdError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise UnreadableError(f"the {compression.name} data is damaged ({error})") from error
    if member is not None:
        raise UnreadableError(f"the {compression.name} data is cut short")


def _limited(chunks: Iterator[bytes], max_bytes: int, budget: Budget) -> Iterator[bytes]:
    """Pass on at most `max_bytes`, and no more than the budget allows."""
    left = max_bytes
    for chunk in chunks:
        if len(chunk) > left:
            yield chunk[:left]
            raise UnreadableError(
                f"longer than {max_bytes:,} bytes (max_file_bytes); the rest is left out"
            )
        left -= len(chunk)
        budget.give(len(chunk))
        yield chunk


class _Stream(io.RawIOBase):
    """An iterator of bytes as a file; an error waits until all bytes before it are read.

    `plain` is the file on disk, where its bytes are the same.
    """

    def __init__(self, chunks: Iterator[bytes], plain: BinaryIO | None) -> None:
        self.plain = plain
        self._chunks = chunks
        self._pending = memoryview(b"")
        self._error: UnreadableError | None = None

    def readable(self) -> bool:
        """Say that this is a file for reading."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill `buffer` as far as the bytes go."""
        target = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(target):
            if not self._pending and not self._advance():
                break
            taken = self._pending[: len(target) - filled]
            target[filled : filled + len(taken)] = taken
            self._pending = self._pending[len(taken) :]
            filled += len(taken)
        if not filled and self._error:
            raise self._error
        return filled

    def _advance(self) -> bool:
        """Take the next bytes; False at the end or at an error."""
        if self._error:
            return False
        try:
            self._pending = memoryview(next(chunk for chunk in self._chunks if chunk))
        except StopIteration:
            return False
        except UnreadableError as error:
            self._error = error
            return False
        return True
