"""Articles on disk: one SQLite file, written once with its generation and then only read."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.types import Filters

_FIELDS = "id, text, title, published, source, authors, url, section, place, path, published_at"
_TABLE = """
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, title TEXT NOT NULL,
    published TEXT, source TEXT, authors TEXT NOT NULL, url TEXT, section TEXT, place TEXT, path TEXT,
    published_at TEXT, source_key TEXT
);
"""


class ArticleTable:
    """Rows of articles; a row number is the article's place in its generation, from 0."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    @classmethod
    def create(cls, file: Path) -> ArticleTable:
        """Make an empty table; it is whole on disk only after `close`."""
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("PRAGMA journal_mode=OFF")  # the generation is atomic, not the file
        connection.execute("PRAGMA synchronous=OFF")
        connection.executescript(_TABLE)
        connection.execute("BEGIN")
        return cls(connection)

    @classmethod
    def open(cls, file: Path) -> ArticleTable:
        """Open a written table for reading, from any thread."""
        uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))

    def close(self) -> None:
        """Write what is left and close."""
        try:
            if self._sql.in_transaction:
                self._sql.execute("COMMIT")
        except sqlite3.ProgrammingError:  # closed before
            return
        self._sql.close()

    def __len__(self) -> int:
        (count,) = self._sql.execute("SELECT COUNT(*) FROM articles").fetchone()
        return int(count)

    def add(self, article: Article) -> None:
        """Append an article; one with the same id is replaced in its row."""
        values = _values(article)
        names = f"{_FIELDS}, source_key"
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
        for values in self._sql.execute(f"SELECT {_FIELDS} FROM articles ORDER BY row"):  # noqa: S608
            yield _article(values)

    def get(self, row: int) -> Article:
        """Read the article in a row.

        Raises:
            KeyError: there is no such row.
        """
        query = f"SELECT {_FIELDS} FROM articles WHERE row = ?"  # noqa: S608
        found = self._sql.execute(query, (row,)).fetchone()
        if found is None:
            raise KeyError(row)
        return _article(found)

    def row_of(self, article_id: str) -> int:
        """Find the row of an article.

        Raises:
            KeyError: there is no article with that id.
        """
        found = self._sql.execute("SELECT row FROM articles WHERE id = ?", (article_id,)).fetchone()
        if found is None:
            raise KeyError(article_id)
        return int(found[0])

    def find(self, article_id: str) -> tuple[int, Article] | None:
        """Find an article by its id: its row and itself."""
        query = f"SELECT row, {_FIELDS} FROM articles WHERE id = ?"  # noqa: S608
        found = self._sql.execute(query, (article_id,)).fetchone()
        return None if found is None else (found[0], _article(found[1:]))

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
        return [row for (row,) in self._sql.execute(query, values)]

    def sources(self) -> dict[str, int]:
        """Count articles per outlet, most first; the unnamed outlet is ''."""
        query = "SELECT COALESCE(source, ''), COUNT(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
        return dict(self._sql.execute(query).fetchall())

    def dates(self) -> tuple[date | None, date | None]:
        """Give the first and the last publication date."""
        query = "SELECT MIN(published), MAX(published) FROM articles"
        first, last = self._sql.execute(query).fetchone()
        return _date(first), _date(last)


def _values(article: Article) -> tuple[Any, ...]:
    """Lay an article out as the columns of the table, in the order of `_FIELDS`."""
    return (
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
        article.published_at.isoformat() if article.published_at else None,
        article.source.casefold() if article.source else None,
    )


def _article(values: tuple[Any, ...]) -> Article:
    """Read an article back from its columns."""
    names = _FIELDS.split(", ")
    record = dict(zip(names, values, strict=True))
    record["published"] = _date(record["published"])
    record["published_at"] = _moment(record["published_at"])
    record["authors"] = tuple(json.loads(record["authors"]))
    return Article(**record)


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
