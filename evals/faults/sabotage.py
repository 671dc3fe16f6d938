"""Prove that the harness can fail: break a copy of the code on purpose, one promise at a time, and see it noticed."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from unittest.mock import patch

import typer

from evals.faults.report import Report
from evals.faults.sabotages import SABOTAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.faults.sabotages import Sabotage

app = typer.Typer(help=__doc__, add_completion=False, rich_markup_mode=None)

_ROOT = Path(__file__).parents[2]
_PATIENCE = 600  # seconds for one


class Broken(Exception):  # noqa: N818 - a law, not an error
    """The first case that broke a law: the rest need not be run."""


@app.command()
def every(
    only: Annotated[str, typer.Option(help="Only those whose name or fault holds this.")] = "",
    seed: Annotated[int, typer.Option(help="What chance starts from.")] = 1,
) -> None:
    """Break the code in each of its ways; exit with 1 if one of them was not noticed."""
    chosen = [one for one in SABOTAGES if only in one.name or only in one.fault]
    begun = time.perf_counter()
    found = {}
    for sabotage in chosen:
        found[sabotage.name] = _try(sabotage, seed)
        typer.echo(f"{sabotage.name}: {found[sabotage.name]}", err=True)
    missed = [one.name for one in chosen if not _noticed(one, found[one.name])]
    shown = {
        "seed": seed,
        "sabotages": len(chosen),
        "noticed": len(chosen) - len(missed),
        "not_noticed": missed,
        "first_law_broken": {name: laws[:1] for name, laws in found.items()},
        "seconds": round(time.perf_counter() - begun, 1),
    }
    typer.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    raise typer.Exit(int(bool(missed) or not chosen))


@app.command(hidden=True)
def one(fault: str, options: str, seed: int) -> None:
    """Run one fault up to the first case that breaks a law, and print what broke."""
    laws = [law[:200] for law in _until_broken(_faults()[fault], seed=seed, **json.loads(options))]
    typer.echo(json.dumps(laws))


def _try(sabotage: Sabotage, seed: int) -> list[str]:
    """Break a copy of the code and list the laws that its fault saw broken; a fault that did not run saw none."""
    with tempfile.TemporaryDirectory(prefix="dateline-sabotage-") as room:
        for package in ("index", "ui", "evals"):
            shutil.copytree(_ROOT / package, Path(room) / package)
        (Path(room) / "rag").symlink_to(_ROOT / "rag")  # large, and not part of the store
        sabotage.to(Path(room))
        command = ["evals.faults.sabotage", "one", sabotage.fault, json.dumps(sabotage.options)]
        ended = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", *command, str(seed)],
            cwd=room,
            check=False,
            stdout=subprocess.PIPE,
            timeout=_PATIENCE,
        )
    laws: list[str] = json.loads(ended.stdout) if ended.returncode == 0 else []
    return laws


def _noticed(sabotage: Sabotage, laws: Sequence[str]) -> bool:
    """Whether the law that guards the promise broke, not just any."""
    return any(sabotage.law in law for law in laws)


def _until_broken(fault: Callable[..., Report], **options: Any) -> list[str]:  # noqa: ANN401 - each its own
    add = Report.add

    def watched(report: Report, case: str, broken: Sequence[str]) -> None:
        add(report, case, broken)
        if broken:
            raise Broken(*report.broken)

    with (
        tempfile.TemporaryDirectory(prefix="dateline-faults-") as room,
        patch.object(Report, "add", watched),
    ):
        try:
            return fault(Path(room), **options).broken
        except Broken as first:
            return list(first.args)


def _faults() -> dict[str, Callable[..., Report]]:
    """Name the faults; imported here, in the copy that was broken."""
    from evals.faults.flip import flip
    from evals.faults.freed_disk import freed_disk
    from evals.faults.full_disk import full_disk
    from evals.faults.kill import kill
    from evals.faults.power import power
    from evals.faults.read_only import read_only_store
    from evals.faults.readers import readers
    from evals.faults.writers import two_writers

    return {
        "flip": flip,
        "freed_disk": freed_disk,
        "full_disk": full_disk,
        "kill": kill,
        "power": power,
        "read_only": read_only_store,
        "readers": readers,
        "two_writers": two_writers,
    }


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    logging.disable(logging.WARNING)
    app()
