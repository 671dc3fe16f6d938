"""Score what a reader made of texts that were held apart, with its confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.training.calibrate import Calibration, best_f1_threshold, fit, threshold_for
from rag.training.predict import predict
from rag.training.scores import auroc, calibration_error, exact, interval, overlap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tokenizers import Tokenizer

    from rag.training.data import Reading
    from rag.training.model import Reader
    from rag.training.scores import Interval

NEAR = ("new_wiki", "squad2")  # written prose; the other origins are reviews and comments
RIGHT = 0.5  # an answer is right from this F1 on


@dataclass(frozen=True, slots=True)
class Read:
    """Readings beside what the reader made of them; row i of each array is readings[i]."""

    readings: list[Reading]
    margins: np.ndarray
    relevances: np.ndarray
    exacts: np.ndarray  # of the best span against the golds, 0 where there are none
    overlaps: np.ndarray

    @property
    def answerable(self) -> np.ndarray:
        """Mark the questions that have an answer."""
        return np.array([reading.answerable for reading in self.readings])

    @property
    def right(self) -> np.ndarray:
        """Mark the questions whose best span is right."""
        return self.answerable & (self.overlaps >= RIGHT)

    def of(self, *origins: str) -> Read:
        """Keep the questions of some origins."""
        return self.where(np.array([item.origin in origins for item in self.readings]))

    def joined(self, other: Read) -> Read:
        """Put the questions of another one behind these."""
        return Read(
            [*self.readings, *other.readings],
            np.concatenate([self.margins, other.margins]),
            np.concatenate([self.relevances, other.relevances]),
            np.concatenate([self.exacts, other.exacts]),
            np.concatenate([self.overlaps, other.overlaps]),
        )

    def where(self, kept: np.ndarray) -> Read:
        """Keep the questions that are marked."""
        return Read(
            [reading for reading, keep in zip(self.readings, kept, strict=True) if keep],
            self.margins[kept],
            self.relevances[kept],
            self.exacts[kept],
            self.overlaps[kept],
        )


def read(model: Reader, tokenizer: Tokenizer, readings: Sequence[Reading]) -> Read:
    """Read every question's text and score the best span."""
    said = predict(model, tokenizer, [(item.question, item.context) for item in readings])
    texts = [item.context[slice(*found.span)] for item, found in zip(readings, said, strict=True)]
    pairs = list(zip(texts, readings, strict=True))
    return Read(
        list(readings),
        np.array([found.margin for found in said]),
        np.array([found.relevance for found in said]),
        np.array([exact(text, item.answers) if item.spans else 0.0 for text, item in pairs]),
        np.array([overlap(text, item.answers) if item.spans else 0.0 for text, item in pairs]),
    )


def calibrate(wiki: Read) -> tuple[Calibration, dict[str, float]]:
    """Fit the confidence on articles held apart, and choose the thresholds there."""
    fitted = fit(wiki.margins, wiki.relevances, wiki.right)
    stated = fitted.confidence(wiki.margins, wiki.relevances)
    return fitted, {
        "answer_threshold": threshold_for(stated, wiki.right),
        "f1_threshold": best_f1_threshold(stated, wiki.overlaps, wiki.answerable),
    }


@dataclass(frozen=True, slots=True)
class Judged:
    """Confidence of each row, from a calibration that has not seen the row's article."""

    stated: np.ndarray
    answered: np.ndarray  # at the threshold of the best F1
    sure: np.ndarray  # at the threshold of the stated risk


def judge(near: Read) -> Judged:
    """Calibrate anew for each article on all the other ones (leave one article out)."""
    articles = np.array([item.article for item in near.readings])
    judged = Judged(*(np.zeros(len(articles)) for _ in range(3)))
    for article in sorted(set(articles)):
        rows = articles == article
        fitted, thresholds = calibrate(near.where(~rows))
        stated = fitted.confidence(near.margins[rows], near.relevances[rows])
        judged.stated[rows] = stated
        judged.answered[rows] = stated >= thresholds["f1_threshold"]
        judged.sure[rows] = stated >= thresholds["answer_threshold"]
    return judged


def measure_spans(read: Read) -> dict[str, Interval]:
    """Score the best span of each answerable question, per origin."""
    found: dict[str, Interval] = {}
    for origin in sorted({item.origin for item in read.readings}):
        part = read.of(origin)
        rows = np.flatnonzero(part.answerable)
        articles = [part.readings[row].article for row in rows]
        for name, values in (("em", part.exacts[rows]), ("f1", part.overlaps[rows])):
            found[f"{origin}_{name}"] = interval(articles, mean_of(100 * values))
    return found


def measure_confidence(near: Read, development: set[str]) -> dict[str, Interval]:
    """Score confidence and abstention on the development articles.

    Args:
        near: readings of all articles held apart.
        development: the articles to measure on.
    """
    judged = judge(near)
    articles = np.array([item.article for item in near.readings])
    origins = np.array([item.origin for item in near.readings])
    kept = np.flatnonzero(np.isin(articles, sorted(development)))
    squad = kept[origins[kept] == "squad2"]
    titles = articles[squad].tolist()
    answerable, answered = near.answerable[squad], judged.answered[squad].astype(bool)
    gained = np.where(answered, near.overlaps[squad], ~answerable)
    found = {"squad2_abstaining_f1": interval(titles, mean_of(100 * gained))}
    for name, values in (("margin", near.margins), ("relevance", near.relevances)):
        found[f"squad2_auroc_{name}"] = interval(titles, auroc_of(values[squad], answerable))
    stated, right = judged.stated[kept], near.right[kept]
    found["ece"] = interval(
        articles[kept].tolist(), lambda rows: calibration_error(stated[rows], right[rows])
    )
    sure = judged.sure[kept].astype(bool)
    found["answered_share"] = interval(articles[kept].tolist(), mean_of(sure))
    found["wrong_among_answered"] = interval(articles[kept][sure].tolist(), mean_of(~right[sure]))
    return found


def mean_of(values: np.ndarray) -> Callable[[np.ndarray], float]:
    """Make a measure that averages values."""
    return lambda rows: float(values[rows].mean())


def auroc_of(values: np.ndarray, labels: np.ndarray) -> Callable[[np.ndarray], float]:
    """Make a measure of how well values tell labels apart."""
    return lambda rows: auroc(values[rows], labels[rows])
