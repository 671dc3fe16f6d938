"""Libraries that come with an extra: loaded when they are needed, and named with the command that installs them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evals.errors import EvalError

if TYPE_CHECKING:
    from types import ModuleType


def needed(module: str, *, extra: str) -> ModuleType:
    """Import a module of an extra.

    Raises:
        EvalError: it is not installed; the message names the command.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise EvalError(
            f"this needs {error.name}, which is not installed: pip install 'dateline[{extra}]'"
        ) from error
