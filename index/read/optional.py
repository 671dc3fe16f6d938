"""Libraries that only some forms need: imported when such a file is read, and named when they are missing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.read.opening import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Import inside this block what the optional part `extra` of dateline brings.

    Raises:
        UnreadableError: it is not installed; the message is the command that installs it.
    """
    try:
        yield
    except ImportError as error:
        missing = error.name or "a library"
        raise UnreadableError(
            f"reading this needs {missing}: pip install 'dateline[{extra}]'"
        ) from error
