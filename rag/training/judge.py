"""Fit the weights of `rag.judge`: `python -m rag.training.judge --help`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
import typer

from rag.compose import open_searcher, rarity_in
from rag.judge import (
    CLOSE,
    FIRST,
    SURE,
    SURE_OF_LONG,
    Asked,
    found_of,
    judge_weights,
)
from rag.large_selector import load_large_selector
from rag.reader import NetworkReader
from rag.selector import load_selector
from rag.settings import Settings
from rag.training.asked import (
    archived_questions,
    ask,
    elsewhere,
    gold_questions,
    quiz_questions,
    thread_questions,
    written_questions,
)
from rag.training.data import HELD_APART
from rag.training.hops import balanced, hop_questions
from rag.training.judge_fit import (
    Ranked,
    Top,
    calibrated,
    chances,
    measure,
    ranking,
    scaled,
    top,
    usual_of,
)
from rag.training.judge_seen import Eyes
from rag.training.threads import archives
from rag.training.written import load_articles, load_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.selector import Choose
    from rag.training.asked import Case, Posed
    from rag.training.judge_seen import Seen

    Weights = dict[str, float]

FOLDS = 5
SHIPPED = Path("rag/weights/judge.json")
EPILOG = """Example:

dateline index index/samples --store samples && dateline index DATA/realtimeqa/corpus_small.jsonl.xz --store small

python -m rag.training.threads export threads && dateline index threads/0.jsonl --store threads/0  # and 1 and 2

python -m rag.training.judge --gold evals/gold/dev.jsonl --gold evals/gold/fit.jsonl --store samples
--quiz DATA/realtimeqa --quiz-store small --threads threads --most-archives 3 --kinds evals/gold/derived.jsonl
--hops DATA/multihop_rag/queries.jsonl.xz --hops-store multi
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted(Ranked):
    """The weights of both looks, what is usual by them, and the weights of how sure to be of the best."""

    sure: Weights


def fit(seen: Sequence[Seen], seed: int, kept: Weights | None = None) -> Fitted:
    """Fit the first weights on every sentence, the closer ones on shortlists, the last on the best.

    The best sentence, picked by weights that have seen the question, is right too often: the confidence is scaled
    to how often it is right where its weights were fitted without its group. Foreign questions teach what to be unsure
    of; how often one is right is a matter of questions that are asked of their own archive. Where weights of
    the first look are `kept`, only the others are fitted, and every question is looked at closely once.
    """
    own = [one for one in seen if not one.case.posed.foreign]
    ranked = rank(own, kept)
    sure = calibrated(tops_of(seen, ranked), SURE)
    apart = [top for part, others in folds(own, seed) for top in tops_of(part, rank(others, kept))]
    return Fitted(**asdict(ranked), sure=scaled(sure, apart))


def fit_long(cases: Sequence[Case]) -> Weights:
    """Fit on the score of the best passage whether the archive has what a long question speaks of."""
    tops = [
        Top(values={"found": found_of(case.hits)}, right=float(not case.posed.foreign))
        for case in cases
    ]
    return calibrated(tops, SURE_OF_LONG)


def long_cases(posed: list[Posed], store: Path) -> list[Case]:
    """Ask questions of the store; those that are not long are left out."""
    settings = Settings(store=store)
    searcher = open_searcher(settings, lasting=True)
    rarity = rarity_in(searcher.store)
    cases = ask(posed, settings, searcher)
    return [one for one in cases if Asked.of(one.posed.question, rarity).long]


def rank(seen: Sequence[Seen], kept: Weights | None = None) -> Ranked:
    """Fit the weights of the first look, unless those are `kept`, and of the closer one."""
    first = kept or ranking([(one.first, one.right) for one in seen], FIRST)
    shortlists = [one.look_closer(first) for one in seen]
    close = ranking(shortlists, (*FIRST, *CLOSE))
    return Ranked(
        first=first, close=close, usual=usual_of([values for values, _ in shortlists], close)
    )


def tops_of(seen: Sequence[Seen], ranked: Ranked) -> list[Top]:
    """Pick the best sentence of every question."""
    return [top(*one.look_closer(ranked.first), ranked) for one in seen]


def best(seen: Sequence[Seen], fitted: Fitted) -> tuple[np.ndarray, np.ndarray]:
    """Give the confidence of the best sentence of each question (n,), and whether what is shown is right (n,)."""
    tops = tops_of(seen, fitted)
    return chances(fitted.sure, tops), np.array([t.right for t in tops])


def folds(seen: Sequence[Seen], seed: int) -> list[tuple[list[Seen], list[Seen]]]:
    """Deal questions into parts by group: each part, and all questions of other groups."""
    groups = sorted({one.case.posed.group for one in seen})
    dealt = np.random.default_rng(seed).permutation(len(groups)) % FOLDS
    fold = {group: int(number) for group, number in zip(groups, dealt, strict=True)}
    return [
        (
            [one for one in seen if fold[one.case.posed.group] == number],
            [one for one in seen if fold[one.case.posed.group] != number],
        )
        for number in range(FOLDS)
    ]


