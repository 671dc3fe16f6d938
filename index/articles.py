"""Articles on disk: one SQLite file, written once with its generation and then only read."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any

from index.errors import StoreDamagedError
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from index.types import Filters

_FIELDS = "id, text, title, published, source, authors, url, section, place, path"
_TABLE = """
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, title TEXT NOT NULL,
    published TEXT, source TEXT, authors TEXT NOT NULL, url TEXT, section TEXT, place TEXT, path TEXT,
    source_key TEXT, digest BLOB NOT NULL
);
"""


class ArticleTable:
    """Rows of articles; a row number is the article's place in its generation, from 0."""

    def __init__(self, connection: sqlite3.Connection, *, written: bool) -> None:
        self._sql = connection
        self._written = written  # if not, an error is the disk's, not damage

    @classmethod
    def create(cls, file: Path) -> ArticleTable:
        """Make an empty table; it is whole on disk only after `close`."""
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("PRAGMA journal_mode=OFF")  # the generation is atomic, not the file
        connection.execute("PRAGMA synchronous=OFF")
        connection.executescript(_TABLE)
        connection.execute("BEGIN")
        return cls(connection, written=False)

    @classmethod
    def open(cls, file: Path) -> ArticleTable:
        """Open a written table for reading, from any thread."""
        uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(uri, uri=True, check_same_thread=False), written=True)

    def finish(self) -> None:
        """Write what is left and close."""
        self._sql.execute("COMMIT")
        self.close()

    def close(self) -> None:
        """Close; a table that was not finished is of no use."""
        self._sql.close()

    def __len__(self) -> int:
        ((count,),) = self._rows("SELECT COUNT(*) FROM articles")
        return int(count)

    def add(self, article: Article) -> None:
        """Append an article; one with the same id is replaced in its row."""
        values = _values(article)
        names = f"{_FIELDS}, source_key, digest"
        marks = ", ".join("?" * len(values))
        updates = ", ".join(f"{name} = excluded.{name}" for name in names.split(", ")[1:])
        self._sql.execute(
            f"INSERT INTO articles (row, {names})"  # noqa: S608
            f" VALUES ((SELECT COALESCE(MAX(row) + 1, 0) FROM articles), {marks})"
            f" ON CONFLICT (id) DO UPDATE SET {updates}",
            values,
        )

    def __iter__(self) -> Iterator[Article]:
        """Read every article in row order, one in memory at a time."""
        for values in self._rows(f"SELECT {_FIELDS}, digest FROM articles ORDER BY row"):  # noqa: S608
            yield _article(values)

    def get(self, row: int) -> Article:
        """Read the article in a row.

        Raises:
            KeyError: there is no such row.
        """
        query = f"SELECT {_FIELDS}, digest FROM articles WHERE row = ?"  # noqa: S608
        for values in self._rows(query, row):
            return _article(values)
        raise KeyError(row)

    def row_of(self, article_id: str) -> int:
        """Find the row of an article.

        Raises:
            KeyError: there is no article with that id.
        """
        for (row,) in self._rows("SELECT row FROM articles WHERE id = ?", article_id):
            return int(row)
        raise KeyError(article_id)

    def find(self, article_id: str) -> tuple[int, Article] | None:
        """Find an article by its id: its row and itself."""
        query = f"SELECT row, {_FIELDS}, digest FROM articles WHERE id = ?"  # noqa: S608
        for row, *values in self._rows(query, article_id):
            return row, _article(values)
        return None

    def rows(self, filters: Filters) -> list[int]:
        """List the rows that pass `filters`; an undated article passes no date filter."""
        clauses, values = ["1"], list[str]()
        if filters.since:
            clauses.append("published >= ?")
            values.append(filters.since.isoformat())
        if filters.until:
            clauses.append("published <= ?")
            values.append(filters.until.isoformat())
        if filters.sources:
            clauses.append(f"source_key IN ({', '.join('?' * len(filters.sources))})")
            values += [name.casefold() for name in filters.sources]
        query = f"SELECT row FROM articles WHERE {' AND '.join(clauses)}"  # noqa: S608
        return [row for (row,) in self._rows(query, *values)]

    def sources(self) -> dict[str, int]:
        """Count articles per outlet, most first; the unnamed outlet is ''."""
        query = "SELECT COALESCE(source, ''), COUNT(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
        return dict(self._rows(query))

    def dates(self) -> tuple[date | None, date | None]:
        """Give the first and the last publication date."""
        query = "SELECT MIN(published), MAX(published) FROM articles"
        ((first, last),) = self._rows(query)
        try:
            return _date(first), _date(last)
        except ValueError as error:
            raise _damaged(str(error)) from error

    def _rows(self, query: str, *values: object) -> Iterator[Any]:
        """Run a query and give its rows.

        Raises:
            StoreDamagedError: the file of a written table is not what SQLite wrote.
        """
        try:
            yield from self._sql.execute(query, values)
        except sqlite3.DatabaseError as error:
            if not self._written:
                raise
            raise _damaged(str(error)) from error


def _values(article: Article) -> tuple[Any, ...]:
    """Lay an article out as the columns of the table: `_FIELDS`, the outlet to look for, the digest."""
    fields = (
        article.id,
        article.text,
        article.title,
        article.published.isoformat() if article.published else None,
        article.source,
        json.dumps(article.authors, ensure_ascii=False),
        article.url,
        article.section,
        article.place,
        article.path,
    )
    return *fields, article.source.casefold() if article.source else None, _digest(fields)


def _article(values: Sequence[Any]) -> Article:
    """Read an article back from its columns, the digest last: no altered word gets past here."""
    *fields, digest = values
    if _digest(fields) != digest:
        raise _damaged("an article was altered")
    record = dict(zip(_FIELDS.split(", "), fields, strict=True))
    record["published"] = _date(record["published"])
    record["authors"] = tuple(json.loads(record["authors"]))
    return Article(**record)


def _digest(fields: Sequence[Any]) -> bytes:
    return hashlib.blake2b(json.dumps(fields).encode(), digest_size=16).digest()


def _damaged(how: str) -> StoreDamagedError:
    return StoreDamagedError(
        f"the articles cannot be read ({how}); find the damage with `dateline info --check`"
    )


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
