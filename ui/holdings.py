"""What an archive holds, as the page shows it: articles by date and outlet, copies, versions, corrections."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.notes import notes
from index.types import Filters
from ui.timeline import period_of, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.store import Store
    from index.types import Article

PAGE = 20  # articles listed at a time
_FOUND = 1000  # passages looked through for words
_NOTED = 1500  # passages looked through for corrections
_MOST = 200  # families, versions or corrections listed
_NOTE_WORDS = (
    "correction corrections corrected clarification amended editor note earlier version article"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of articles, the latest first, and how many pass."""

    articles: tuple[Article, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A note in an article about the article itself or another one."""

    article: Article
    kind: str
    start: int
    end: int


def days(store: Store) -> list[date]:
    """List the publication dates of all dated articles."""
    return [date.fromisoformat(day) for _, day in store.articles.days() if day]


def listing(
    store: Store, *, words: str = "", outlet: str = "", period: str = "", page: int = 0
) -> Listing:
    """List a page of the articles that hold `words`, are of an outlet and of a period as `ui.timeline` names it."""
    wanted = _holding(store, words) if words.strip() else None
    key, unit = outlet.casefold(), unit_of(days(store)) if period else ""
    rows = [
        (published or "", row)
        for row, published, source, _ in store.articles.facets()
        if (wanted is None or row in wanted)
        and (not outlet or source == key)
        and (not period or (published and period_of(date.fromisoformat(published), unit) == period))
    ]
    rows.sort(reverse=True)
    last = max(0, -(-len(rows) // PAGE) - 1)
    at = min(max(0, page), last)
    chosen = rows[at * PAGE : (at + 1) * PAGE]
    return Listing(
        articles=tuple(store.articles.get(row) for _, row in chosen), total=len(rows), page=at
    )


def families(store: Store) -> list[tuple[Article, tuple[Article, ...]]]:
    """List originals with their copies, those with the most copies first."""
    sizes = Counter(int(origin) for origin in store.origins)
    originals = [row for row, size in sizes.most_common(_MOST) if size > 1]
    shown = [store.articles.get(row) for row in originals]
    return [(article, store.copies_of(article)) for article in shown]


def versions(store: Store) -> list[Sequence[Article]]:
    """List articles that were edited: their versions, oldest first, the current one last."""
    found: list[Sequence[Article]] = []
    for name in list(store.articles.versioned())[:_MOST]:
        current = store.article(name)
        if current:
            found.append([*store.articles.versions(name), current])
    return found


def corrections(store: Store) -> list[Correction]:
    """List corrections, clarifications and editor's notes, the latest first, as far as the word index leads to them."""
    rows = _rows(store, store.words.search(_NOTE_WORDS, _NOTED, filters=Filters()))
    found = [
        Correction(article=article, kind=note.kind, start=note.start, end=note.end)
        for article in map(store.articles.get, rows)
        for note in notes(article.text)
    ]
    found.sort(key=lambda one: str(one.article.published or ""), reverse=True)
    return found[:_MOST]


def _holding(store: Store, words: str) -> set[int]:
    """Find the rows of articles that hold some of the words, as the word index ranks them."""
    return set(_rows(store, store.words.search(words, _FOUND, filters=Filters())))


def _rows(store: Store, hits: Iterable[tuple[int, float]]) -> list[int]:
    return list(dict.fromkeys(int(store.passages[row, 0]) for row, _ in hits))
