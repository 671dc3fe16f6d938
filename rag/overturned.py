"""A figure that a correction takes back: the answer is what the correction puts in its place, and both are told."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.sentences import sentence_spans
from rag.amounts import compare
from rag.errata import errata, figures_in
from rag.speakers import speaker_of
from rag.types import Citation, Conflict, Reading, Side
from rag.values import values_in
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.types import Article, Retrieved
    from rag.amounts import Value
    from rag.errata import Erratum

_NOT = re.compile(r"\b(?:not|rather than|instead of)\b.*", re.DOTALL)
_SHARED = 2  # words that a correction and a sentence share if they are about the same thing


def find_overturned(
    about: str, best: Reading, conflict: Conflict | None, evidence: Sequence[Retrieved]
) -> tuple[Conflict, Reading] | None:
    """Find a correction that takes back the best answer, or a side of the conflict it is in.

    Args:
        about: the question.
        best: the likeliest reading.
        conflict: what differs from it, as far as accounts tell.
        evidence: the passages that were read; the corrections of their articles are looked through.

    Returns: the conflict, of relation "correction" with the right value last, and a reading of its sentence.
    """
    articles = list({hit.passage.article.id: hit.passage.article for hit in evidence}.values())
    told = [best]
    if conflict:
        told += [_as_reading(side.citation, best) for side in conflict.sides]
    for reading in told:
        for wrong in _values(reading):
            if found := _mended(reading, wrong, articles):
                mending, right = found
                new = _as_reading(mending, best)
                sides = (_side(reading, wrong), _side(new, right))
                return Conflict(about=about, relation="correction", sides=sides), new
    return None


def _mended(
    reading: Reading, wrong: Value, articles: Iterable[Article]
) -> tuple[Citation, Value] | None:
    """Find the sentence of a later correction by the same outlet that gives another value in the place of `wrong`."""
    figures = figures_in(wrong.text)
    said = all_stems(f"{reading.passage.article.title} {_sentence(reading)}")
    for article in articles:
        if not figures or not _may_correct(article, reading):
            continue
        for erratum in errata(article.text):
            held = {
                stem
                for start, end in erratum.wrong
                for stem in content_stems(article.text[start:end])
            }
            if figures <= erratum.figures and len((held - figures) & said) >= _SHARED:
                return _instead(article, erratum, wrong)
    return None


def _may_correct(article: Article, reading: Reading) -> bool:
    """Whether a correction in `article` may be about what is read: of the same outlet, in another article, not earlier.

    What is corrected in the article itself is right in its text by now.
    """
    own = reading.passage.article
    same = (article.source or "").casefold() == (own.source or "").casefold()
    if not same or article.id == own.id or article.published is None or own.published is None:
        return False
    return article.published >= own.published


def _instead(article: Article, erratum: Erratum, wrong: Value) -> tuple[Citation, Value] | None:
    """Find what the correction puts in the place of a value."""
    note = article.text[erratum.start : erratum.end]
    for start, end in sentence_spans(note):
        sentence = note[start:end]
        if figures_in(wrong.text) <= figures_in(_NOT.sub("", sentence)):
            continue  # "41 to 30": of two figures one stands
        for value in values_in(sentence, 0, len(sentence), published=article.published):
            fresh = not figures_in(value.text) <= erratum.figures
            if fresh and compare(value, wrong) == "different":
                first = erratum.start + start
                return Citation(article=article, start=first, end=erratum.start + end), value
    return None


def _values(reading: Reading) -> list[Value]:
    """List the values of the answer; of a reading without one those of its sentence."""
    start, end = reading.answer or (reading.start, reading.end)
    published = reading.passage.article.published
    sentence = _sentence(reading)
    return values_in(sentence, start - reading.start, end - reading.start, published=published)


def _as_reading(cited: Citation, like: Reading) -> Reading:
    passage = cited.article.passage(cited.start, cited.end)
    return replace(like, passage=passage, start=cited.start, end=cited.end, answer=None)


def _side(reading: Reading, value: Value) -> Side:
    article = reading.passage.article
    cited = Citation(article=article, start=reading.start, end=reading.end)
    speaker = speaker_of(article.text, reading.start, reading.end)
    return Side(value=value.text, speaker=speaker, citation=cited)


def _sentence(reading: Reading) -> str:
    return reading.passage.article.text[reading.start : reading.end]
