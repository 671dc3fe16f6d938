"""Excerpt → the article it comes from, the exact span, and what was done to the words on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from index.read.clean import clean
from index.types import Filters
from rag.errors import DocumentError
from rag.lookup.align import align, shared_runs, wording
from rag.lookup.restatement import PASSAGES
from rag.lookup.tokens import letters
from rag.types import Citation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.search import Searcher
    from index.types import Article, Passage
    from rag.lookup.align import Aligned
    from rag.lookup.restatement import Restatements

Match = Literal["verbatim", "altered", "paraphrase", "absent"]

MAX_CHARS = 10_000  # of an excerpt; longer ones are drafts
_DEPTH = 30  # passages from the word index for each stretch of the excerpt
_SHORT = 20  # words of an excerpt that is looked up as a phrase, too
_VERY_SHORT = 12  # and with any of its words changed
_WORD = re.compile(r"\w+")
_ANY = "the"  # in a phrase a stop word stands for any word
_STRETCH = 60  # words that are looked up at once
_MOST_STRETCHES = 4
_ALIGNED = 5  # articles that are aligned word by word
_MOST_COPIES = 200
_PIECES = 3  # of an excerpt at most, by which other articles with the same words are found
_PIECE = 10  # words of each
_BY_MEANING = 10  # passages nearest in meaning whose articles are aligned, too
_QUERY_CHARS = 1000  # an embedding sees no more than about this
_ENOUGH = 0.5  # probability of a paraphrase
_NEAR = 3  # articles named where nothing was found
_CARRIES = 0.9  # an article carries the excerpt, too, from this share of the best likeness upwards


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Where an excerpt comes from; `article` and `citation` are None where it comes from nowhere here.

    `score`: likeness of the words in [0, 1], for a paraphrase the probability that it is one.
    """

    excerpt: str
    match: Match
    score: float
    article: Article | None = None
    citation: Citation | None = None
    omitted: tuple[tuple[int, int], ...] = ()
    also_in: tuple[Article, ...] = ()
    near: tuple[Article, ...] = ()

    @property
    def diff(self) -> list[tuple[str, str]]:
        """List the steps from the article's words to the excerpt's; none where nothing was found."""
        return wording(self.citation.quote, self.excerpt) if self.citation else []


class Tracer:
    """Traces excerpts through one store: by words first, by meaning where the words lead nowhere."""

    def __init__(
        self, searcher: Searcher, restatements: Restatements, *, min_likeness: float
    ) -> None:
        self._searcher = searcher
        self._restatements = restatements
        self._min_likeness = min_likeness

    def __call__(self, excerpt: str, filters: Filters | None = None) -> Traced:
        """Trace an excerpt.

        Raises:
            DocumentError: it holds no word, or more than 10,000 characters.
        """
        wanted = readable(excerpt)
        chosen = filters or Filters()
        found = self._aligned(wanted, self._candidates(wanted, chosen))
        if any(self._matches(aligned) for _, aligned in found):
            return self._in_words(wanted, chosen, found)
        hits = self._searcher(wanted[:_QUERY_CHARS], k=PASSAGES, filters=chosen)
        known = {article.id for article, _ in found}
        more = dict.fromkeys(hit.passage.article for hit in hits[:_BY_MEANING])
        found += self._aligned(wanted, (a for a in more if a.id not in known))
        if any(self._matches(aligned) for _, aligned in found):
            return self._in_words(wanted, chosen, found)
        return self._by_meaning(wanted, [hit.passage for hit in hits], chosen)

    def _in_words(
        self, excerpt: str, filters: Filters, found: list[tuple[Article, Aligned]]
    ) -> Traced:
        """Choose the article among those that have the excerpt's words, and name the others that carry it."""
        best = max(found, key=_merit)
        family = self._searcher.store.copies_of(best[0])[:_MOST_COPIES]
        others = [a for a in family if _passes(a, filters)] + self._carriers(excerpt, filters)
        known = {article.id for article, _ in found}
        more = {other.id: other for other in others if other.id not in known}
        found = [*found, *self._aligned(excerpt, more.values())]
        best = max(found, key=_merit)
        found = [
            (article, aligned)
            for article, aligned in found
            if (
                aligned.verbatim
                if best[1].verbatim
                else aligned.likeness >= _CARRIES * best[1].likeness
            )
        ]
        article, aligned = max(found, key=_merit)
        return Traced(
            excerpt=excerpt,
            match="verbatim" if aligned.verbatim else "altered",
            score=aligned.likeness,
            article=article,
            citation=Citation(article=article, start=aligned.start, end=aligned.end),
            omitted=aligned.omitted,
            also_in=tuple(sorted((a for a, _ in found if a is not article), key=_age)),
        )

    def _carriers(self, excerpt: str, filters: Filters) -> list[Article]:
        """Find articles that have the excerpt's very words: a promotion or a line of credits stands in many.

        Pieces of it are looked up, one of which will stand in one passage even if the excerpt does not.
        """
        store = self._searcher.store
        hits = [
            hit
            for piece in pieces(excerpt)
            for hit in store.words.phrase(piece, _MOST_COPIES, filters=filters)
        ]
        articles = map(
            store.articles.get, dict.fromkeys(int(store.passages[row, 0]) for row, _ in hits)
        )
        words = str(letters(excerpt))
        return [article for article in articles if words in str(letters(article.text))]

    def _candidates(self, excerpt: str, filters: Filters) -> list[Article]:
        """Find the articles that share the most runs of letters with the excerpt, best first."""
        store = self._searcher.store
        hits = [
            hit
            for stretch in stretches(excerpt)
            for hit in store.words.search(stretch, _DEPTH, filters=filters)
        ]
        for phrase in phrases(excerpt):
            hits += store.words.phrase(phrase, _DEPTH, filters=filters)
        rows = dict.fromkeys(int(store.passages[row, 0]) for row, _ in hits)
        articles = [store.articles.get(row) for row in rows]
        shares = {a.id: shared_runs(excerpt, a.text) for a in articles}
        return sorted(articles, key=lambda a: -shares[a.id])[:_ALIGNED]

    def _aligned(self, excerpt: str, articles: Iterable[Article]) -> list[tuple[Article, Aligned]]:
        pairs = ((article, align(excerpt, article.text)) for article in articles)
        return [(article, aligned) for article, aligned in pairs if aligned]

    def _matches(self, aligned: Aligned) -> bool:
        return aligned.verbatim or aligned.likeness >= self._min_likeness

    def _by_meaning(self, excerpt: str, passages: Sequence[Passage], filters: Filters) -> Traced:
        """Look for what says the same in other words."""
        restated = self._restatements(excerpt[:_QUERY_CHARS], passages, filters)
        best = next(iter(restated), None)
        if best is None or best.probability < _ENOUGH:
            near = dict.fromkeys(passage.article for passage in passages)
            return Traced(
                excerpt=excerpt,
                match="absent",
                score=best.probability if best else 0.0,
                near=tuple(near)[:_NEAR],
            )
        article = best.passage.article
        return Traced(
            excerpt=excerpt,
            match="paraphrase",
            score=best.probability,
            article=article,
            citation=Citation(article=article, start=best.start, end=best.end),
            also_in=tuple(sorted(self._searcher.store.copies_of(article), key=_age)),
        )


