"""The forms that `dateline eval import` and `export` know, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from evals.errors import DatasetError
from evals.foreign.export import export_beir, export_ragas, export_trec
from evals.foreign.feedback import import_feedback
from evals.foreign.news import import_multihop, import_realtimeqa
from evals.foreign.ranked import import_beir, import_trec
from evals.foreign.reading import import_csv, import_ragas, import_ragchecker, import_squad

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evals.foreign.imported import Imported
    from evals.running.folder import Run


class Import(Protocol):
    """Reads files of one form."""

    def __call__(self, paths: Sequence[Path], *, split: str) -> Imported:
        """Read `paths`; `split` names the part, for forms that have several."""
        ...


class Export(Protocol):
    """Writes a run in one form."""

    def __call__(self, run: Run, out: Path) -> list[Path]:
        """Write `run` to `out`; returns the files."""
        ...


IMPORTS: dict[str, Import] = {
    "beir": import_beir,
    "trec": import_trec,
    "squad": import_squad,
    "multihop": import_multihop,
    "realtimeqa": import_realtimeqa,
    "ragas": import_ragas,
    "ragchecker": import_ragchecker,
    "csv": import_csv,
    "feedback": import_feedback,
}
EXPORTS: dict[str, Export] = {"ragas": export_ragas, "beir": export_beir, "trec": export_trec}


def importer(name: str) -> Import:
    """Find an import by its name.

    Raises:
        DatasetError: there is none; the message lists them.
    """
    if name not in IMPORTS:
        raise DatasetError(f"there is no form {name!r} to import: {', '.join(IMPORTS)}")
    return IMPORTS[name]


def exporter(name: str) -> Export:
    """Find an export by its name.

    Raises:
        DatasetError: there is none; the message lists them.
    """
    if name not in EXPORTS:
        raise DatasetError(f"there is no form {name!r} to export: {', '.join(EXPORTS)}")
    return EXPORTS[name]
