"""What must hold of a store, whatever happened to it: each function lists what is broken, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.faults.newsroom import marker
from index import generation
from index.errors import StoreError, StoreMissingError
from index.store import Store
from index.types import Filters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evals.faults.children import Outcome
    from index.types import Article

_FOUND = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that a store holds, to be compared: two with the same content answer alike."""

    articles: tuple[Article, ...]
    passages: bytes
    vectors: bytes
    words: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, path: Path) -> Content:
        """Read everything.

        Raises:
            StoreError: it cannot be opened or read.
        """
        store = Store.open(path)
        articles = tuple(store.articles)
        asked = [marker(int(article.id.removeprefix("made-"))) for article in articles]
        found = [store.words.search(word, _FOUND, filters=Filters()) for word in asked]
        return cls(
            articles=articles,
            passages=store.passages.tobytes(),
            vectors=store.vectors.rows(0, len(store)).tobytes(),
            words=tuple(tuple(row for row, _ in hits) for hits in found),
        )


def whole(store: Path, allowed: Sequence[Content | None]) -> list[str]:
    """The store opens, undamaged, with one of the contents that it may have now; None: with none at all."""
    try:
        found = Content.of(store)
        damage = generation.check(generation.current(store))
    except StoreMissingError:
        return [] if None in allowed else ["the store is missing"]
    except StoreError as error:
        return [f"the store does not open: {error}"]
    if None in allowed and not (store / "CURRENT").exists():
        damage = []  # a first build, finished but not switched to: the check says so, and to run it again
    broken = [f"check: {line}" for line in damage]
    if found not in allowed:
        broken.append(f"{len(found.articles)} articles are neither the old content nor the new one")
    return broken


def same(store: Path, expected: Content) -> list[str]:
    """The store holds just what an undisturbed run would have left."""
    try:
        found = Content.of(store)
    except StoreError as error:
        return [f"the store does not open: {error}"]
    parts = ("articles", "passages", "vectors", "words")
    return [f"other {part}" for part in parts if getattr(found, part) != getattr(expected, part)]


def tidy(store: Path) -> list[str]:
    """Nothing lies in the store but one generation."""
    named = {"CURRENT", "generations", "lock"}
    left = [path.name for path in store.iterdir() if path.name not in named]
    generations = [path.name for path in (store / "generations").iterdir()]
    if len(generations) != 1:
        left += generations
    return [f"left behind: {', '.join(sorted(left))}"] if left else []


def ended(outcome: Outcome, *codes: int) -> list[str]:
    """The command ended with one of these exit codes, and without a traceback."""
    last = outcome.lines[-1] if outcome.lines else ""
    if outcome.crashed or outcome.code not in codes:
        return [f"exit code {outcome.code}: {last}"]
    return []


def one_line(outcome: Outcome, *, says: str) -> list[str]:
    """The command failed for the store's sake, and said so in one line that holds `says`."""
    broken = ended(outcome, 3)
    if not broken and (len(outcome.lines) != 1 or says not in outcome.errors):
        broken = [f"not one line with {says!r}: {outcome.errors[:300]!r}"]
    return broken
