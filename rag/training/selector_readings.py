"""Lists of sentences out of questions on encyclopaedia texts: `python -m rag.training.selector_readings --help`.

They teach what an answer looks like in general: more kinds of questions than anybody wrote for news. The sentences are
those of the text that was asked about and of others of its article, by how many of the question's words they hold.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer looks at it
from typing import TYPE_CHECKING, Annotated

import typer

from index.types import Article
from rag.lexical import coverage, sentences_of
from rag.reader import Scored
from rag.training.data import load_readings, split_by_article
from rag.training.quiz import places
from rag.training.selector_lists import shortlisted
from rag.words import content_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.training.data import Reading, Span
    from rag.training.selector_lists import Listed

EPILOG = """Example:

python -m rag.training.selector_readings --reading DATA/train/reading.jsonl.xz --out readings.jsonl
"""
ORIGINS = frozenset({"new_wiki", "squad2"})  # whose texts are parts of articles under a title
OTHERS = 3  # texts of the same article beside the one that was asked about


def reading_lists(readings: Sequence[Reading], generator: random.Random) -> Iterator[Listed]:
    """List the likeliest sentences for every question over texts of `ORIGINS`.

    A question without an answer has none in its own text; others of its article may have one, and are left out.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    wanted = [one for one in readings if one.origin in ORIGINS]
    for context in dict.fromkeys((one.article, one.context) for one in wanted):
        texts[context[0]].append(context[1])
    for one in wanted:
        others = [text for text in texts[one.article] if text != one.context]
        drawn = generator.sample(others, min(OTHERS, len(others)) if one.answerable else 0)
        listed = _list(one, drawn)
        if any(listed.right) == one.answerable:  # else its answer lies across sentences
            yield listed


def _list(asked: Reading, others: Sequence[str]) -> Listed:
    """Take the sentences that hold an answer for right, and leave out others that give the same words."""
    weights = dict.fromkeys(content_stems(asked.question), 1.0)
    title = asked.article.partition("/")[2].replace("_", " ")
    own = _sentences(title, asked.context)
    other = [one for text in others for one in _sentences(title, text)]
    right = [one for one in own if _holds(one, asked.spans)]
    candidates = [(one, True) for one in right]
    candidates += [
        (one, False)
        for one in [*own, *other]
        if one not in right and not _gives(one, asked.answers)
    ]
    candidates.sort(key=lambda pair: -coverage(weights, _words(pair[0])))
    return shortlisted(asked.question, candidates, asked.answers)


def _sentences(title: str, text: str) -> list[Scored]:
    """Take a text apart; nothing has read its sentences."""
    whole = Article(id=title, title=title, text=text)
    return [
        Scored(
            passage=whole.passage(start, end),
            start=start,
            end=end,
            answer=(start, end),
            margin=0.0,
            relevance=0.0,
        )
        for start, end in sentences_of(whole.passage(0, len(text)))
    ]


def _words(sentence: Scored) -> str:
    return sentence.passage.text


def _holds(sentence: Scored, spans: Sequence[Span]) -> bool:
    return any(sentence.start <= start and end <= sentence.end for start, end in spans)


def _gives(sentence: Scored, answers: Sequence[str]) -> bool:
    """Whether a sentence that nobody called right has the words of an answer: it may be right, too."""
    return any(places(_words(sentence), answer) for answer in answers)


def main(
    reading: Annotated[Path, typer.Option(help="reading.jsonl.xz: questions with their texts")],
    out: Annotated[Path, typer.Option(help="file of lists, a line each")],
    seed: Annotated[int, typer.Option(help="of the texts that are drawn")] = 7,
) -> None:
    """List sentences for the questions to train on; whole articles are held apart."""
    asked = split_by_article(load_readings(reading)).train
    with out.open("w", encoding="utf-8") as file:
        for one in reading_lists(asked, random.Random(seed)):  # noqa: S311
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
