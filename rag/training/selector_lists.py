"""Lists of sentences to choose from: `python -m rag.training.selector_lists --help`.

A list is what the reader's first look leaves of the passages that are found for a question; the network of
`rag.selector` learns from them which sentence answers, if any does.
"""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass, field
from pathlib import Path  # noqa: TC003 - typer looks at it
from typing import TYPE_CHECKING, Annotated

import typer

from rag.compose import open_searcher, rarity_in
from rag.judge import FIRST, SHORTLIST, Asked, judge_weights, read_hits, weigh
from rag.reader import NetworkReader
from rag.selector import in_place
from rag.settings import Settings
from rag.training.asked import (
    ask,
    elsewhere,
    quoted_questions,
    thread_questions,
    written_questions,
)
from rag.training.data import HELD_APART
from rag.training.quiz import places
from rag.training.quoted import load_quoted
from rag.training.threads import archives
from rag.training.written import load_articles, load_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rag.judge import ReadSentences, Weights
    from rag.lexical import Rarity
    from rag.reader import Scored
    from rag.training.asked import Case, Posed
    from rag.training.data import Span

FOREIGN = 0.08  # questions of the next archive, for each of an archive's own

EPILOG = """Example:

python -m rag.training.threads export --train EVENTS

for file in EVENTS/*[0-9].jsonl; do dateline index $file --store ${file%.jsonl}; done

python -m rag.training.selector_lists --threads EVENTS --share 0.33 --out events.jsonl

python -m rag.training.selector_lists --quiz DATA/realtimeqa --quiz-store STORE --share 0.25 --out news.jsonl
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A question, sentences as the network reads them, and which of them answer it; none may.

    For every sentence its characters in its text, what the reader reads there, and the places where a right one gives
    the answer: none where it gives it in other words. Lists to choose from alone may leave these three out.
    """

    question: str
    texts: list[str]
    right: list[bool]
    own: list[Span] = field(default_factory=list)
    read: list[Span] = field(default_factory=list)
    answers: list[list[Span]] = field(default_factory=list)

    def only(self, rows: Sequence[int]) -> Listed:
        """Leave these sentences."""
        return Listed(
            self.question,
            [self.texts[row] for row in rows],
            [self.right[row] for row in rows],
            [self.own[row] for row in rows] if self.own else [],
            [self.read[row] for row in rows] if self.read else [],
            [self.answers[row] for row in rows] if self.answers else [],
        )


def list_sentences(
    cases: Iterable[Case],
    network: ReadSentences,
    rarity: Rarity,
    first: Weights,
    *,
    held: bool = False,
) -> Iterator[Listed]:
    """Read the passages of every question and list the likeliest sentences; `held` as for `shortlisted`."""
    for case in cases:
        asked = Asked.of(case.posed.question, rarity)
        seen = read_hits(asked, case.hits, network)
        seen.sort(key=lambda pair: -weigh(first, FIRST, pair[1]))
        ranked = judged(case.posed, [scored for scored, _ in seen], held=held)
        if ranked:
            yield shortlisted(case.posed.question, ranked, case.posed.answers, held=held)


def judged(
    posed: Posed, sentences: Sequence[Scored], *, held: bool = False
) -> list[tuple[Scored, bool]]:
    """Say of each sentence whether it is right; those of which one cannot tell are left out, unless `held`."""
    each = [(sentence, posed.is_right(sentence)) for sentence in sentences]
    return [(one, right) for one, right in each if right or held or not posed.may_be_right(one)]


def shortlisted(
    question: str,
    ranked: Sequence[tuple[Scored, bool]],
    answers: Sequence[str] = (),
    *,
    held: bool = False,
) -> Listed:
    """Cut sentences, likeliest first and each with whether it is right, to a list.

    A right one that is not among them takes the place of the last, so that there is something to learn; where lists
    are to measure by (`held`), they stay as they are at work.
    """
    kept, missed = list(ranked[:SHORTLIST]), [pair for pair in ranked[SHORTLIST:] if pair[1]]
    if missed and not held and not any(right for _, right in kept):
        kept[-1] = missed[0]
    placed = in_place([sentence for sentence, _ in kept])
    read, found, own = [], [], []
    for (sentence, right), place in zip(kept, placed, strict=True):
        ahead = place.start - sentence.start  # from characters of the article to those of the text
        own.append((place.start, sentence.end + ahead))
        read.append((sentence.answer[0] + ahead, sentence.answer[1] + ahead))
        words = place.text[slice(*own[-1])]
        given = [span for answer in answers for span in places(words, answer)] if right else []
        found.append([(place.start + start, place.start + end) for start, end in given])
    rights = [right for _, right in kept]
    return Listed(question, [place.text for place in placed], rights, own, read, found)


def event_questions(share: float, generator: random.Random, *, held: bool) -> Iterator[list[Posed]]:
    """Draw questions about invented events, archive by archive, some of the next one's, and all further ones."""
    every, quoted = archives(train=not held), load_quoted()
    for own, other in zip(every, [*every[1:], *every[:1]], strict=True):
        yield [
            *(one for one in thread_questions(own) if generator.random() < share),
            *quoted_questions(own, quoted),
            *(
                one
                for one in elsewhere(thread_questions(other))
                if generator.random() < share * FOREIGN
            ),
        ]


def main(
    out: Annotated[Path, typer.Option(help="file of lists, a line each")],
    *,
    threads: Annotated[
        Path | None,
        typer.Option(
            help="folder of stores 0, 1, ... of what `rag.training.threads export` wrote, with --train or not"
        ),
    ] = None,
    quiz: Annotated[
        Path | None, typer.Option(help="folder of RealTime QA: our own questions on it")
    ] = None,
    quiz_store: Annotated[Path | None, typer.Option(help="of its articles, indexed")] = None,
    share: Annotated[float, typer.Option(help="of the questions that is used")] = 1.0,
    held: Annotated[bool, typer.Option(help="questions held apart, to measure by")] = False,
    seed: Annotated[int, typer.Option(help="of the questions that are drawn")] = 7,
) -> None:
    """List sentences for questions over invented events or real news."""
    if (quiz is None) != (quiz_store is None):
        raise typer.BadParameter("--quiz and --quiz-store go together")
    if threads is None and quiz is None:
        raise typer.BadParameter("--threads, --quiz and --quiz-store, or all three are needed")
    generator = random.Random(seed)  # noqa: S311
    asked: list[tuple[Path, Sequence[Posed]]] = []
    if threads:
        drawn = event_questions(share, generator, held=held)
        asked += [(threads / str(number), posed) for number, posed in enumerate(drawn)]
    if quiz and quiz_store:
        articles = load_articles(quiz, load_written())
        parts = HELD_APART if held else ("train",)
        written = [one for part in parts for one in written_questions(part, articles)]
        asked.append((quiz_store, [one for one in written if generator.random() < share]))
    network, first = NetworkReader(lasting=True), judge_weights()["first"]
    with out.open("w", encoding="utf-8") as file:
        for store, posed in asked:
            settings = Settings(store=store)
            searcher = open_searcher(settings, lasting=True)
            cases = ask(posed, settings, searcher)
            for one in list_sentences(cases, network, rarity_in(searcher.store), first, held=held):
                file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
