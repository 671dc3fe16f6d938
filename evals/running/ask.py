"""Ask every question of a set, by the pipeline that answers users, and keep what came back."""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from evals.running import folder as run_folder
from evals.running.folder import Manifest
from evals.running.identity import code_of, corpus_of, identity_of, machine_of
from rag.compose import open_searcher
from rag.contract import answer_json, info_json
from rag.errors import ChatModelError, QuestionError
from rag.types import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from evals.dataset import GoldQuestion
    from index.progress import Progress
    from index.search import Searcher
    from index.store import Store
    from rag.pipeline import Pipeline
    from rag.settings import Settings
    from rag.types import Answer

    Json = dict[str, Any]
    System = Callable[[GoldQuestion], Pipeline]
    MakeSystem = Callable[[Settings, Searcher], System]

DEPTH = 40  # passages kept of every ranking


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to run: questions of a named set, by a system made from the settings."""

    questions: Sequence[GoldQuestion]
    dataset: str
    dataset_sha256: str
    system: str
    make: MakeSystem
    settings: Settings
    dirty: tuple[str, ...] = ()


def manifest_of(task: Task, store: Store) -> Manifest:
    """Describe a run before it begins."""
    corpus, code = corpus_of(store), code_of()
    settings = {name: str(value) for name, value in asdict(task.settings).items()}
    settings.pop("store")
    asked = (task.dataset_sha256, [question.id for question in task.questions])
    return Manifest(
        dataset=task.dataset,
        dataset_sha256=task.dataset_sha256,
        questions=len(task.questions),
        system=task.system,
        identity=identity_of(asked, task.system, corpus, settings, code),
        corpus={**corpus, "index": info_json(store)["index"]},
        settings=settings,
        code=code,
        machine=machine_of(),
        dirty=task.dirty,
        started=_now(),
    )


def ask_all(
    task: Task, manifest: Manifest, folder: Path, *, jobs: int, progress: Progress
) -> Manifest:
    """Ask what was not asked yet, `jobs` at a time, and finish the run's folder.

    Raises:
        StoreError: the store cannot be read.
        RunFolderError: another run lies in `folder`.
    """
    done = run_folder.begin(folder, manifest, task.questions)
    manifest = replace(manifest, started=run_folder.read_manifest(folder).started)
    waiting = [question for question in task.questions if question.id not in done]
    worker = _Worker(task)
    begun = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(worker, question) for question in waiting]
        try:
            for count, future in enumerate(as_completed(futures), start=len(done) + 1):
                row = future.result()
                run_folder.append_answer(folder, row)
                done[row["id"]] = row
                progress("questions", count, len(task.questions))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    _keep_articles(folder, task, done.values())
    before = run_folder.read_manifest(folder)
    finished = replace(
        manifest,
        finished=before.finished if before.finished and not waiting else _now(),
        seconds=round(before.seconds + time.perf_counter() - begun, 1)
        if waiting
        else before.seconds,
        peak_memory_mb=max(before.peak_memory_mb, _peak_memory_mb() if waiting else 0.0),
    )
    run_folder.write_manifest(folder, finished)
    return finished


class _Worker:
    """Answers one question; every thread has its own store and pipeline."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._own = threading.local()

    def __call__(self, question: GoldQuestion) -> Json:
        if not hasattr(self._own, "system"):
            settings = replace(self._task.settings, show_k=DEPTH)
            self._own.searcher = open_searcher(settings, lasting=True)
            self._own.system = self._task.make(settings, self._own.searcher)
        store = self._own.searcher.store
        try:
            asked = Question(question.question, as_of=question.as_of)
            answer = self._own.system(question).answer(asked)
        except (QuestionError, ChatModelError) as error:
            return {"id": question.id, "error": str(error), "answer": None, "copies": {}}
        return {
            "id": question.id,
            "error": None,
            "answer": answer_json(answer),
            "copies": _copies(answer, store),
        }


def _copies(answer: Answer, store: Store) -> dict[str, list[str]]:
    """Name the copies of every article that was found or cited, where there are any."""
    named = [hit.passage.article for hit in answer.evidence]
    named += [citation.article for citation in answer.citations]
    unique = {article.id: article for article in named}
    found = {name: store.copies_of(article) for name, article in unique.items()}
    return {name: [copy.id for copy in copies] for name, copies in found.items() if copies}


def _keep_articles(folder: Path, task: Task, rows: Any) -> None:  # noqa: ANN401 - a view of rows
    """Write down every article that is cited, or that a question names."""
    cited = [c["article_id"] for row in rows if row["answer"] for c in row["answer"]["citations"]]
    gold = [span.article_id for question in task.questions for span in question.spans]
    graded = [name for question in task.questions for name in question.grades]
    store = open_searcher(task.settings).store
    found = (store.article(name) for name in dict.fromkeys([*cited, *gold, *graded]))
    run_folder.write_articles(
        folder,
        (
            {"article_id": article.id, "sha256": article.sha256, "text": article.text}
            for article in found
            if article
        ),
    )


def _peak_memory_mb() -> float:
    """Most memory that this process ever held; 0 where the system does not say."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
