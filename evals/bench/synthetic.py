"""An archive of any size that behaves like a real one where search is concerned: its vectors, words, dates and outlets.

Vectors: every passage is mean + L · (a · topic + b · article + c · passage), scaled to unit length. L is the Cholesky
root of the covariance of real MiniLM vectors (each sentence of the sample articles), so the spectrum is the real one.
Topics (2,000, some much larger than others), articles and passages are normal: passages crowd around articles, and
articles around topics.
Words: drawn by their frequency in the sample articles, one in ten from 50,000 made-up names with Zipf's frequencies.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.config import IndexConfig
from index.embed.minilm import MiniLM
from index.read import read
from index.samples import samples_folder
from index.sentences import sentence_spans
from index.split import split
from index.types import Article, Filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from index.embed import Vectors

PASSAGE_CHARS = 320  # short texts: what is measured is search, not reading
_TOPICS = 2000
_SHARES = (0.4, 0.3, 0.3)  # of the variance: topic, article, passage
_QUERY_SHARES = (0.4, 0.2, 0.4)  # a question is about an article, in other words
_NAMES = 50_000
_NAMES_SHARE = 0.1  # of all words
_SENTENCES = 24  # in an article
_OUTLETS = 40
_FIRST = date(1995, 1, 1)
_DAYS = 30 * 365
_MARK = re.compile(r"^No (\d+)")  # a headline begins with the article's number


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its vector and a window of dates that its article falls into."""

    text: str
    vector: Vectors
    filters: Filters


class SyntheticArchive:
    """Articles by number, their vectors (an embedder) and queries; the same seed gives the same ones."""

    name = "synthetic/384"
    dim = MiniLM.dim

    def __init__(self, *, seed: int = 0) -> None:
        self._seed = seed
        sentences, real = _real_sentences()
        self._mean = real.mean(0)
        spread = np.cov(real, rowvar=False) + 1e-6 * np.eye(self.dim)
        self._root = np.linalg.cholesky(spread).astype(np.float32)  # (dim, dim)
        counted = Counter(word for sentence in sentences for word in sentence.split())
        names = [_name(number) for number in range(_NAMES)]
        zipf = 1 / np.arange(10, _NAMES + 10)
        common = np.array(list(counted.values()), dtype=np.float64)
        self._words = np.array([*counted, *names])
        odds = np.concatenate(
            [common * (1 - _NAMES_SHARE) / common.sum(), zipf * _NAMES_SHARE / zipf.sum()]
        )
        self._odds = np.cumsum(odds)
        self._article_part = lru_cache(1024)(self._draw_article)

    def articles(self, passages: int) -> Iterator[Article]:
        """Make articles that are cut into about `passages` passages."""
        tried = [len(split(self.article(n), max_chars=PASSAGE_CHARS)) for n in range(200)]
        for number in range(max(1, round(passages / float(np.mean(tried))))):
            yield self.article(number)

    def article(self, number: int) -> Article:
        """Make one article."""
        draw = np.random.default_rng((self._seed, 0, number))
        lengths = draw.integers(9, 20, size=_SENTENCES)
        words = self._draw_words(draw, int(lengths.sum()) + 6)
        ends = np.cumsum(lengths)
        sentences = [
            " ".join(words[end - length : end]).capitalize() + "."
            for end, length in zip(ends, lengths, strict=True)
        ]
        return Article(
            id=f"synthetic-{number}",
            title=f"No {number}: {' '.join(words[-6:])}",
            text=" ".join(sentences),
            published=_FIRST + timedelta(days=int(draw.integers(_DAYS))),
            source=f"Outlet {int(_OUTLETS * draw.random() ** 2)}",
        )

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Embed passages with their headlines: float32 (n, dim), L2 norm 1 per row."""
        numbers = [int(found[1]) if (found := _MARK.match(text)) else 0 for text in texts]
        parts = [
            self._article_part(number, _SHARES)
            + np.sqrt(_SHARES[2]) * self._normal(2, zlib.crc32(text.encode()))
            for number, text in zip(numbers, texts, strict=True)
        ]
        return self._shaped(np.array(parts, dtype=np.float32).reshape(-1, self.dim))

    def queries(self, count: int, *, articles: int) -> list[Asked]:
        """Ask about `count` of so many articles: nine words of a passage, and dates around its own."""
        draw = np.random.default_rng((self._seed, 9))
        asked = []
        for turn in range(count):
            number = int(draw.integers(articles))
            article = self.article(number)
            passage = split(article, max_chars=PASSAGE_CHARS)[0]
            words = draw.choice(passage.text.rstrip(".").split(), size=9)
            own = self._article_part(number, _QUERY_SHARES)
            vector = self._shaped(own[None] + np.sqrt(_QUERY_SHARES[2]) * self._normal(3, turn))[0]
            around = timedelta(days=int(draw.integers(90, 5 * 365)))
            day = article.published or _FIRST
            asked.append(
                Asked(" ".join(words), vector, Filters(since=day - around, until=day + around))
            )
        return asked

    def _draw_article(self, number: int, shares: tuple[float, float, float]) -> Vectors:
        """Place an article near its topic, before the covariance shapes it: (dim,)."""
        topic = int(_TOPICS * np.random.default_rng((self._seed, 4, number)).random() ** 1.5)
        part: Vectors = np.sqrt(shares[0]) * self._normal(5, topic)
        part += np.sqrt(shares[1]) * self._normal(1, number)
        return part

    def _normal(self, kind: int, number: int) -> Vectors:
        draw = np.random.default_rng((self._seed, kind, number))
        return draw.standard_normal(self.dim, dtype=np.float32)

    def _shaped(self, parts: Vectors) -> Vectors:
        """Give normal rows the mean and the covariance of real vectors, and unit length."""
        rows: Vectors = parts @ self._root.T + self._mean
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    def _draw_words(self, draw: np.random.Generator, count: int) -> NDArray[np.str_]:
        at = np.searchsorted(self._odds, draw.random(count) * self._odds[-1])
        drawn: NDArray[np.str_] = self._words[np.minimum(at, len(self._words) - 1)]
        return drawn


@lru_cache(maxsize=1)
def _real_sentences() -> tuple[list[str], Vectors]:
    """Read every sentence of the sample articles and embed it: (sentences, dim)."""
    with samples_folder() as folder:
        items = list(read([folder], config=IndexConfig()))
    sentences = [
        item.text[start:end]
        for item in items
        if isinstance(item, Article)
        for start, end in sentence_spans(item.text)
    ]
    return sentences, MiniLM()(sentences)


def _name(number: int) -> str:
    """Spell a number in syllables: a word that no article has."""
    syllables = "ka lo mi ter run vas den or bel chi".split()
    return "".join(syllables[int(digit)] for digit in f"{number:05d}").capitalize()
