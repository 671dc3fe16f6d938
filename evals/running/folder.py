"""A run on disk: what was asked of which archive by which code, and all that came back; enough to score it again.

run.json         what was run (`Manifest`)
questions.jsonl  the questions, as they were asked
answers.jsonl    a line for each question as it is answered: a stopped run goes on after the last whole one
articles.jsonl   the articles that are cited or hold evidence, so that citations can be judged without the store
scores.json      figures, written by scoring; it can be made again from the others
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from evals.dataset import load_questions, read_rows, save_questions
from evals.errors import DatasetError, RunFolderError
from evals.measures.citations import Stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from evals.dataset import GoldQuestion

Json = dict[str, Any]
FORMAT = 1
RUN, QUESTIONS, ANSWERS, ARTICLES, SCORES = (
    "run.json",
    "questions.jsonl",
    "answers.jsonl",
    "articles.jsonl",
    "scores.json",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What was run; two runs with the same `identity` ask the same of the same."""

    dataset: str
    dataset_sha256: str
    questions: int
    system: str
    identity: str
    corpus: Json
    """`sha256` over all articles' ids and texts, counts, embedder, passage size."""
    settings: Json
    code: Json
    """Version of dateline and the hash of its modules and weights."""
    machine: Json = field(default_factory=dict)
    dirty: tuple[str, ...] = ()
    """Reasons why the figures may not be quoted, such as a test file that was changed."""
    started: str = ""
    finished: str | None = None
    seconds: float = 0.0
    peak_memory_mb: float = 0.0
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stored run, read."""

    folder: Path
    manifest: Manifest
    questions: tuple[GoldQuestion, ...]
    answers: Mapping[str, Json]
    """Question id → the line of answers.jsonl."""
    archive: Mapping[str, Stored]

    @property
    def complete(self) -> bool:
        """Whether every question was asked."""
        return all(question.id in self.answers for question in self.questions)


def begin(folder: Path, manifest: Manifest, questions: Sequence[GoldQuestion]) -> dict[str, Json]:
    """Make the folder of a run, or find the one that was begun; returns the answers that it holds already.

    Raises:
        RunFolderError: another run lies there.
    """
    if (folder / RUN).is_file():
        there = read_manifest(folder)
        if there.identity != manifest.identity:
            raise RunFolderError(
                f"{folder} holds another run ({_difference(there, manifest)}): name another folder with --run"
            )
        return _answers(folder, mend=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_questions(questions, folder / QUESTIONS)
        write_manifest(folder, manifest)
    except OSError as error:
        raise RunFolderError(f"cannot write to {folder}: {error}") from error
    return {}


def _difference(there: Manifest, here: Manifest) -> str:
    """Name what two runs differ in."""
    names = ("dataset", "dataset_sha256", "system", "corpus", "settings", "code")
    other = [name for name in names if getattr(there, name) != getattr(here, name)]
    return f"other {', '.join(other)}" if other else "of other code"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write run.json, whole or not at all."""
    _replace(folder / RUN, json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """Read run.json.

    Raises:
        RunFolderError: there is none, or it is not one.
    """
    try:
        row = json.loads((folder / RUN).read_text("utf-8"))
        known = {one.name for one in fields(Manifest)}
        manifest = Manifest(**{name: value for name, value in row.items() if name in known})
    except FileNotFoundError:
        raise RunFolderError(f"{folder} holds no run: dateline eval run makes one") from None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise RunFolderError(f"{folder / RUN} is damaged: {error}") from error
    if manifest.format != FORMAT:
        raise RunFolderError(f"{folder} has format {manifest.format}, this version reads {FORMAT}")
    return replace(manifest, dirty=tuple(manifest.dirty))


def append_answer(folder: Path, row: Json) -> None:
    """Add a line to answers.jsonl."""
    with (folder / ANSWERS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_articles(folder: Path, articles: Iterable[Json]) -> None:
    """Write down the articles that judging needs: `article_id`, `text`, `sha256`."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in articles)
    _replace(folder / ARTICLES, lines)


def read_run(folder: Path) -> Run:
    """Read a finished run.

    Raises:
        RunFolderError: there is none, it is not finished, or a file of it is damaged.
    """
    manifest = read_manifest(folder)
    try:
        questions = tuple(load_questions(folder / QUESTIONS))
        archive = {
            row["article_id"]: Stored(text=row["text"], sha256=row["sha256"])
            for _, row in read_rows(folder / ARTICLES)
        }
    except (DatasetError, KeyError) as error:
        raise RunFolderError(f"the run in {folder} is damaged or unfinished: {error}") from error
    run = Run(
        folder=folder,
        manifest=manifest,
        questions=questions,
        answers=_answers(folder),
        archive=archive,
    )
    if not run.complete:
        done = len(run.answers)
        raise RunFolderError(
            f"the run in {folder} is not finished ({done} of {len(questions)}): run it again to go on"
        )
    return run


def _answers(folder: Path, *, mend: bool = False) -> dict[str, Json]:
    """Read answers.jsonl; the last line may be cut short by a kill, and `mend` takes it off."""
    file = folder / ANSWERS
    if not file.is_file():
        return {}
    try:
        lines = file.read_bytes().split(b"\n")
        whole = b"\n".join(lines[:-1])
        if mend and lines[-1]:
            file.write_bytes(whole + b"\n" if whole else b"")
        rows = [json.loads(line) for line in lines[:-1] if line.strip()]
        return {row["id"]: row for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunFolderError(f"{file} is damaged: {error}") from error


def _replace(file: Path, text: str) -> None:
    part = file.with_name(f"{file.name}.part")
    part.write_text(text, "utf-8")
    os.replace(part, file)  # noqa: PTH105 - atomic, by its plain name
