"""The eval in one function: question set → run → scores. The command line and scripts both call it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evals.foreign.imported import located
from evals.locate import Articles
from evals.running import ledger
from evals.running.ask import Task, ask_all, manifest_of
from evals.running.folder import RUN, read_manifest
from evals.running.systems import system
from evals.scoring.stored import score_folder
from index.store import Store

if TYPE_CHECKING:
    from evals.dataset import GoldQuestion
    from evals.scoring.stored import Scores
    from evals.sets import QuestionSet
    from index.progress import Progress
    from rag.settings import Settings

RUNS = Path("eval-runs")


def evaluate(
    asked: QuestionSet,
    settings: Settings,
    *,
    name: str = "dateline",
    folder: Path | None = None,
    runs: Path = RUNS,
    jobs: int = 1,
    progress: Progress,
) -> Scores:
    """Ask a question set of the store of the settings, keep the run, and score it.

    A run with the same questions, archive, settings and code goes on where it was stopped; a finished one is
    scored anew.

    Args:
        asked: the questions.
        settings: the store, and how to answer.
        name: the system: `dateline` or a baseline.
        folder: where the run lies; by default below `runs`, named by what was asked of what.
        runs: folder of runs.
        jobs: questions asked at a time.
        progress: is told how many are done.

    Raises:
        EvalError: the set does not fit the archive, or the folder holds another run.
        StoreError: the store is missing or damaged.
    """
    store = Store.open(settings.store)
    questions = _located(asked, store) if _unlocated(asked) else asked.questions
    task = Task(
        questions=questions,
        dataset=asked.name,
        dataset_sha256=asked.sha256,
        system=name,
        make=system(name),
        settings=settings,
        dirty=asked.dirty,
    )
    manifest = manifest_of(task, store)
    place = folder or runs / f"{asked.name}-{name}-{manifest.identity[:8]}"
    before = read_manifest(place).finished if (place / RUN).is_file() else None
    finished = ask_all(task, manifest, place, jobs=jobs, progress=progress)
    if asked.is_test and before is None:
        ledger.enter(ledger.ledger_file(runs), finished)
    return score_folder(place)[2]


def _unlocated(asked: QuestionSet) -> bool:
    return any(not span.located for question in asked.questions for span in question.spans)


def _located(asked: QuestionSet, store: Store) -> tuple[GoldQuestion, ...]:
    """Give spans that name a file and a quotation their article and offsets, as this store has them."""
    articles = Articles.of(store.articles)
    return tuple(
        articles.filled(question) if question.origin == "gold" else located(question, articles)
        for question in asked.questions
    )
