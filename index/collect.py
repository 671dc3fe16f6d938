"""Lay what was read over what the store holds: what is new, what is a newer version, what is gone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.address import is_front_page
from index.copies import containment, shingles
from index.errors import InputError
from index.types import Article, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.articles import ArticleTable
    from index.progress import Progress

_SAME_STORY = 0.2  # share of shingles; two texts of one name that share less are told to the user


@dataclass(slots=True, kw_only=True)
class Report:
    """What a run did: articles by what became of them, passages newly embedded, and what the store holds now."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    versions: int = 0
    copies: int = 0
    embedded: int = 0
    resumed: int = 0
    articles: int = 0
    passages: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def altered(self) -> bool:
        """Whether the store must be written anew."""
        return bool(self.new + self.changed + self.removed + self.versions)


class Collector:
    """Takes articles into a table and counts what became of each.

    An article is known by its id, else by its web address. Where the text of a known one changed, the version
    published last, or else read last, is the one that is searched; the other is kept beside it.
    """

    def __init__(self, table: ArticleTable, progress: Progress) -> None:
        self.report = Report()
        self._table = table
        self._progress = progress
        self._seen: dict[str, str] = {}  # id → hash of the text
        self._broken: set[str] = set()

    def take(self, items: Iterable[Article | Problem]) -> None:
        """Take articles in, one in memory at a time."""
        for item in items:
            if isinstance(item, Problem):
                self.report.problems.append(item)
                if not item.kept:
                    self._broken.add(item.path)
            else:
                self._take(item)
                self._progress("read", len(self._seen), None)

    def prune(self, paths: Sequence[str]) -> None:
        """Remove the articles that came from below `paths` and were not met in this run.

        A file that could not be read whole loses nothing: what it held may still be in it.
        """
        gone = [
            article_id
            for article_id, path in self._table.paths()
            if article_id not in self._seen and path not in self._broken and _below(path, paths)
        ]
        self.remove(gone)

    def remove(self, article_ids: Sequence[str]) -> None:
        """Remove articles, their older versions with them.

        Raises:
            InputError: one of them is not in the store.
        """
        missing = [name for name in article_ids if self._table.find(name) is None]
        if missing:
            raise InputError(
                f"not in the store: {', '.join(missing)} (`dateline search --json` shows ids)"
            )
        if article_ids:
            self.report.removed += self._table.remove(article_ids)

    def _take(self, item: Article) -> None:
        known = self._known(item)
        if known is None:
            self._table.add(item)
            self.report.new += 1
        else:
            item = replace(item, id=known.id)
            if self._seen.get(item.id) == item.sha256:
                return  # the same article in a second file
            self._compare(known, item)
        self._seen[item.id] = item.sha256

    def _known(self, item: Article) -> Article | None:
        """Find the article of which `item` is a version, by its id or its web address."""
        if found := self._table.find(item.id):
            return found[1]
        if item.url is None or is_front_page(item.url):
            return None
        found = self._table.find_address(item.url)
        return found[1] if found and _same_story(found[1], item) else None

    def _compare(self, known: Article, item: Article) -> None:
        """Take in a version of an article that is known."""
        first = item.id not in self._seen
        if item == known or self._table.has_version(item.id, item.sha256):
            self.report.unchanged += first
        elif item.sha256 == known.sha256:
            self._table.add(item)
            self.report.changed += first
        else:
            self._warn_of_namesakes(known, item)
            older, newer = (item, known) if _is_older(item, known) else (known, item)
            self.report.versions += self._table.keep_version(older)
            self._table.add(newer)
            self.report.changed += first and newer is item

    def _warn_of_namesakes(self, known: Article, item: Article) -> None:
        """Tell of two different texts under one name in one run: one of them will not be searched."""
        if item.id in self._seen and not _same_story(known, item):
            reason = f"another article with the id {item.id!r} came before: only the newer one is searched"
            self.report.problems.append(Problem(path=item.path or "", reason=reason))


def _is_older(item: Article, known: Article) -> bool:
    """Compare by the day of publication; without both days what is read later is newer."""
    return bool(item.published and known.published and item.published < known.published)


def _same_story(one: Article, other: Article) -> bool:
    return containment(shingles(one.text), shingles(other.text)) >= _SAME_STORY


def _below(path: str, tops: Sequence[str]) -> bool:
    """Tell whether a file is one of `tops` or lies below one.

    >>> _below("news/may/a.txt", ["news"]), _below("newspaper/a.txt", ["news"])
    (True, False)
    """
    return any(PurePosixPath(path).is_relative_to(PurePosixPath(top)) for top in tops)
