"""From what was typed to the files it means: files, folders and patterns, each file once."""

from __future__ import annotations

import glob
import os
import re
import stat
import sys
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from index.read.forms import form_of_name
from index.types import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, its path as it is shown, and its size on disk in bytes."""

    path: Path
    name: str
    size: int

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Open it without a buffer; the standard input stays open afterwards."""
        if self is STDIN:
            return nullcontext(sys.stdin.buffer)
        return self.path.open("rb", buffering=0)


STDIN = Found(Path("-"), "standard input", 0)


@dataclass(slots=True)
class Walk:
    """What was found under some paths, in a fixed order.

    `skipped` counts files of other kinds; `tops` are the paths that patterns and folders led to, as they are shown.
    """

    found: list[Found | Problem] = field(default_factory=list)
    skipped: int = 0
    tops: list[str] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)  # device and inode

    def visit(self, path: str | Path) -> None:
        """Find the files of a path that was given: it is tried whatever its name is."""
        if not str(path):
            self.found.append(Problem(path="", reason="does not exist"))
            return
        if str(path) == "-":
            self.found.append(STDIN)
            return
        for match in _matches(path):
            self.tops.append(shown(match))
            self._visit_given(match)

    def _visit_given(self, path: Path) -> None:
        """Find the files of a path that has no pattern in it."""
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            self.found.append(Problem(path=shown(path), reason=reason_of(error)))
            return
        if not stat.S_ISDIR(status.st_mode):
            self._take(path, status)
            return
        if _is_store(path):
            self.found.append(Problem(path=shown(path), reason="is a store, not a folder of files"))
            return
        problems, files, skipped = len(self.found), len(self.seen), self.skipped
        self._visit_folder(path, status)
        if len(self.found) == problems and len(self.seen) == files + 1:
            others = self.skipped - skipped
            also = f" ({others} files of other kinds)" if others else ""
            self.found.append(Problem(path=shown(path), reason=f"holds no articles{also}"))

    def _visit_folder(self, top: Path, status: os.stat_result) -> None:
        """Find all files of known forms below a folder; a link is followed unless it leads back."""
        waiting = [(top, status)]
        while waiting:
            folder, status = waiting.pop()
            if not self._is_new(status):
                continue
            folders = []
            for path in self._listing(folder):
                try:
                    status = path.stat()
                except OSError as error:
                    self.found.append(Problem(path=shown(path), reason=reason_of(error)))
                    continue
                if stat.S_ISDIR(status.st_mode):
                    if not _is_store(path):
                        folders.append((path, status))
                elif stat.S_ISREG(status.st_mode) and form_of_name(path.name):
                    self._take(path, status)
                else:
                    self.skipped += 1
            waiting += reversed(folders)

    def _listing(self, folder: Path) -> list[Path]:
        """List a folder in the order of its names, without what is hidden."""
        try:
            return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        except OSError as error:
            self.found.append(Problem(path=shown(folder), reason=reason_of(error)))
            return []

    def _take(self, path: Path, status: os.stat_result) -> None:
        """Take a file, unless it was taken under another name."""
        if not stat.S_ISREG(status.st_mode):
            self.found.append(Problem(path=shown(path), reason="is not a regular file"))
        elif self._is_new(status):
            self.found.append(Found(path, shown(path), status.st_size))

    def _is_new(self, status: os.stat_result) -> bool:
        """Whether this file or folder is met for the first time."""
        key = (status.st_dev, status.st_ino)
        if key in self.seen:
            return False
        self.seen.add(key)
        return True


def walk(paths: Sequence[str | Path]) -> Walk:
    """Find the files that `paths` mean, in that order, and in sorted order below a folder."""
    result = Walk()
    for path in paths:
        result.visit(path)
    return result


def shown(path: Path) -> str:
    r"""Write `path` with forward slashes, safe to store and print whatever bytes its name has.

    >>> shown(Path("news\x1b[2J.txt"))
    'news\\x1b[2J.txt'
    """
    name = path.as_posix().encode(errors="surrogateescape").decode(errors="replace")
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), name)


def reason_of(error: OSError | ValueError) -> str:
    """Say in a few words what the system said."""
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror.lower()})"
    return f"cannot be read ({error})"


def _is_store(folder: Path) -> bool:
    """Whether dateline keeps a store there: its files are made from articles, and are none."""
    return (folder / "CURRENT").is_file() and (folder / "generations").is_dir()


def _matches(path: str | Path) -> Iterator[Path]:
    """Yield what a pattern matches; a path that exists, or is no pattern, is itself."""
    text = str(path)
    if glob.has_magic(text) and not os.path.lexists(path):
        matches = sorted(glob.glob(text, recursive=True))  # noqa: PTH207 -- Path.glob takes no absolute pattern
        if matches:
            yield from map(Path, matches)
            return
    yield Path(path)
