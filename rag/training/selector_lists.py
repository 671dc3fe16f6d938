"""Lists of sentences to choose from: `python -m rag.training.selector_lists --help`.

A list is what the reader's first look leaves of the passages that are found for a question; the network of
`rag.selector` learns from them which sentence answers, if any does.
"""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass
from pathlib import Path  # noqa: TC003 - typer looks at it
from typing import TYPE_CHECKING, Annotated

import typer

from rag.compose import open_searcher, rarity_in
from rag.judge import FIRST, SHORTLIST, Asked, judge_weights, read_hits, weigh
from rag.reader import NetworkReader
from rag.selector import in_place
from rag.settings import Settings
from rag.training.asked import ask, elsewhere, thread_questions, written_questions
from rag.training.data import HELD_APART
from rag.training.threads import archives
from rag.training.written import load_articles, load_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rag.judge import ReadSentences, Weights
    from rag.lexical import Rarity
    from rag.reader import Scored
    from rag.training.asked import Case, Posed

FOREIGN = 0.08  # questions of the next archive, for each of an archive's own

EPILOG = """Example:

python -m rag.training.threads export --train EVENTS

for file in EVENTS/*[0-9].jsonl; do dateline index $file --store ${file%.jsonl}; done

python -m rag.training.selector_lists --threads EVENTS --share 0.33 --out events.jsonl

python -m rag.training.selector_lists --quiz DATA/realtimeqa --quiz-store STORE --share 0.25 --out news.jsonl
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A question, sentences as the network reads them, and which of them answer it; none may."""

    question: str
    texts: list[str]
    right: list[bool]


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
        if seen:
            ranked = [(scored, case.posed.is_right(scored)) for scored, _ in seen]
            yield shortlisted(case.posed.question, ranked, held=held)


def shortlisted(
    question: str, ranked: Sequence[tuple[Scored, bool]], *, held: bool = False
) -> Listed:
    """Cut sentences, likeliest first and each with whether it is right, to a list.

    A right one that is not among them takes the place of the last, so that there is something to learn; where lists
    are to measure by (`held`), they stay as they are at work.
    """
    kept, missed = list(ranked[:SHORTLIST]), [pair for pair in ranked[SHORTLIST:] if pair[1]]
    if missed and not held and not any(right for _, right in kept):
        kept[-1] = missed[0]
    return Listed(
        question, in_place([sentence for sentence, _ in kept]), [right for _, right in kept]
    )


def event_questions(share: float, generator: random.Random, *, held: bool) -> Iterator[list[Posed]]:
    """Draw questions about invented events, archive by archive, and some of the next archive's."""
    every = archives(train=not held)
    for own, other in zip(every, [*every[1:], *every[:1]], strict=True):
        yield [
            *(one for one in thread_questions(own) if generator.random() < share),
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
