"""Articles on disk: one SQLite file, written once with its generation and then only read."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any

from index.address import url_key
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


_FIELDS = "id, text, title, published, source, authors, url, section, place, path"
_TABLE = """
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, title TEXT NOT NULL,
    published TEXT, source TEXT, authors TEXT NOT NULL, url TEXT, section TEXT, place TEXT, path TEXT,
    source_key TEXT, url_key TEXT, origin INTEGER
);
CREATE INDEX articles_url ON articles (url_key);
CREATE INDEX articles_origin ON articles (origin);
CREATE INDEX articles_facets ON articles (published, source_key, origin);
CREATE TABLE versions (
    id TEXT NOT NULL, text TEXT NOT NULL, title TEXT NOT NULL,
    published TEXT, source TEXT, authors TEXT NOT NULL, url TEXT, section TEXT, place TEXT, path TEXT,
    sha256 TEXT NOT NULL, PRIMARY KEY (id, sha256)
);
"""


class ArticleTable:
    """Rows of articles; a row number is the article's place in its generation, from 0."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._sql = connection
        self._file = file

    @classmethod
    def create(cls, file: Path, *, begin_with: ArticleTable | None = None) -> ArticleTable:
        """Make a table, empty or with the rows of another one; it is whole on disk only after `close`."""
        connection = sqlite3.connect(file, isolation_level=None, uri=True)
        connection.execute("PRAGMA journal_mode=OFF")  # the generation is atomic, not the file
        connection.execute("PRAGMA synchronous=OFF")
        connection.executescript(_TABLE)
        if begin_with:
            connection.execute("ATTACH ? AS old", (begin_with.address,))
            for name in ("articles", "versions"):
                connection.execute(f"INSERT INTO main.{name} SELECT * FROM old.{name}")  # noqa: S608
            connection.execute("DETACH old")
        connection.execute("BEGIN")
        return cls(connection, file)

    @classmethod
    def open(cls, file: Path) -> ArticleTable:
        """Open a written table for reading, from any thread."""
        connection = sqlite3.connect(_address(file), uri=True, check_same_thread=False)
        return cls(connection, file)

    @property
    def address(self) -> str:
        """The file as SQLite opens it for reading only."""
        return _address(self._file)

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
        names = f"{_FIELDS}, source_key, url_key"
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

    def find_address(self, url: str) -> tuple[int, Article] | None:
        """Find the article at a web address: its row and itself."""
        query = f"SELECT row, {_FIELDS} FROM articles WHERE url_key = ? ORDER BY row LIMIT 1"  # noqa: S608
        found = self._sql.execute(query, (url_key(url),)).fetchone()
        return None if found is None else (found[0], _article(found[1:]))

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

    def paths(self) -> Iterator[tuple[str, str]]:
        """List the id and the path of every article that has a path."""
        yield from self._sql.execute("SELECT id, path FROM articles WHERE path IS NOT NULL")

    def keep_version(self, article: Article) -> bool:
        """Keep an older version of an article; False if it was kept before."""
        values = (*_columns(article), article.sha256)
        marks = ", ".join("?" * len(values))
        done = self._sql.execute(f"INSERT OR IGNORE INTO versions VALUES ({marks})", values)  # noqa: S608
        return done.rowcount > 0

    def has_version(self, article_id: str, sha256: str) -> bool:
        """Tell whether an older version of an article with this text is kept."""
        query = "SELECT 1 FROM versions WHERE id = ? AND sha256 = ?"
        return self._sql.execute(query, (article_id, sha256)).fetchone() is not None

    def versions(self, article_id: str) -> list[Article]:
        """List the older versions of an article, in the order in which they were kept."""
        query = f"SELECT {_FIELDS} FROM versions WHERE id = ? ORDER BY rowid"  # noqa: S608
        return [_article(values) for values in self._sql.execute(query, (article_id,))]

    def every_version(self) -> Iterator[Article]:
        """Read all older versions of all articles, one in memory at a time."""
        for values in self._sql.execute(f"SELECT {_FIELDS} FROM versions ORDER BY rowid"):  # noqa: S608
            yield _article(values)

    def days(self) -> list[tuple[int, str]]:
        """List every row with its publication date, "" where there is none."""
        query = "SELECT row, COALESCE(published, '') FROM articles ORDER BY row"
        return list(self._sql.execute(query))

    def set_origins(self, origins: Sequence[int]) -> None:
        """Note for every row the row of its original; its own where it copies none."""
        pairs = ((int(origin), row) for row, origin in enumerate(origins))
        self._sql.executemany("UPDATE articles SET origin = ? WHERE row = ?", pairs)

    def family(self, article_id: str) -> list[Article]:
        """List an article's original and all copies of that, the original first, then by date and row."""
        query = (
            f"SELECT {_FIELDS} FROM articles WHERE origin ="  # noqa: S608
            " (SELECT origin FROM articles WHERE id = ?)"
            " ORDER BY row != origin, COALESCE(published, '9999'), row"
        )
        return [_article(values) for values in self._sql.execute(query, (article_id,))]

    def facets(self) -> Iterator[tuple[int, str | None, str | None, int]]:
        """List row, publication date, outlet in lower case and row of the original of every article, in any order."""
        query = "SELECT row, published, source_key, origin FROM articles"  # all in one index: no text is read
        yield from self._sql.execute(query)

    def sources(self) -> dict[str, int]:
        """Count articles per outlet, most first; the unnamed outlet is ''."""
        query = "SELECT COALESCE(source, ''), COUNT(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
        return dict(self._sql.execute(query).fetchall())

    def dates(self) -> tuple[date | None, date | None]:
        """Give the first and the last publication date."""
        query = "SELECT MIN(published), MAX(published) FROM articles"
        first, last = self._sql.execute(query).fetchone()
        return _date(first), _date(last)


def _address(file: Path) -> str:
    return f"{file.absolute().as_uri()}?mode=ro&immutable=1"


def _values(article: Article) -> tuple[Any, ...]:
    """Lay an article out as the columns of the table: `_FIELDS` and the keys."""
    source = article.source.casefold() if article.source else None
    return (*_columns(article), source, url_key(article.url) if article.url else None)


def _columns(article: Article) -> tuple[Any, ...]:
    """Lay an article out in the order of `_FIELDS`."""
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
    )


def _article(values: tuple[Any, ...]) -> Article:
    """Read an article back from its columns."""
    names = _FIELDS.split(", ")
    record = dict(zip(names, values, strict=True))
    record["published"] = _date(record["published"])
    record["authors"] = tuple(json.loads(record["authors"]))
    return Article(**record)


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
