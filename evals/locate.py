"""Spans in articles: finding a quotation's offsets, and telling whether what a question says of an article is so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from evals.errors import DatasetError
from index.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from evals.dataset import GoldQuestion, Span, Within
    from index.types import Article


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles that questions are about, by id."""

    by_id: Mapping[str, Article]

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Articles:
        """Take articles up."""
        return cls({article.id: article for article in articles})

    def __iter__(self) -> Iterator[Article]:
        return iter(self.by_id.values())

    def named(self, span: Span) -> Article:
        """Find the article that a span names, by id or by the end of its path.

        Raises:
            DatasetError: there is none, or its file holds several.
        """
        if span.article_id:
            if span.article_id not in self.by_id:
                raise DatasetError(f"there is no article {span.article_id!r}")
            return self.by_id[span.article_id]
        found = [article for article in self if _ends_with(article.path, span.file)]
        held = [article for article in found if span.quote in article.text]
        if len(held if len(found) > 1 else found) != 1:
            raise DatasetError(f"{len(found)} articles come from a file {span.file!r}")
        return (held or found)[0]

    def located(self, span: Span) -> Span:
        """Give a span its article and offsets; offsets that are there and right stay.

        Raises:
            DatasetError: the quotation does not stand in the article, or stands there more than once.
        """
        article = self.named(span)
        start, end = span.start, span.end
        if start is None or end is None or article.text[start:end] != span.quote:
            count = article.text.count(span.quote)
            if count != 1:
                raise DatasetError(f"{span.quote[:60]!r} stands {count} times in {article.id}")
            start = article.text.index(span.quote)
        return replace(span, article_id=article.id, start=start, end=start + len(span.quote))

    def filled(self, question: GoldQuestion) -> GoldQuestion:
        """Give every span of a question its article and offsets.

        Raises:
            DatasetError: one of them cannot be found; the message names the question.
        """
        try:
            return replace(
                question,
                evidence=tuple(tuple(map(self.located, one)) for one in question.evidence),
                sides=tuple(
                    replace(side, evidence=tuple(map(self.located, side.evidence)))
                    for side in question.sides
                ),
                instead=tuple(map(self.located, question.instead)),
            )
        except DatasetError as error:
            raise DatasetError(f"{question.id}: {error}") from None

    def known_by(self, day: date | None) -> Iterator[Article]:
        """Give the articles published up to a day; an undated one passes no date, as in a search."""
        for article in self:
            if day is None or (article.published is not None and article.published <= day):
                yield article

    def together(
        self, phrases: tuple[str, ...], *, within: Within, until: date | None
    ) -> Article | None:
        """Find an article in which all `phrases` stand together, as whole words in any case; None proves absence."""
        patterns = [phrase_pattern(phrase) for phrase in phrases]
        for article in self.known_by(until):
            for part in parts(f"{article.title}\n\n{article.text}", within):
                if all(pattern.search(part) for pattern in patterns):
                    return article
        return None


@lru_cache(maxsize=4096)
def phrase_pattern(phrase: str) -> re.Pattern[str]:
    r"""Match a phrase as whole words, in any case and spacing.

    >>> bool(phrase_pattern("key  rate").search("The Key\nrate fell"))
    True
    >>> bool(phrase_pattern("rat").search("the rate"))
    False
    """
    words = r"\s+".join(map(re.escape, phrase.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def parts(text: str, within: Within) -> Iterator[str]:
    """Cut a text into what "together" means."""
    if within == "article":
        yield text
    elif within == "paragraph":
        yield from re.split(r"\n\s*\n", text)
    else:
        yield from (text[start:end] for start, end in sentence_spans(text))


def _ends_with(path: str | None, file: str) -> bool:
    """Whether a path ends in a file's name, whole parts only."""
    return path is not None and f"/{path}".endswith(f"/{file}")
