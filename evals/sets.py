"""Question sets by name: `dev` and `test` ship with dateline, anything else is a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.dataset import digest, load_questions
from evals.errors import DatasetError
from evals.samples import gold_folder
from evals.validate.seal import broken

if TYPE_CHECKING:
    from evals.dataset import GoldQuestion

SHIPPED = ("dev", "test")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """A question set that was read: its name, the hash of its file, and what speaks against quoting its figures."""

    name: str
    sha256: str
    questions: tuple[GoldQuestion, ...]
    shipped: bool
    dirty: tuple[str, ...] = ()

    @property
    def is_test(self) -> bool:
        """Whether it is a test set: every run on it goes into the ledger."""
        return any(question.split == "test" for question in self.questions)


def question_set(name: str, *, limit: int | None = None) -> QuestionSet:
    """Read a shipped set by its name, or any file.

    Args:
        name: `dev`, `test` or a path.
        limit: take the first so many only; such a run is marked as a part.

    Raises:
        DatasetError: there is none, or it cannot be read.
    """
    shipped = name in SHIPPED
    file = gold_folder() / f"{name}.jsonl" if shipped else Path(name)
    if not file.is_file():
        known = ", ".join(SHIPPED)
        raise DatasetError(f"there is no question set {name!r}: give a file, or one of {known}")
    questions = tuple(load_questions(file))
    dirty = tuple(broken([file]))
    if limit is not None and limit < len(questions):
        dirty = (*dirty, f"only the first {limit} of {len(questions)} questions")
        questions = questions[:limit]
    return QuestionSet(
        name=name if shipped else file.stem,
        sha256=digest(file),
        questions=questions,
        shipped=shipped,
        dirty=dirty,
    )
