"""Exit codes, and the one line of stderr that goes with them (docs/contract.md)."""

from __future__ import annotations

import sqlite3
import sys

import typer

from index.errors import StoreError

DONE, FAILED, BAD_INPUT, BAD_STORE, STOPPED = 0, 1, 2, 3, 130


def line_of(error: Exception) -> str:
    """Say what went wrong, and where to look."""
    if isinstance(error, typer.TyperException):
        return f"{error.format_message()} (see dateline --help)"
    if isinstance(error, sqlite3.DatabaseError):
        return f"the store is damaged ({error}): see dateline info --check"
    return str(error)


def code_of(error: Exception) -> int:
    """Tell trouble with the store from trouble with what was typed."""
    return BAD_STORE if isinstance(error, StoreError | sqlite3.DatabaseError) else BAD_INPUT


def say(*lines: object, code: int = DONE) -> int:
    """Print each on one line of stderr."""
    for line in lines:
        print(f"dateline: {' '.join(str(line).split())}", file=sys.stderr)  # noqa: T201
    return code
