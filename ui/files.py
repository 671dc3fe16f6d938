"""What commands read and write beside the store: files and the standard streams, with errors of one line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rag.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.lookup.draft import Draft

STANDARD = "-"
MAX_BYTES = 64_000_000
_ZIP = b"PK\x03\x04"
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_bytes(name: str) -> bytes:
    """Read a file, or the standard input for `-`.

    Raises:
        DocumentError: it cannot be read, or is longer than 64 MB.
    """
    try:
        if name == STANDARD:
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DocumentError(f"{name[:200]} cannot be read: {why}") from error
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{name} is longer than {MAX_BYTES:,} bytes: split it")
    return data


def read_text(name: str) -> str:
    """Read a file of text, or the standard input for `-`.

    Raises:
        DocumentError: it cannot be read, or is no text.
    """
    return decode(read_bytes(name), name=name)


def decode(data: bytes, *, name: str) -> str:
    """Decode text by its byte order mark, as UTF-8, or as what it looks like.

    Raises:
        DocumentError: it is no text.
    """
    encoding = next((code for mark, code in _MARKS.items() if data.startswith(mark)), "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        from index.read.decode import guess  # reading articles takes a tenth of a second to import

        text = data.decode(guess(data), "replace")
    if "\0" in text:
        raise DocumentError(f"{name} is no text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_out(text: str, out: Path | None) -> None:
    """Write text to a file, or to the standard output.

    Raises:
        DocumentError: the file cannot be written.
    """
    if out is None:
        typer.echo(text.removesuffix("\n"))
        return
    write_file(out, lambda path: path.write_text(text, "utf-8"))


def write_file(out: Path, write: Callable[[Path], object]) -> None:
    """Let `write` write a file.

    Raises:
        DocumentError: the file cannot be written.
    """
    try:
        write(out)
    except OSError as error:
        raise DocumentError(f"{out} cannot be written: {error.strerror or error}") from error


def read_draft_file(file: str) -> Draft:
    """Read a draft by the ending of its name; DocumentError where it cannot be read."""
    from rag.lookup.draft import read_draft
    from rag.lookup.word_files import read_docx

    data = read_bytes(file)
    if file.lower().endswith(".docx"):
        return read_docx(data, name=file)
    if data.startswith(_ZIP):
        raise DocumentError(f"{file} is no text; a Word file must be named .docx")
    text = decode(data, name=file)
    return read_draft(text, markdown=file.lower().endswith((".md", ".markdown")))
