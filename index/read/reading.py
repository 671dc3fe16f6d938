"""Reads files of every form, one after the other, and knows how far it has come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.read.clean import clean_line
from index.read.columns import parse_columns
from index.read.compose import shorten
from index.read.decode import is_binary
from index.read.forms import form_of_content, form_of_name
from index.read.opening import UnreadableError, open_bytes
from index.read.walk import Found, reason_of, walk
from index.types import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from index.config import IndexConfig
    from index.types import Article

_MOST_PROBLEMS = 1000  # of one file; a longer list helps nobody
_LONGEST_REASON = 400  # characters


class Reading:
    """The articles and problems of some paths, read as they are asked for; iterate over it once.

    `total_bytes` on disk are known from the start and `read_bytes` of them are done: a progress bar
    needs no more. `skipped_files` of unknown kinds lay in the folders.
    `tops` are the paths themselves, patterns resolved.

    Raises:
        InputError: `config.columns` names a field that there is not.
    """

    def __init__(self, paths: Sequence[str | Path], *, config: IndexConfig) -> None:
        parse_columns(config.columns)  # a wrong one is said before anything is read
        found = walk(paths)
        self._found = found.found
        self._config = config
        self.total_bytes = sum(file.size for file in self._found if isinstance(file, Found))
        self.read_bytes = 0
        self.skipped_files = found.skipped
        self.tops = found.tops

    def __iter__(self) -> Iterator[Article | Problem]:
        """Read all files in order; what is wrong with one is a problem, and the next goes on."""
        done = 0
        for file in self._found:
            if isinstance(file, Problem):
                yield _one_line(file)
                continue
            for item in self._guarded(file):
                yield _one_line(item) if isinstance(item, Problem) else item
            done += file.size
            self.read_bytes = done  # whatever was left of a file that broke off

    def _guarded(self, file: Found) -> Iterator[Article | Problem]:
        """Read one file, so that nothing in it stops the others."""
        try:
            yield from _bounded(self._read(file), file.name)
        except UnreadableError as error:
            yield Problem(path=file.name, reason=str(error))
        except OSError as error:
            yield Problem(path=file.name, reason=reason_of(error))
        except Exception as error:  # noqa: BLE001 -- one file of a batch: shown, and the next goes on
            reason = f"could not be read: {type(error).__name__}: {error}"
            yield Problem(path=file.name, reason=reason)

    def _read(self, file: Found) -> Iterator[Article | Problem]:
        """Read one file by the form that its name or its content tells."""
        with (
            file.open() as raw,
            open_bytes(
                raw,
                max_bytes=self._config.max_file_bytes,
                max_ratio=self._config.max_ratio,
                count=self._count,
            ) as stream,
        ):
            head = stream.peek(1)
            form = form_of_name(file.path.name) or form_of_content(head)
            if not head or (is_binary(head) and not form.binary):
                reason = "binary, not text" if head else "empty"
                yield Problem(path=file.name, reason=reason)
                return
            nothing = True
            for result in form.read(stream, file.name, self._config):
                nothing = False
                yield result
            if nothing:
                yield Problem(path=file.name, reason="holds no articles")

    def _count(self, size: int) -> None:
        """Note that `size` more bytes were read from disk."""
        self.read_bytes += size


def _bounded(items: Iterator[Article | Problem], path: str) -> Iterator[Article | Problem]:
    """Pass on what was read of one file, and of its problems the first thousand."""
    problems, kept = 0, True
    for item in items:
        problems += isinstance(item, Problem)
        if problems <= _MOST_PROBLEMS or not isinstance(item, Problem):
            yield item
        else:
            kept = kept and item.kept
    if problems > _MOST_PROBLEMS:
        more = f"{problems - _MOST_PROBLEMS:,} more problems in this file"
        yield Problem(path=path, reason=more, kept=kept)


def _one_line(problem: Problem) -> Problem:
    """Make what may quote the file one short clean line."""
    return replace(problem, reason=shorten(clean_line(problem.reason), _LONGEST_REASON))


def read(paths: Sequence[str | Path], *, config: IndexConfig) -> Iterator[Article | Problem]:
    """Read the articles of files, folders and patterns.

    Args:
        paths: `-` is the standard input; a folder is read in sorted order, its files of known forms only and
            nothing hidden; a file given by name is always tried. Each file is read once, under the name met first.
        config: the limits.

    Yields:
        articles in the order they stand, and a problem for each thing that could not be read. Two articles may
        have the same id.
    """
    return iter(Reading(paths, config=config))
