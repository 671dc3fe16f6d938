"""Load reading questions and hold articles apart, so that no article is on both sides."""

from __future__ import annotations

import hashlib
import json
import lzma
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

Span = tuple[int, int]

# One title stands for the whole of Reddit, so there each comment is an article of its own.
ONE_TITLE_ORIGINS = frozenset({"reddit"})
DEVELOPMENT_SHARE = 0.15
CALIBRATION_SHARE = 0.05
FEWEST_DEVELOPMENT_ARTICLES = 3
HELD_APART = ("development", "calibration")  # no network is trained on these parts


@dataclass(frozen=True, slots=True)
class Reading:
    """One question about one text; without spans the text does not answer it."""

    question: str
    context: str
    article: str
    origin: str
    answers: tuple[str, ...]
    spans: tuple[Span, ...]  # characters of the context, one per locatable gold answer

    @property
    def answerable(self) -> bool:
        """Say whether the text holds an answer."""
        return bool(self.spans)


@dataclass(frozen=True, slots=True)
class Split:
    """Three parts that share no article."""

    train: list[Reading]
    calibration: list[Reading]
    development: list[Reading]


def read_lines(path: Path) -> Iterator[dict[str, object]]:
    """Read a compressed JSON Lines file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def nearest(text: str, needle: str, position: int) -> Span | None:
    """Find the occurrence that starts closest to a position.

    >>> nearest("ten or ten", "ten", 6)
    (7, 10)
    """
    found = [at for at in range(len(text)) if text.startswith(needle, at)] if needle else []
    if not found:
        return None
    start = min(found, key=lambda at: abs(at - position))
    return start, start + len(needle)


def to_reading(row: dict[str, object]) -> Reading:
    """Turn one row of the file into a question with character spans."""
    context, origin, title = str(row["context"]), str(row["origin"]), str(row["title"])
    answers = row["answers"] if isinstance(row["answers"], list) else []
    starts = row["answer_start"] if isinstance(row["answer_start"], list) else []
    spans: list[Span] = []
    if not row["unanswerable"]:
        for number, answer in enumerate(answers):
            position = starts[min(number, len(starts) - 1)] if starts else 0
            span = nearest(context, answer, position)
            if span is not None:
                spans.append(span)
    article = digest(context) if origin in ONE_TITLE_ORIGINS else title
    return Reading(
        question=" ".join(str(row["question"]).split()),
        context=context,
        article=f"{origin}/{article}",
        origin=origin,
        answers=tuple(answers) if spans else (),
        spans=tuple(spans),
    )


def load_readings(path: Path) -> list[Reading]:
    """Load every question whose answer can be found in its text, and every unanswerable one."""
    kept = []
    for row in read_lines(path):
        reading = to_reading(row)
        if reading.answerable or row["unanswerable"]:
            kept.append(reading)
    return kept


def digest(text: str) -> str:
    """Hash a text to 16 hexadecimal digits, the same on every machine."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def split_by_article(readings: Sequence[Reading]) -> Split:
    """Hold articles apart for development and for calibration, per origin.

    The articles of an origin are put in the order of their hash: the first 15 % (at least three)
    are for development, the next 5 % (at least one) for calibration, the rest for training.
    """
    place: dict[str, str] = {}
    for origin in sorted({reading.origin for reading in readings}):
        articles = {reading.article for reading in readings if reading.origin == origin}
        place |= places(articles)
    parts: dict[str, list[Reading]] = {"train": [], "calibration": [], "development": []}
    for reading in readings:
        parts[place[reading.article]].append(reading)
    return Split(**parts)


def places(articles: Iterable[str]) -> dict[str, str]:
    """Assign the articles of one origin to the three parts."""
    ordered = sorted(articles, key=digest)
    development = max(FEWEST_DEVELOPMENT_ARTICLES, math.ceil(DEVELOPMENT_SHARE * len(ordered)))
    calibration = development + math.ceil(CALIBRATION_SHARE * len(ordered))
    return {
        article: "development"
        if rank < development
        else "calibration"
        if rank < calibration
        else "train"
        for rank, article in enumerate(ordered)
    }
