"""Citation as it was saved → what became of it: ok, moved, altered or gone; and what its article has owned up to.

A saved citation carries its words, up to 32 characters before and after them, and the hash of the article's text. The
words are looked for where they stood, then anywhere; of several places the one with the likest surroundings counts. A
short quotation (a number, a name) counts as moved only in its own surroundings: elsewhere it is another one. Words
that stand elsewhere than the saved offsets say have moved, also where those are the offsets of no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from index.types import Filters
from rag.lookup.align import align, find_exact, likeness_of, wording
from rag.lookup.corrections import correctors, notes_since
from rag.lookup.tokens import tokenize
from rag.types import Citation

if TYPE_CHECKING:
    from index.store import Store
    from index.types import Article

Status = Literal["ok", "moved", "altered", "gone"]

_CONTEXT = 32  # characters on either side, as citations carry them
_OWN_WORDS = 40  # characters from which on words are told by themselves
_SAME_PLACE = 0.5  # likeness of the surroundings
_STILL_THERE = 0.5  # likeness of the words between the old surroundings, below which they are gone
_SURELY_THERE = 0.8  # the same for words in other surroundings: another sentence may be like them
_MOST_PLACES = 1000
_SEARCHED = 30  # passages


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A citation as a file has it; `end` is exclusive, and None stands for an offset that was no whole number."""

    article_id: str
    start: int | None
    end: int | None
    quote: str
    sha256: str = ""
    prefix: str = ""
    suffix: str = ""
    url: str | None = None
    number: int | None = None

    @property
    def span(self) -> tuple[int, int] | None:
        """Where the words stood, as characters [start, end); None where no text has such offsets."""
        if self.start is None or self.end is None or not 0 <= self.start < self.end:
            return None
        return self.start, self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """What became of a citation: `now` is where its words stand, None where they are gone.

    `corrections` are the notes that the article has got since it was cited, `standing` those that it had;
    `corrected_by` are other articles that correct it, `also_in` those that carry words that are gone from here.
    """

    saved: Saved
    status: Status
    article: Article | None = None
    now: Citation | None = None
    corrections: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    corrected_by: tuple[Article, ...] = ()
    also_in: tuple[Article, ...] = ()

    @property
    def diff(self) -> list[tuple[str, str]]:
        """List the steps from the words cited to those that stand there now; none unless they were altered."""
        if self.status != "altered" or self.now is None:
            return []
        return wording(self.saved.quote, self.now.quote)

    @property
    def corrected(self) -> bool:
        """Whether the article, or another one for it, owned up to a mistake since it was cited."""
        return bool(self.corrections or self.corrected_by)


def recheck(saved: Saved, store: Store) -> Rechecked:
    """Hold a saved citation against the store as it is now."""
    article = _article(saved, store)
    if article is None:
        return Rechecked(saved=saved, status="gone", also_in=_elsewhere(saved, store))
    status, span = locate(saved, article.text)
    since, standing = notes_since(article, saved.sha256, store)
    return Rechecked(
        saved=saved,
        status=status,
        article=article,
        now=Citation(article=article, start=span[0], end=span[1]) if span else None,
        corrections=since,
        standing=standing,
        corrected_by=correctors(article, store),
        also_in=() if span else _elsewhere(saved, store),
    )


def locate(saved: Saved, text: str) -> tuple[Status, tuple[int, int] | None]:
    """Find the words of a citation in the article's text: the status, and characters [start, end)."""
    size = len(saved.quote)
    here = saved.span
    if (
        here
        and text[slice(*here)] == saved.quote
        and (size >= _OWN_WORDS or _surroundings(saved, text, *here) >= _SAME_PLACE)
    ):
        return "ok", here
    places = _places(saved.quote, text)
    around = {at: _surroundings(saved, text, at, at + size) for at in places}
    near = saved.start or 0
    best = max(places, key=lambda at: (around[at], -abs(at - near)), default=None)
    if best is not None and (size >= _OWN_WORDS or around[best] >= _SAME_PLACE):
        return "moved", (best, best + size)
    if altered := _altered(saved, text):
        return "altered", altered
    return "gone", None


def _article(saved: Saved, store: Store) -> Article | None:
    """Find the article by its id, else by its address."""
    if found := store.article(saved.article_id):
        return found
    there = store.articles.find_address(saved.url) if saved.url else None
    return there[1] if there else None


def _elsewhere(saved: Saved, store: Store) -> tuple[Article, ...]:
    """List other articles that carry the words, word for word, the earliest first."""
    if len(saved.quote) < _OWN_WORDS:
        return ()
    hits = store.words.search(saved.quote, _SEARCHED, filters=Filters())
    rows = dict.fromkeys(int(store.passages[row, 0]) for row, _ in hits)
    articles = [a for row in rows if (a := store.articles.get(row)).id != saved.article_id]
    wanted = tokenize(saved.quote).trimmed
    carrying = [a for a in articles if find_exact(wanted, tokenize(a.text))]
    return tuple(sorted(carrying, key=lambda a: a.published or date.max))


def _places(quote: str, text: str) -> list[int]:
    """List where the quote stands in the text."""
    places: list[int] = []
    at = text.find(quote) if quote else -1
    while at >= 0 and len(places) < _MOST_PLACES:
        places.append(at)
        at = text.find(quote, at + 1)
    return places


def _surroundings(saved: Saved, text: str, at: int, after: int) -> float:
    """Compare what stands around [at, after) with what stood around the citation, in [0, 1]; 1 if unknown."""
    pairs = (
        (saved.prefix, text[max(0, at - len(saved.prefix)) : at]),
        (saved.suffix, text[after : after + len(saved.suffix)]),
    )
    known = [likeness_of(then, now) for then, now in pairs if then.strip()]
    return max(known) if known else 1.0


def _altered(saved: Saved, text: str) -> tuple[int, int] | None:
    """Find the words that stand in the place of those cited; None where nothing like them does."""
    between = _between(saved, text)
    if between and likeness_of(saved.quote, text[slice(*between)]) >= _STILL_THERE:
        return between
    found = align(saved.quote, text)
    if found and len(saved.quote) >= _OWN_WORDS // 2:
        around = _surroundings(saved, text, found.start, found.end)
        if found.likeness >= (_STILL_THERE if around >= _SAME_PLACE else _SURELY_THERE):
            return found.start, found.end
    if between and len(saved.quote) < _OWN_WORDS:  # a number, a name: another one stands there
        return between
    return None


def _between(saved: Saved, text: str) -> tuple[int, int] | None:
    """Find what stands between the old surroundings, where both are still there and no far way apart."""
    most = 2 * len(saved.quote) + _CONTEXT
    for before in _places(saved.prefix, text) if saved.prefix.strip() else [0]:
        start = before + len(saved.prefix)
        end = text.find(saved.suffix, start, start + most + len(saved.suffix))
        if not saved.suffix.strip():
            end = len(text) if len(text) - start <= most else -1
        if end > start and text[start:end].strip():
            return start, end
    return None
