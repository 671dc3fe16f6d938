"""Read a store's articles back when other parts of it are damaged, or are to be made anew."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from index import generation
from index.articles import ArticleTable
from index.errors import StoreDamagedError
from index.manifest import read_alone
from index.types import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.types import Article


def stored_articles(store: Path) -> Iterator[Article | Problem]:
    """Read every article that is as it was written; one that is not is a problem, and the next one is read.

    Raises:
        StoreMissingError: no store there.
        StoreDamagedError: they are gone, or nobody knows how many there were.
    """
    folder = generation.current(store)
    file = folder / "articles.sqlite"
    if not file.is_file():
        raise StoreDamagedError(f"{file} is gone: index your files again, with --rebuild")
    with closing(ArticleTable.open(file)) as table:
        for row in range(_count(folder, table)):
            try:
                article = table.get(row)
                yield from table.versions(
                    article.id
                )  # the oldest first, so that each is filed again
                yield article
            except (StoreDamagedError, KeyError):
                reason = f"the article in row {row} was altered: index its file again"
                yield Problem(path=str(file), reason=reason)


def _count(folder: Path, table: ArticleTable) -> int:
    """Say how many rows there must be."""
    try:
        return read_alone(folder).articles
    except StoreDamagedError:
        return len(table)
