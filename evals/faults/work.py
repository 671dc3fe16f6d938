"""What a child process does: the real command line, with an embedder that needs no weights.

The children are forked from a process that has imported this module, so that each starts in milliseconds.
"""

from __future__ import annotations

import os
import signal
import sys
import tomllib  # noqa: F401 - whoever is nobody may not be able to read the libraries
from typing import TYPE_CHECKING
from unittest.mock import patch

import rag.compose  # noqa: F401 - imported before any child is forked, like what follows
import ui.cli
import ui.indexing
from index.testing import HashEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.config import IndexConfig
    from index.embed import Embedder

_NOBODY = 65534  # user id
_WINDOW = 64  # passages between two checkpoints: many of them even in a short run
_CHANGES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir"}


class Operations:
    """Counts the changes to the file system that Python makes, and dies before one of them if asked to."""

    def __init__(self, *, dies_before: int | None) -> None:
        self.count = 0
        self.last = ""  # the file or folder that was last begun
        self._dies_before = dies_before

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Be told of an event by the interpreter."""
        writes = event == "open" and "w" in str(arguments[1])
        if event not in _CHANGES and event != "sqlite3.connect" and not writes:
            return
        self.count += 1
        if writes or event in {"os.mkdir", "sqlite3.connect"}:
            self.last = str(arguments[0])
        if self.count == self._dies_before:
            os.kill(os.getpid(), signal.SIGKILL)


def use_hash_embedder() -> None:
    """Let the command line embed by hashing words, and write checkpoints often."""

    def queries(_config: IndexConfig, *, lasting: bool = False) -> Embedder:  # noqa: ARG001 - as the real one
        return HashEmbedder()

    def passages(
        _config: IndexConfig, small: Embedder, _sample: Sequence[str], _total: int
    ) -> Embedder:
        return small

    for name, put in (
        ("ui.indexing.query_embedder", queries),
        ("rag.compose.query_embedder", queries),
        ("ui.indexing.passage_embedder", passages),
        ("index.build._WINDOW", _WINDOW),
    ):
        patch(name, put).start()


def dateline(
    arguments: Sequence[str], log: Path, *, dies_before: int | None = None, as_nobody: bool = False
) -> None:
    """Run one command to its end and exit with its code; `log` gets stderr, `log.begun` and `log.operations`."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for stream, path in ((sys.stdout, os.devnull), (sys.stderr, str(log))):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o666), stream.fileno())
    use_hash_embedder()
    operations = Operations(dies_before=dies_before)
    log.with_suffix(".begun").touch()
    sys.addaudithook(operations)
    counted = os.open(log.with_suffix(".operations"), os.O_WRONLY | os.O_CREAT)
    if as_nobody:
        os.setuid(_NOBODY)
    code = ui.cli.run([str(argument) for argument in arguments])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.write(counted, f"{operations.count} {operations.last}".encode())
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