def readable(excerpt: str) -> str:
    """Clean an excerpt as articles are cleaned.

    Raises:
        DocumentError: it holds no word, or too many.
    """
    if len(excerpt) > MAX_CHARS:
        raise DocumentError(
            f"the excerpt has {len(excerpt):,} characters; the limit is {MAX_CHARS:,}: "
            "check a whole draft with `dateline check`"
        )
    text = clean(excerpt.encode("utf-8", "replace").decode()).strip()
    if not any(character.isalnum() for character in text):
        raise DocumentError("the excerpt is empty: give some words of an article")
    return text


def stretches(excerpt: str) -> list[str]:
    """Cut a long excerpt into stretches of words, spread over all of it, that a search can take."""
    words = excerpt.split()
    parts = [words[at : at + _STRETCH] for at in range(0, len(words), _STRETCH)]
    step = max(1, -(-len(parts) // _MOST_STRETCHES))
    return [" ".join(part) for part in parts[::step]]


def phrases(excerpt: str) -> list[str]:
    """List what of a short excerpt is looked up word after word: its words may be common ones, which rank nothing.

    A very short one is looked up without each of its words in turn, too: any of them may be the changed one.
    """
    places = [found.span() for found in _WORD.finditer(excerpt)]
    if len(places) > _SHORT:
        return []
    changed = places if len(places) <= _VERY_SHORT else []
    return [excerpt, *(f"{excerpt[:start]}{_ANY}{excerpt[end:]}" for start, end in changed)]


def pieces(excerpt: str) -> list[str]:
    """Cut up to three pieces out of an excerpt, spread over it; a short one is a piece itself.

    >>> pieces("one two three")
    ['one two three']
    """
    words = excerpt.split()
    size = max(_PIECE, -(-len(words) // _PIECES))
    parts = [words[at : at + size] for at in range(0, len(words), size)]
    middles = [part[max(0, len(part) - _PIECE) // 2 :][:_PIECE] for part in parts]
    return [" ".join(middle) for middle in middles]


def _merit(found: tuple[Article, Aligned]) -> tuple[bool, float, int]:
    """Put the most alike first, and of equals the earliest."""
    article, aligned = found
    return aligned.verbatim, round(aligned.likeness, 3), -_age(article)[0].toordinal()


def _age(article: Article) -> tuple[date, str]:
    return article.published or date.max, article.id


def _passes(article: Article, filters: Filters) -> bool:
    """Whether a copy passes the filters that its original passed."""
    day = article.published
    if (filters.since or filters.until) and day is None:
        return False
    if day and ((filters.since and day < filters.since) or (filters.until and day > filters.until)):
        return False
    names = {name.casefold() for name in filters.sources}
    return not names or (article.source or "").casefold() in names
