"""The seal of the test files: their SHA-256 in the repository, so that a changed test file is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.dataset import digest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SEAL = "SHA256SUMS"
SEALED = ("test.jsonl", "checks.jsonl")


def write_seal(folder: Path) -> list[str]:
    """Write down the hashes of the sealed files of `folder`; returns their names."""
    names = [name for name in SEALED if (folder / name).is_file()]
    lines = (f"{digest(folder / name)}  {name}\n" for name in names)
    (folder / SEAL).write_text("".join(lines), "utf-8")
    return names


def broken(files: Sequence[Path]) -> list[str]:
    """Say which of `files` are not what the seal beside them says; a file that no seal names is not judged."""
    faults = []
    for file in files:
        wanted = _sealed(file.parent / SEAL).get(file.name)
        if wanted is None and file.name in SEALED:
            faults.append(f"{file.name} is not sealed: no line in {SEAL}")
        elif wanted is not None and digest(file) != wanted:
            faults.append(f"{file.name} differs from {SEAL}")
    return faults


def _sealed(seal: Path) -> dict[str, str]:
    if not seal.is_file():
        return {}
    rows = (line.split(maxsplit=1) for line in seal.read_text("utf-8").splitlines())
    return {row[1].strip(): row[0] for row in rows if len(row) == 2}  # noqa: PLR2004 - hash and name
