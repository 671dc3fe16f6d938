"""WARC, the archive of web crawls: each page that was fetched well is read as HTML."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.read.clean import clean_line
from index.read.compose import compose, shorten
from index.read.html_pages import page_draft
from index.read.opening import UnreadableError, open_bytes
from index.read.optional import needs
from index.read.whole import most_bytes, read_whole
from index.types import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.config import IndexConfig
    from index.types import Article

_PAGES = ("text/html", "application/xhtml+xml")
_MOST_HEADERS = 1 << 20  # bytes of header and blank lines of one record
_SHOWN_URL = 100  # characters


def read_warc(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read the pages of an archive; what is no page, or was not found, is passed over."""
    for number, record in enumerate(_records(stream), start=1):
        if not _is_page(record):
            continue
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        where = f"record {number} ({shorten(clean_line(url), _SHOWN_URL)})"
        try:
            draft = page_draft(_body(record, config), url=url.strip("<>"), charset=_charset(record))
        except UnreadableError as error:
            yield Problem(path=path, reason=f"{where}: {error}")
            continue
        if draft is None:
            yield Problem(path=path, reason=f"{where}: no article in this page")
            continue
        for result in compose(replace(draft, url=draft.url or url), path=path, config=config):
            if isinstance(result, Problem):
                yield replace(result, reason=f"{where}: {result.reason}")
            else:
                yield result


class _PartReader:
    """Reads what is there, so that nothing is lost of what comes before damage."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Read at most `size` bytes; none at the end."""
        return self._stream.read1(size)


def _records(stream: io.BufferedReader) -> Iterator[Any]:
    """Take the records one by one, the headers of each in bounded memory."""
    with needs("warc"):
        from warcio.archiveiterator import ArchiveIterator
        from warcio.bufferedreaders import BufferedReader
        from warcio.exceptions import ArchiveLoadFailed

    class BoundedLines(BufferedReader):  # type: ignore[misc]  # warcio has no types
        left = _MOST_HEADERS

        def readline(self, length: int | None = None) -> bytes:
            line: bytes = super().readline(min(length or self.left + 1, self.left + 1))
            self.left -= len(line)
            if self.left < 0:
                raise UnreadableError("a record's header does not end")
            return line

    archive = ArchiveIterator(stream)
    archive.reader = lines = BoundedLines(_PartReader(stream))
    record = None
    while True:
        lines.left = _MOST_HEADERS
        try:
            with redirect_stderr(io.StringIO()):  # warcio prints what it finds damaged
                record = next(archive)
        except StopIteration:
            if record is not None and getattr(record.raw_stream, "limit", 0) > 0:
                raise UnreadableError("the WARC data is cut short") from None
            return
        except (ArchiveLoadFailed, ValueError, EOFError, AttributeError, LookupError) as error:
            # warcio lets more than its own errors through on garbage
            raise UnreadableError(f"the WARC data is damaged ({error})") from error
        yield record


def _is_page(record: Any) -> bool:  # noqa: ANN401
    """Whether a record is a page of HTML as a server sent it, or as it was saved."""
    if record.rec_type == "resource":
        return (record.rec_headers.get_header("Content-Type") or "").startswith(_PAGES)
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = record.http_headers.get_header("Content-Type") or ""
    return record.http_headers.get_statuscode() == "200" and kind.lower().startswith(_PAGES)


def _charset(record: Any) -> str:  # noqa: ANN401
    """Tell the encoding that the server named."""
    headers = record.http_headers or record.rec_headers
    return (
        (headers.get_header("Content-Type") or "").lower().partition("charset=")[2].strip("\"' ;")
    )


def _body(record: Any, config: IndexConfig) -> bytes:  # noqa: ANN401
    """Read a page: joined where it was sent in chunks, unpacked where it was sent packed."""
    from warcio.bufferedreaders import ChunkedDataReader

    headers, body = record.http_headers, record.raw_stream
    encoding = transfer = ""
    if headers is not None:
        encoding = (headers.get_header("Content-Encoding") or "").lower()
        transfer = (headers.get_header("Transfer-Encoding") or "").lower()
    if transfer == "chunked":
        body = ChunkedDataReader(body)
    if encoding == "br":
        return _unpacked_brotli(body.read(most_bytes(config)), most_bytes(config))
    if encoding == "deflate":
        raise UnreadableError("was sent as deflate, which is not read")
    limit = most_bytes(config) + 1
    with open_bytes(
        body, max_bytes=limit, max_ratio=config.max_ratio, count=lambda _: None
    ) as page:
        return read_whole(page, config)


def _unpacked_brotli(data: bytes, most: int) -> bytes:
    """Unpack a page that was sent with Brotli."""
    with needs("warc"):
        import brotli
    try:
        page: bytes = brotli.Decompressor().process(data, output_buffer_limit=most + 1)
    except brotli.error as error:
        raise UnreadableError(f"the Brotli data is damaged ({error})") from error
    if len(page) > most:
        raise UnreadableError(f"longer than {most:,} bytes, too long to read whole")
    return page
