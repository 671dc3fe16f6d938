"""Articles on disk: one SQLite file, written once with its generation and then only read."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from index.address import url_key
from index.columns import DECLARED, NAMES, damaged, from_columns, to_columns, to_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from index.types import Article

_KEYS = "source_key, url_key"
_TABLES = f"""
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, {DECLARED}, source_key TEXT, url_key TEXT, origin INTEGER
);
CREATE INDEX articles_url ON articles (url_key);
CREATE INDEX articles_origin ON articles (origin);
CREATE INDEX articles_facets ON articles (published, source_key, origin);
CREATE TABLE versions (id TEXT NOT NULL, {DECLARED}, sha256 TEXT NOT NULL, PRIMARY KEY (id, sha256));
"""


class ArticleTable:
    """Rows of articles; a row number is the article's place in its generation, from 0."""

    def __init__(self, connection: sqlite3.Connection, file: Path, *, written: bool) -> None:
        self._sql = connection
        self.file = file
        self._written = written  # if not, an error is the disk's, not damage

    @classmethod
    def create(cls, file: Path, *, begin_with: ArticleTable | None = None) -> ArticleTable:
        """Make a table, empty or with the rows of another one; it is whole on disk only after `finish`."""
        connection = sqlite3.connect(file, isolation_level=None, uri=True)
        connection.execute("PRAGMA journal_mode=OFF")  # the generation is atomic, not the file
        connection.execute("PRAGMA synchronous=OFF")
        connection.executescript(_TABLES)
        if begin_with:
            connection.execute("ATTACH ? AS old", (_address(begin_with.file),))
            for name in ("articles", "versions"):
                connection.execute(f"INSERT INTO main.{name} SELECT * FROM old.{name}")  # noqa: S608
            connection.execute("DETACH old")
        connection.execute("BEGIN")
        return cls(connection, file, written=False)

    @classmethod
    def open(cls, file: Path) -> ArticleTable:
        """Open a written table for reading, from any thread."""
        connection = sqlite3.connect(_address(file), uri=True, check_same_thread=False)
        return cls(connection, file, written=True)

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
        source = article.source.casefold() if article.source else None
        values = (*to_columns(article), source, url_key(article.url) if article.url else None)
        names = f"{NAMES}, {_KEYS}"
        marks = ", ".join("?" * len(values))
        updates = ", ".join(f"{name} = excluded.{name}" for name in names.split(", ")[1:])
        self._sql.execute(
            f"INSERT INTO articles (row, {names})"  # noqa: S608
            f" VALUES ((SELECT COALESCE(MAX(row) + 1, 0) FROM articles), {marks})"
            f" ON CONFLICT (id) DO UPDATE SET {updates}",
            values,
        )

    def remove(self, article_ids: Iterable[str]) -> int:
        """Take articles out with all their versions, close the gaps between rows; returns how many went."""
        ids = [(article_id,) for article_id in article_ids]
        self._sql.executemany("DELETE FROM versions WHERE id = ?", ids)
        gone = self._sql.executemany("DELETE FROM articles WHERE id = ?", ids).rowcount
        self._sql.execute(
            "UPDATE articles SET row = -1 - turn FROM"
            " (SELECT row AS was, ROW_NUMBER() OVER (ORDER BY row) - 1 AS turn FROM articles)"
            " WHERE row = was"
        )
        self._sql.execute("UPDATE articles SET row = -1 - row")
        return int(gone)

    def __iter__(self) -> Iterator[Article]:
        """Read every article in row order, one in memory at a time."""
        for values in self._rows(f"SELECT {NAMES} FROM articles ORDER BY row"):  # noqa: S608
            yield from_columns(values)

    def get(self, row: int) -> Article:
        """Read the article in a row.

        Raises:
            KeyError: there is no such row.
        """
        for values in self._rows(f"SELECT {NAMES} FROM articles WHERE row = ?", row):  # noqa: S608
            return from_columns(values)
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
        query = f"SELECT row, {NAMES} FROM articles WHERE id = ?"  # noqa: S608
        for row, *values in self._rows(query, article_id):
            return row, from_columns(values)
        return None

    def find_address(self, url: str) -> tuple[int, Article] | None:
        """Find the article at a web address: its row and itself."""
        query = f"SELECT row, {NAMES} FROM articles WHERE url_key = ? ORDER BY row LIMIT 1"  # noqa: S608
        for row, *values in self._rows(query, url_key(url)):
            return row, from_columns(values)
        return None

    def paths(self) -> Iterator[tuple[str, str]]:
        """List the id and the path of every article that has a path."""
        yield from self._rows("SELECT id, path FROM articles WHERE path IS NOT NULL")

    def days(self) -> list[tuple[int, str]]:
        """List every row with its publication date, "" where there is none."""
        return list(self._rows("SELECT row, COALESCE(published, '') FROM articles ORDER BY row"))

    def keep_version(self, article: Article) -> bool:
        """Keep an older version of an article; False if it was kept before."""
        values = (*to_columns(article), article.sha256)
        marks = ", ".join("?" * len(values))
        done = self._sql.execute(f"INSERT OR IGNORE INTO versions VALUES ({marks})", values)  # noqa: S608
        return done.rowcount > 0

    def has_version(self, article_id: str, sha256: str) -> bool:
        """Tell whether an older version of an article with this text is kept."""
        query = "SELECT 1 FROM versions WHERE id = ? AND sha256 = ?"
        return any(True for _ in self._rows(query, article_id, sha256))

    def versions(self, article_id: str) -> list[Article]:
        """List the older versions of an article, in the order in which they were kept."""
        query = f"SELECT {NAMES} FROM versions WHERE id = ? ORDER BY rowid"  # noqa: S608
        return [from_columns(values) for values in self._rows(query, article_id)]

    def versioned(self) -> dict[str, int]:
        """Count the older versions of every article that has some, by its id."""
        return dict(self._rows("SELECT id, COUNT(*) FROM versions GROUP BY id ORDER BY id"))

    def set_origins(self, origins: Sequence[int]) -> None:
        """Note for every row the row of its original; its own where it copies none."""
        pairs = ((int(origin), row) for row, origin in enumerate(origins))
        self._sql.executemany("UPDATE articles SET origin = ? WHERE row = ?", pairs)

    def origins(self) -> list[int]:
        """List the row of the original of every article, in row order."""
        return [row for (row,) in self._rows("SELECT origin FROM articles ORDER BY row")]

    def family(self, article_id: str) -> list[Article]:
        """List an article's original and all copies of that, the original first, then by date and row."""
        query = (
            f"SELECT {NAMES} FROM articles WHERE origin ="  # noqa: S608
            " (SELECT origin FROM articles WHERE id = ?)"
            " ORDER BY row != origin, COALESCE(published, '9999'), row"
        )
        return [from_columns(values) for values in self._rows(query, article_id)]

    def facets(self) -> Iterator[tuple[int, str | None, str | None, int]]:
        """List row, publication date, outlet in lower case and row of the original of every article, in any order."""
        query = "SELECT row, published, source_key, origin FROM articles"  # all in one index: no text is read
        yield from self._rows(query)

    def sources(self) -> dict[str, int]:
        """Count articles per outlet, most first; the unnamed outlet is ''."""
        query = "SELECT COALESCE(source, ''), COUNT(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
        return dict(self._rows(query))

    def dates(self) -> tuple[date | None, date | None]:
        """Give the first and the last publication date."""
        ((first, last),) = self._rows("SELECT MIN(published), MAX(published) FROM articles")
        try:
            return to_day(first), to_day(last)
        except ValueError as error:
            raise damaged(str(error)) from error

    def _rows(self, query: str, *values: object) -> Iterator[Any]:
        """Run a query and give its rows.

        Raises:
            StoreDamagedError: the file of a written table is not what SQLite wrote.
        """
        try:
            # "yield from" would close the cursor when it is left, which fails once the database is closed
            for row in self._sql.execute(query, values):  # noqa: UP028
                yield row
        except sqlite3.DatabaseError as error:
            if not self._written:
                raise
            raise damaged(str(error)) from error


def _address(file: Path) -> str:
    """Name a file as SQLite opens it for reading only."""
    return f"{file.absolute().as_uri()}?mode=ro&immutable=1"
