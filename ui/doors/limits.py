"""What a server bears: how much at once, how long, how often, how big."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of everything that a request can ask for."""

    at_once: int = 2
    """Requests that are worked on at the same time."""
    waiting: int = 64
    """Requests that may wait for their turn; one more is turned away with 503."""
    patience: float = 30.0
    """Seconds that a request waits for its turn before it is turned away with 503."""
    per_minute: int = 120
    """Requests that one caller may make in a minute, all of them at once if need be; 0 for any number."""
    failures_per_minute: int = 10
    """Wrong passwords and tokens that one address may try in a minute."""
    body_bytes: int = 1_000_000
    """Longest body of a request."""
    upload_bytes: int = 64_000_000
    """Longest file that is dropped on the page."""
    body_seconds: float = 30.0
    """Seconds within which the body of a request must have come."""
    draft_chars: int = 100_000
    """Longest draft to be checked; longer ones are for the command line."""
