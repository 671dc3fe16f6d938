"""An archive → silver questions: headlines to find, questions from single sentences, proved unanswerables, twins."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evals.dataset import GoldQuestion, Span
from evals.errors import DatasetError
from evals.locate import Articles
from evals.silver.cloze import clozes
from index.sentences import sentence_spans
from rag.particulars import particulars
from rag.words import all_stems, content_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.search import Searcher
    from index.types import Article

ORIGIN = "silver"
_LOOKED_AT = 20  # passages in which another answer is looked for
_SAME = 0.8  # share of a question's words from which a sentence could answer it too
_LEAST_STEMS = 4
_PER_ARTICLE = 2
_OPENING = 2000  # characters of an article in which names are looked for
_CALENDAR = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b|^(?:Last|Next)\b"
)
_TRIES = 25
TWISTS = ("typo", "careless", "distractor")


def make_questions(searcher: Searcher, *, count: int, seed: int = 0) -> list[GoldQuestion]:
    """Make up to `count` questions, and twins of those with answers.

    About half are answerable, a quarter headlines, a quarter unanswerable; every part may fall short where the archive
    offers no more. The same archive and seed give the same questions.

    Raises:
        DatasetError: the archive gives not one question.
    """
    chance = random.Random(seed)  # noqa: S311 - chance that repeats
    originals = [
        article
        for article in searcher.store.articles
        if article.text.strip() and not _is_copy(searcher, article)
    ]
    chance.shuffle(originals)
    answerable = _take(_answerable(searcher, originals), max(1, count // 2))
    headlines = _take(_headlines(searcher, originals), max(1, count // 4))
    articles = Articles.of(searcher.store.articles)
    swapped = _take(_swapped(answerable, originals, articles, chance), max(1, count // 4))
    twins = [twin for question in answerable for twin in _twins(question, originals, chance)]
    made = [*answerable, *headlines, *swapped]
    if not made:
        raise DatasetError("the archive gives no question: its sentences fit none of the rules")
    return [*made, *twins]


def _take(questions: Iterator[GoldQuestion], count: int) -> list[GoldQuestion]:
    return [question for question, _ in zip(questions, range(count), strict=False)]


def _is_copy(searcher: Searcher, article: Article) -> bool:
    store = searcher.store
    row = store.articles.row_of(article.id)
    return int(store.origins[row]) != row


def _answerable(searcher: Searcher, articles: Sequence[Article]) -> Iterator[GoldQuestion]:
    """Turn sentences, two at most of an article, and keep those that no other sentence of the archive could answer."""
    for article in articles:
        made = 0
        for start, end in sentence_spans(article.text):
            sentence = article.text[start:end]
            kept = next(
                (c for c in clozes(sentence) if _unique(searcher, c.question, c.answer, article)),
                None,
            )
            if kept:
                yield GoldQuestion(
                    id=f"silver-{article.id}-{start}",
                    question=kept.question,
                    answers=(kept.answer,),
                    evidence=(
                        (Span(article_id=article.id, start=start, end=end, quote=sentence),),
                    ),
                    slices=(kept.rule,),
                    thread=article.id,
                    origin=ORIGIN,
                )
                made += 1
            if made == _PER_ARTICLE:
                break


def _unique(searcher: Searcher, question: str, answer: str, article: Article) -> bool:
    """Whether the question says enough, and no sentence elsewhere with its words says another answer."""
    asked = set(content_stems(question))
    if len(asked) < _LEAST_STEMS:
        return False
    wanted = set(content_stems(answer))
    for hit in searcher.by_words(question, k=_LOOKED_AT):
        other = hit.passage.article
        for start, end in sentence_spans(other.text):
            if start < hit.passage.start or end > hit.passage.end:
                continue
            stems = all_stems(other.text[start:end])
            if len(asked & stems) >= _SAME * len(asked) and not wanted <= stems:
                return False
    return bool(article.text)


def _headlines(searcher: Searcher, articles: Sequence[Article]) -> Iterator[GoldQuestion]:
    """Ask for an article by its headline, where no other has the same; only retrieval is judged."""
    counts: dict[str, int] = {}
    for article in articles:
        key = article.title.casefold()
        counts[key] = counts.get(key, 0) + 1
    for article in articles:
        if len(words(article.title)) >= _LEAST_STEMS and counts[article.title.casefold()] == 1:
            same = [article.id, *(copy.id for copy in searcher.store.copies_of(article))]
            yield GoldQuestion(
                id=f"silver-{article.id}-headline",
                question=article.title,
                relevant=dict.fromkeys(same[:1], 1),
                slices=("headline",),
                thread=article.id,
                origin=ORIGIN,
            )


def _swapped(
    questions: Sequence[GoldQuestion],
    originals: Sequence[Article],
    articles: Articles,
    chance: random.Random,
) -> Iterator[GoldQuestion]:
    """Put a name of another article into a question where that name never stands with the question's longest word."""
    names = sorted({name for article in originals for name in _names(article)})
    for question in questions:
        held = [p for p in particulars(question.question) if p.kind == "name"]
        rest = [word for word in words(question.question) if word.islower() and content_stems(word)]
        if not held or not rest or not names:
            continue
        key = max(rest, key=len)
        for name in chance.sample(names, min(_TRIES, len(names))):
            if name in question.question or articles.together(
                (name, key), within="article", until=None
            ):
                continue
            asked = question.question.replace(held[-1].text, name, 1)
            yield GoldQuestion(
                id=f"{question.id}-swapped",
                question=asked,
                unanswerable=True,
                why="false_premise",
                absent=((name, key),),
                slices=("swapped",),
                thread=question.thread,
                origin=ORIGIN,
            )
            break


def _names(article: Article) -> Iterator[str]:
    """Give the names of two words and more near the beginning of an article; a day or a month is none."""
    for found in particulars(article.text[:_OPENING]):
        if found.kind == "name" and " " in found.text and not _CALENDAR.search(found.text):
            yield found.text


def _twins(
    question: GoldQuestion, articles: Sequence[Article], chance: random.Random
) -> Iterator[GoldQuestion]:
    """Make a twin by each twist: two letters changed over, no capitals and no marks, another headline before it."""
    other = next((a for a in articles if a.id != question.thread and a.title), None)
    written = {
        "typo": typo(question.question, chance),
        "careless": " ".join(words(question.question)).lower(),
        "distractor": f"{other.title}. {question.question}" if other else question.question,
    }
    for twist in TWISTS:
        if written[twist] != question.question:
            yield replace(
                question,
                id=f"{question.id}-{twist}",
                question=written[twist],
                slices=("twin",),
                twin_of=question.id,
                twist=twist,
            )


def typo(text: str, chance: random.Random) -> str:
    """Change two neighbouring letters of one of the longer words over; its first and last letter stay.

    >>> typo("opened the bridge", random.Random(1))
    'opeend the bridge'
    """
    places = [
        (at, word)
        for at, word in enumerate(text.split(" "))
        if len(word) > 5 and word.isalpha() and word.islower()  # noqa: PLR2004 - long enough to be read
    ]
    if not places:
        return text
    at, word = chance.choice(places)
    ways = [n for n in range(1, len(word) - 2) if word[n] != word[n + 1]]
    if not ways:
        return text
    n = chance.choice(ways)
    parts = text.split(" ")
    parts[at] = word[:n] + word[n + 1] + word[n] + word[n + 2 :]
    return " ".join(parts)
