"""Sentences that take back the value of an account, wherever they stand in the articles that were read.

A long article is read in a few of its passages only. That a figure no longer holds may stand in another one: "at 286,
fewer than the 310 first reported". Such a sentence names the figure itself, so it is found without reading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.amounts import compare
from rag.lexical import sentences_of
from rag.revisions import is_replaced
from rag.types import Reading
from rag.values import placed_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.types import Article
    from rag.amounts import Value

_FIGURE = re.compile(r"\d[\d,.]*\d")  # one digit stands in any article


def retold(value: Value, readings: Sequence[Reading]) -> Iterator[Reading]:
    """Find the sentences that were not read and name `value` as what held before.

    Args:
        value: of the likeliest account.
        readings: the sentences that were read; their articles are looked through.
    """
    figure = _FIGURE.search(value.text)
    read = {(r.passage.article.id, r.start) for r in readings}
    articles = {r.passage.article.id: r.passage.article for r in readings if figure}
    for article in articles.values():
        if figure and figure[0] in article.text:
            for start, end in _taking_back(article, value, figure[0]):
                if (article.id, start) not in read:
                    passage = article.passage(start, end)
                    confidence = readings[-1].confidence
                    yield Reading(
                        passage=passage, start=start, end=end, answer=None, confidence=confidence
                    )


def _taking_back(article: Article, value: Value, figure: str) -> Iterator[tuple[int, int]]:
    for start, end in sentences_of(article.passage(0, len(article.text))):
        sentence = article.text[start:end]
        if figure in sentence and any(
            compare(placed.value, value) == "same" and is_replaced(sentence, placed)
            for placed in placed_values(sentence, published=article.published)
        ):
            yield start, end
