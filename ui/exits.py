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
        context = getattr(error, "ctx", None)  # of the command that was typed, as far as it got
        command = context.command_path if context else "dateline"
        return f"{error.format_message()} (see {command} --help)"
    if isinstance(error, sqlite3.DatabaseError):
        return f"the store is damaged ({error}): see dateline info --check"
    return str(error)


def help_of(error: Exception) -> str | None:
    """Give the help that typer raises where a command or a group is typed alone; None for any other error."""
    if not isinstance(error, typer.TyperException):
        return None
    message = error.format_message()
    return message if message.startswith("Usage: ") else None


def code_of(error: Exception) -> int:
    """Tell trouble with the store from trouble with what was typed."""
    return BAD_STORE if isinstance(error, StoreError | sqlite3.DatabaseError) else BAD_INPUT


def say(*lines: object, code: int = DONE) -> int:
    """Print each on one line of stderr."""
    for line in lines:
        print(f"dateline: {' '.join(str(line).split())}", file=sys.stderr)  # noqa: T201
    return code
