"""What has an article, or another article for it, owned up to?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.notes import notes
from index.types import Filters
from rag.lookup.tokens import find_tokens, tokenize
from rag.particulars import particulars
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from datetime import date

    from index.notes import Note
    from index.store import Store
    from index.types import Article

_SEARCHED = 20  # passages
_SHARED = 2  # words of the headline that a correction which names only the day must have


def notes_since(
    article: Article, sha256: str, store: Store
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the corrections and updates that came after the text with the hash `sha256`, and those that it had."""
    now = [_text(article, note) for note in notes(article.text) if note.kind != "editor's note"]
    if article.sha256 == sha256:
        return (), tuple(now)
    versions = {v.sha256: v for v in store.articles.versions(article.id)}
    cited = versions.get(sha256)
    before = {_plain(_text(cited, note)) for note in notes(cited.text)} if cited else set()
    since = [text for text in now if _plain(text) not in before]
    return tuple(since), tuple(text for text in now if _plain(text) in before)


def correctors(article: Article, store: Store) -> tuple[Article, ...]:
    """List later articles of the same outlet whose correction names this one: by headline, or by day and subject."""
    if not article.title or article.published is None:
        return ()
    found = store.words.search(
        f"correction clarification {article.title}",
        _SEARCHED,
        filters=Filters(
            since=article.published, sources=(article.source,) if article.source else ()
        ),
    )
    rows = dict.fromkeys(int(store.passages[row, 0]) for row, _ in found)
    later = [store.articles.get(row) for row in rows]
    naming = [a for a in later if a.id != article.id and _names(a, article)]
    return tuple(sorted(naming, key=lambda a: (a.published or article.published, a.id)))


def _names(later: Article, article: Article) -> bool:
    """Whether a correction in `later` is about `article`."""
    told = [
        _text(later, note)
        for note in notes(later.text)
        if note.kind in {"correction", "clarification"}
    ]
    return any(
        _has_title(note, article.title)
        or (_has_day(note, article.published) and _is_about(note, article))
        for note in told
    )


def _has_title(note: str, title: str) -> bool:
    wanted = tokenize(title).words
    return len(wanted) > _SHARED and find_tokens(wanted.texts, tokenize(note).words) is not None


def _has_day(note: str, day: date | None) -> bool:
    """Whether a note names the day, with or without its year."""
    if day is None:
        return False
    named = {p.value for p in particulars(note) if p.kind == "date"}
    return any((float(day.month), float(day.day), year) in named for year in (0.0, float(day.year)))


def _is_about(note: str, article: Article) -> bool:
    return len(all_stems(note) & set(content_stems(article.title))) >= _SHARED


def _text(article: Article, note: Note) -> str:
    return article.text[note.start : note.end]


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold()