def crossed(
    sets: Mapping[str, Sequence[Seen]],
    seed: int,
    kept: Weights | None = None,
) -> dict[str, dict[str, float]]:
    """Measure on every set by weights fitted without a question's group."""
    every = [one for seen in sets.values() for one in seen]
    name_of = {id(one): name for name, seen in sets.items() for one in seen}
    told: dict[str, list[tuple[float, float]]] = {name: [] for name in sets}
    for apart, others in folds(every, seed):
        for one, values in zip(
            apart, zip(*best(apart, fit(others, seed, kept)), strict=True), strict=True
        ):
            told[name_of[id(one)]].append(values)
    return {
        f"{name}, by weights fitted without its group": measure(
            *map(np.array, zip(*pairs, strict=True))
        )
        for name, pairs in told.items()
    }


def main(
    gold: Annotated[
        list[Path],
        typer.Option(help="questions over one archive to fit on; as often as there are files"),
    ],
    *,
    store: Annotated[Path, typer.Option(help="of the articles of --gold, indexed")],
    quiz: Annotated[Path, typer.Option(help="folder of RealTime QA: our own questions on it")],
    quiz_store: Annotated[Path, typer.Option(help="of its articles, indexed")],
    threads: Annotated[
        Path,
        typer.Option(help="folder of stores 0, 1, ... of what `rag.training.threads export` wrote"),
    ],
    kinds: Annotated[
        Path | None,
        typer.Option(
            help="evals/gold/derived.jsonl: its half `kinds`, asked of those stores of --threads that it names"
        ),
    ] = None,
    hops: Annotated[
        Path | None,
        typer.Option(
            help="questions over several articles (MultiHop-RAG); the fit for long ones stays without"
        ),
    ] = None,
    hops_store: Annotated[
        Path | None, typer.Option(help="of their articles, among others, indexed")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="where the weights go; by default to those that are shipped")
    ] = None,
    selector: Annotated[
        Literal["packaged", "large"],
        typer.Option(
            help="packaged, or large: then the first look's weights stay, as nothing that it sees differs"
        ),
    ] = "packaged",
    questions: Annotated[
        int, typer.Option(help="of our own on news, of the quiz, and of each foreign set, at most")
    ] = 240,
    most_archives: Annotated[
        int | None, typer.Option(help="of --threads, the first so many")
    ] = None,
    measure_quiz: Annotated[bool, typer.Option(help="measure on the quiz's questions")] = False,
    seed: int = 7,
) -> None:
    """Fit on gold questions and our own over news and events that no reader was trained on, each asked of its archive.

    Of an archive that knows nothing of them they are asked, too. The fit is measured without a question's group: its
    thread, article or event.
    """
    if (hops is None) != (hops_store is None):
        raise typer.BadParameter("--hops and --hops-store go together")
    network, kept = NetworkReader(lasting=True), None
    choose: Choose = load_selector(lasting=True)
    if selector == "large":
        choose, kept = load_large_selector(lasting=True), dict(judge_weights()["first"])

    def seen_of(posed: list[Posed], folder: Path) -> list[Seen]:
        settings = Settings(store=folder)
        searcher = open_searcher(settings, lasting=True)
        eyes = Eyes(network=network, choose=choose, searcher=searcher)
        return eyes.look(ask(posed, settings, searcher))

    def drawn(posed: list[Posed]) -> list[Posed]:
        order = np.random.default_rng(seed).permutation(len(posed))
        return [posed[i] for i in order[:questions]]

    articles = load_articles(quiz, load_written())
    own = [one for part in HELD_APART for one in written_questions(part, articles)]
    posed = [one for path in gold for one in gold_questions(path)]
    own = drawn(own)
    events = [thread_questions(together) for together in archives()[:most_archives]]
    sets = {
        "gold": seen_of(posed, store),
        "written": seen_of(own, quiz_store),
        "threads": [
            one
            for number, asked in enumerate(events)
            for one in seen_of(asked, threads / str(number))
        ],
        "gold, foreign": seen_of(drawn(elsewhere(posed)), quiz_store),
        "written, foreign": seen_of(elsewhere(own), store),
        "threads, foreign": seen_of(
            drawn(elsewhere([one for asked in events for one in asked])), quiz_store
        ),
    }
    if kinds:
        sets["kinds"] = [
            one
            for number, asked in archived_questions(kinds, "kinds").items()
            for one in seen_of(asked, threads / str(number))
        ]
    every = [one for seen in sets.values() for one in seen]
    fitted = fit(every, seed, kept)
    metrics = crossed(sets, seed, kept)
    if measure_quiz:
        metrics["quiz"] = measure(*best(seen_of(drawn(quiz_questions(quiz)), quiz_store), fitted))
    if hops and hops_store:
        long = fit_long(long_cases(balanced(hop_questions(hops), seed), hops_store))
    else:
        long = json.loads(SHIPPED.read_text("utf-8"))["sure_of_long"]
    document = {**asdict(fitted), "sure_of_long": long, "seed": seed, "metrics": metrics}
    place = out or (SHIPPED if selector == "packaged" else SHIPPED.with_stem("judge_large"))
    place.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    typer.echo(json.dumps(document, indent=1))


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
