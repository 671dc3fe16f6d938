"""Makes an `Article` of what a form found: cleans it, and fills in what the text itself tells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.dateline import dateline
from index.read.clean import clean, clean_line
from index.read.dates import looks_like_a_date, read_date
from index.read.identity import article_id
from index.read.names import byline
from index.types import Article, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from index.config import IndexConfig

_TITLE_CHARS = 90  # longest title taken from the text
_GIVEN_TITLE_CHARS = 500  # longest title that is believed to be one
_LONGEST_ID = 200  # characters; a longer one is no name
_YEARS = range(1600, 2101)  # of newspapers; 9999 and 1 stand for no date
_SENTENCE_END = re.compile(  # not after a short word in capitals: `U.S.`, `Sept.`, `Lt. Gen.`
    r"""(?:(?<=[a-z]{4})|(?<=\w{5})|(?<=[)”"’']))[.!?]['"”’)]*(?=\s+["“‘'(]?[^\W\d_a-z]|\s*$)"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as it was found, nothing cleaned; empty means not given."""

    text: str
    id: str = ""
    title: str = ""
    published: date | None = None
    published_at: datetime | None = None
    dated: Sequence[object] = ()  # the dates as they were written
    source: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    section: str = ""
    place: str = ""
    line: int | None = field(default=None)


def compose(draft: Draft, *, path: str, config: IndexConfig) -> Iterator[Article | Problem]:
    """Make the article, or say why `draft` is none; a date that is no day is said beside the article.

    A place and an outlet are taken from the dateline, an author from a leading by-line, a title
    from the first clause, each only where none was given; the text keeps them all.
    """
    if len(draft.text) > config.max_article_chars:
        yield Problem(path=path, line=draft.line, reason=too_long(config))
        return
    text = clean(draft.text)
    if not any(character.isalpha() for character in text):
        yield Problem(path=path, line=draft.line, reason="no text")
        return
    by = byline(text)
    story = text[by.end if by else 0 :]
    opening = dateline(story)
    title = shorten(clean_line(draft.title), _GIVEN_TITLE_CHARS)
    source = clean_line(draft.source) or (opening.outlet if opening else None)
    title = title or _first_clause(story[opening.end if opening else 0 :])
    url = clean_line(draft.url) or None
    given = clean_line(draft.id)
    published, published_at = _agreeing(draft.published, draft.published_at)
    yield Article(
        id=given
        if 0 < len(given) <= _LONGEST_ID
        else article_id(title=title, text=text, url=url, source=source, published=published),
        text=text,
        title=title,
        published=published,
        published_at=published_at,
        source=source or None,
        authors=tuple(filter(None, map(clean_line, draft.authors))) or (by.names if by else ()),
        url=url,
        section=clean_line(draft.section) or None,
        place=clean_line(draft.place) or (opening.place if opening else None),
        path=path,
    )
    if published is None and (written := _no_date(draft)):
        reason = f"“{written}” is no date of publication: the article is kept without one"
        yield Problem(path=path, line=draft.line, reason=reason, kept=True)


def _no_date(draft: Draft) -> str | None:
    """Find what was written for the date and is no day, or one of no newspaper."""
    wrong = (str(value) for value in draft.dated if looks_like_a_date(value) and not _day(value))
    told = draft.published or draft.published_at
    return next(wrong, str(told.year) if told else None)


def _day(value: object) -> date | None:
    """Read a day of the time that there are newspapers."""
    day = read_date(value)
    return day if day and day.year in _YEARS else None


def _agreeing(day: date | None, moment: datetime | None) -> tuple[date | None, datetime | None]:
    """Keep a moment only on the day that was printed; a moment alone tells the day, and both are of our times."""
    told = day or moment
    if told is None or told.year not in _YEARS:
        return None, None
    if moment is None or day not in {None, moment.date()}:
        return day, None
    return moment.date(), moment


def too_long(config: IndexConfig) -> str:
    """Say that an article is longer than is read."""
    return f"the article is longer than {config.max_article_chars:,} characters (max_article_chars)"


def shorten(text: str, most: int) -> str:
    """Cut `text` at a word end to at most `most` characters, with `…` where it was cut.

    >>> shorten("Rain fell on Oslo", 11)
    'Rain fell…'
    """
    if len(text) <= most:
        return text
    cut = text[:most]
    return (cut.rsplit(maxsplit=1)[0] if " " in cut else cut[:-1]).rstrip(" ,;:–—-") + "…"


def _first_clause(story: str) -> str:
    """Take a title from the first line that has letters: up to its first sentence end, cut short."""
    lines = (line for line in story[:10_000].splitlines() if any(c.isalpha() for c in line))
    line = " ".join(next(lines, "").split())
    end = _SENTENCE_END.search(line)
    return shorten(line[: end.start()] if end else line, _TITLE_CHARS)
