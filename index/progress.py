"""How long work tells how far it has come."""

from typing import Protocol


class Progress(Protocol):
    """Told after every step of a stage; `total` is None while it is not known."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Show it."""
        ...


def silent(stage: str, done: int, total: int | None) -> None:
    """Show nothing."""
