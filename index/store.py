"""A store opened for reading: articles, passages, vectors and words of one generation."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index import generation
from index.articles import ArticleTable
from index.copies import PERMUTATIONS
from index.errors import StoreDamagedError, StoreMismatchError
from index.facets import Facets
from index.manifest import REBUILD, damaged, read_manifest
from index.vectors import open_vectors
from index.words import WordIndex

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

    from index.copies import Signatures
    from index.embed import Vectors
    from index.manifest import Manifest
    from index.types import Article, Filters, Passage

Number = TypeVar("Number", bound=np.generic)


class Store:
    """One generation.

    `passages` is int32 (n, 3): article row, start, end; row i is passage i. `signatures` is uint32 (articles, 128).
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.articles = ArticleTable.open(folder / "articles.sqlite")
        self.passages: NDArray[np.int32] = _mapped(folder / "passages.bin", np.int32, 3)
        self.signatures: Signatures = _mapped(folder / "signatures.bin", np.uint32, PERMUTATIONS)
        self.vectors = open_vectors(folder, kind=manifest.vectors, dim=manifest.fingerprint.dim)
        self.words = WordIndex.open(folder / "words")

    @classmethod
    def open(cls, path: Path, *, embedder: str | None = None) -> Store:
        """Open the current generation of the store at `path`.

        Args:
            path: the store's folder.
            embedder: name of the model that will embed the queries; None if none will be.

        Raises:
            StoreMissingError: no store there.
            StoreDamagedError: a file of it is gone, cut short or unreadable.
            StoreMismatchError: another version of dateline, or another model, built it.
        """
        while True:
            folder = generation.current(path)
            try:
                store = cls._open(folder)
                break
            except StoreDamagedError:
                if not generation.superseded(folder):
                    raise  # else a writer removed it while it was being opened
        built_with = store.manifest.fingerprint.embedder
        if embedder not in {None, built_with}:
            raise StoreMismatchError(
                f"the store {path} was built with the model {built_with}, the settings say {embedder}: "
                f"{REBUILD.format(store=path)}"
            )
        return store

    @classmethod
    def _open(cls, folder: Path) -> Store:
        """Open one generation."""
        manifest = read_manifest(folder)
        try:
            return cls(folder, manifest)
        except (OSError, ValueError, RuntimeError, sqlite3.DatabaseError) as error:
            raise damaged(folder, f"cannot be opened: {str(error)[:200]}") from error

    @property
    def superseded(self) -> bool:
        """Whether a writer has switched to a newer generation; this one goes on answering as long as it is open."""
        return generation.superseded(self.folder)

    def __len__(self) -> int:
        return len(self.passages)

    def passage(self, row: int) -> Passage:
        """Give passage `row`.

        Raises:
            StoreDamagedError: the files no longer fit each other.
        """
        try:
            article, start, end = (int(n) for n in self.passages[row])
            return self.articles.get(article).passage(start, end)
        except (LookupError, ValueError) as error:
            raise StoreDamagedError(
                f"passage {row} of {self.folder} cannot be read ({error}); find the damage with `dateline info --check`"
            ) from error

    def vector(self, passage: Passage) -> Vectors:
        """Read the vector of one of the store's passages: float32 (dim,).

        Raises:
            KeyError: the passage is not of this store.
        """
        first = int(np.searchsorted(self._article_of, self.articles.row_of(passage.article.id)))
        row = first + int(np.searchsorted(self._starts(first), passage.start))
        if row >= len(self) or tuple(self.passages[row, 1:]) != (passage.start, passage.end):
            raise KeyError(passage.id)
        vector: Vectors = self.vectors.rows(row, 1)[0]
        return vector

    def _starts(self, first: int) -> NDArray[np.int32]:
        """List where the passages of one article start; `first` is the row of its first."""
        after = int(np.searchsorted(self._article_of, self.passages[first, 0], side="right"))
        return self.passages[first:after, 1]

    def rows_of(self, article: Article) -> list[int] | None:
        """List the passages of `article` if it is here with the same words and headline, else None."""
        found = self.articles.find(article.id)
        if found is None or (found[1].text, found[1].title) != (article.text, article.title):
            return None
        first, after = np.searchsorted(self._article_of, [found[0], found[0] + 1])
        return list(range(int(first), int(after)))

    def signature_of(self, article: Article) -> Signatures | None:
        """Read the signature of `article` if it is here with the same words, else None."""
        found = self.articles.find(article.id)
        if found is None or found[1].text != article.text:
            return None
        kept: Signatures = self.signatures[found[0]]
        return kept

    @property
    def origins(self) -> NDArray[np.int32]:
        """The row of the original of every article, int32 (articles,)."""
        return self._facets.origins

    def copies_of(self, article: Article) -> tuple[Article, ...]:
        """List the other articles that carry the text of `article`: the original first, then by date."""
        row = self.articles.row_of(article.id)
        if self._family_sizes[self.origins[row]] == 1:
            return ()
        return tuple(other for other in self.articles.family(article.id) if other != article)

    @cached_property
    def _family_sizes(self) -> NDArray[np.int64]:
        """Count the articles that have each row as their original: int64 (articles,)."""
        return np.bincount(self.origins, minlength=len(self.origins))

    def article(self, article_id: str) -> Article | None:
        """Find an article by its id."""
        found = self.articles.find(article_id)
        return None if found is None else found[1]

    def span(self, filters: Filters) -> tuple[int, date | None, date | None]:
        """Count the articles that pass `filters`, and give the first and the last day of those that are dated."""
        return self._facets.span(filters)

    def allowed(self, filters: Filters) -> NDArray[np.bool_] | None:
        """Mark the passages that pass `filters`: bool (n,); None when there is no filter."""
        if filters.empty:
            return None
        allowed: NDArray[np.bool_] = np.repeat(self._facets.passing(filters), self._lengths)
        return allowed

    @cached_property
    def _facets(self) -> Facets:
        """What filters look at."""
        try:
            return Facets.of(self.articles.facets(), count=self.manifest.articles)
        except (LookupError, ValueError, TypeError, sqlite3.DatabaseError) as error:
            raise StoreDamagedError(
                f"the dates and outlets of {self.folder} cannot be read ({error}); "
                "find the damage with `dateline info --check`"
            ) from error

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        """Count the passages of every article: int64 (articles,)."""
        rows, count = self._article_of, self.manifest.articles
        if len(rows) and not 0 <= rows.min() <= rows.max() < count:
            raise StoreDamagedError(
                f"a passage of {self.folder} is of no article; find the damage with `dateline info --check`"
            )
        return np.bincount(rows, minlength=count)

    @cached_property
    def _article_of(self) -> NDArray[np.int32]:
        """The article row of every passage, side by side in memory: int32 (n,)."""
        return np.ascontiguousarray(self.passages[:, 0])


def _mapped(file: Path, kind: type[Number], width: int) -> NDArray[Number]:
    """Map a file of plain numbers, which has no header to be damaged, into memory: (n, width)."""
    if not file.stat().st_size:
        return np.zeros((0, width), dtype=kind)
    mapped: NDArray[Number] = np.memmap(file, dtype=kind, mode="r").reshape(-1, width)
    return mapped
