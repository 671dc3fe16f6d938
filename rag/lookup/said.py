"""Speaker → what they said over the archive, dated, each with its citation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from index.types import Filters
from rag.errors import DocumentError
from rag.lexical import coverage
from rag.lookup.attribution import same_person, untitled, utterances
from rag.lookup.tokens import letters
from rag.types import Citation
from rag.words import content_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.embed import Embedder
    from index.search import Searcher
    from index.types import Article
    from rag.lexical import Rarity
    from rag.lookup.attribution import Utterance

_SEARCHED = 3000  # passages that hold the name
_AROUND = 200  # characters before and after what is said, which tell what it is about
_SHARE = 0.4  # of the weight of the words of `about`
_COSINE = 0.4
_EMBEDDED = 64  # utterances that are compared by meaning
_LONGEST = 200  # characters of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said: the words as a citation, the name as the article has it, and who else printed them."""

    speaker: str
    direct: bool
    citation: Citation
    also_in: tuple[Article, ...] = ()


class Quotes:
    """Finds what a person said in one store."""

    def __init__(self, searcher: Searcher, embed: Embedder, rarity: Rarity) -> None:
        self._searcher = searcher
        self._embed = embed
        self._rarity = rarity

    def __call__(
        self, speaker: str, *, about: str | None = None, filters: Filters | None = None
    ) -> list[Said]:
        """List direct and indirect quotations of a person, the earliest first, those without a date last.

        Raises:
            DocumentError: `speaker` is no name.
        """
        name = " ".join(speaker.encode("utf-8", "replace").decode().split())
        if not any(c.isalpha() for c in name) or len(name) > _LONGEST:
            raise DocumentError(f"{name[:40]!r} is no name: give one, e.g. --speaker 'Ada Brandt'")
        found = [
            (article, said)
            for article in self._mentioning(untitled(name), filters or Filters())
            for said in utterances(article.text)
            if same_person(said.speaker, name)
        ]
        if about:
            found = self._about(about, found)
        return _gathered(found)

    def _mentioning(self, name: str, filters: Filters) -> Iterable[Article]:
        """Read the articles that hold the surname."""
        store = self._searcher.store
        hits = store.words.search(name.rsplit(maxsplit=1)[-1], _SEARCHED, filters=filters)
        for row in dict.fromkeys(int(store.passages[row, 0]) for row, _ in hits):
            yield store.articles.get(row)

    def _about(
        self, about: str, found: Sequence[tuple[Article, Utterance]]
    ) -> list[tuple[Article, Utterance]]:
        """Keep what is about a subject, by its words or by meaning."""
        weights = {word: self._rarity(word) for word in content_stems(about)}
        shares = [
            coverage(weights, _context(article, said)) if weights else 0.0
            for article, said in found
        ]
        kept = {at for at, share in enumerate(shares) if share >= _SHARE}
        rest = sorted(set(range(len(found))) - kept, key=lambda at: -shares[at])[:_EMBEDDED]
        if rest:
            texts = [found[at][0].text[found[at][1].start : found[at][1].end] for at in rest]
            vectors = self._embed([about, *texts])
            near = vectors[1:] @ vectors[0]
            kept |= {rest[int(at)] for at in np.flatnonzero(near >= _COSINE)}
        return [found[at] for at in sorted(kept)]


def _context(article: Article, said: Utterance) -> str:
    around = article.text[max(0, said.start - _AROUND) : said.end + _AROUND]
    return f"{article.title} {around}"


def _gathered(found: Sequence[tuple[Article, Utterance]]) -> list[Said]:
    """Put the same words in several articles together, under the earliest."""
    by_words: dict[str, list[tuple[Article, Utterance]]] = {}
    ordered = sorted(found, key=lambda f: (f[0].published or date.max, f[0].id, f[1].start))
    for article, said in ordered:
        by_words.setdefault(str(letters(article.text[said.start : said.end])), []).append(
            (article, said)
        )
    return [
        Said(
            speaker=same[0][1].speaker,
            direct=same[0][1].direct,
            citation=Citation(article=same[0][0], start=same[0][1].start, end=same[0][1].end),
            also_in=tuple({a.id: a for a, _ in same[1:] if a.id != same[0][0].id}.values()),
        )
        for same in by_words.values()
    ]
