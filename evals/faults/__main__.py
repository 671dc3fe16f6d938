"""Put the store's promises to the proof; each command prints JSON and exits with 1 if a law broke."""

from __future__ import annotations

import json
import logging
import os
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.faults.report import Report

app = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Seed = Annotated[int, typer.Option(help="What chance starts from.")]


@app.command()
def kill(
    points: Annotated[int, typer.Option(min=1, help="Runs killed with SIGKILL.")] = 200,
    interrupts: Annotated[int, typer.Option(min=0, help="Runs stopped with Ctrl-C.")] = 20,
    seed: Seed = 1,
) -> None:
    """Kill the indexer at random moments and before random changes to the file system."""
    from evals.faults.kill import kill

    _print([_run(kill, points=points, interrupts=interrupts, seed=seed)])


@app.command()
def ctrl_c(
    times: Annotated[int, typer.Option(min=1, help="Processes to stop.")] = 8, seed: Seed = 1
) -> None:
    """Stop whole processes, with the real embedder."""
    from evals.faults.interrupt import interrupt

    _print([_run(interrupt, times=times, seed=seed)])


@app.command()
def power(
    generations: Annotated[int, typer.Option(min=1, help="How many switches to watch.")] = 20,
    seed: Seed = 1,
) -> None:
    """Watch that everything is flushed before the switch."""
    from evals.faults.power import power

    _print([_run(power, generations=generations, seed=seed)])


@app.command()
def full_disk(
    steps: Annotated[int, typer.Option(min=1, help="Sizes to try, beside the finest.")] = 40,
    seed: Seed = 1,
) -> None:
    """Index onto disks that are too small; needs root, to mount them."""
    from evals.faults.full_disk import full_disk

    _print([_run(full_disk, steps=steps, seed=seed)])


@app.command()
def freed_disk(seed: Seed = 1) -> None:
    """Index onto disks that are full for a while; needs root, to mount them."""
    from evals.faults.freed_disk import freed_disk

    _print([_run(freed_disk, seed=seed)])


@app.command()
def flip(
    flips: Annotated[int, typer.Option(min=1, help="Single bits to flip in each file.")] = 40,
    seed: Seed = 1,
) -> None:
    """Spoil every file of a store."""
    from evals.faults.flip import flip

    _print([_run(flip, flips=flips, seed=seed)])


@app.command()
def two_writers(
    rounds: Annotated[int, typer.Option(min=1, help="How many races.")] = 20, seed: Seed = 1
) -> None:
    """Let two processes write to one store at once."""
    from evals.faults.writers import two_writers

    _print([_run(two_writers, rounds=rounds, seed=seed)])


@app.command()
def read_only(seed: Seed = 1) -> None:
    """Use a store that may not be written to; needs root, to mount it so."""
    from evals.faults.read_only import read_only_store

    _print([_run(read_only_store, seed=seed)])


@app.command()
def readers(
    generations: Annotated[int, typer.Option(min=1, help="How often the store is replaced.")] = 100,
    seed: Seed = 1,
) -> None:
    """Read while a writer replaces the store again and again."""
    from evals.faults.readers import readers

    _print([_run(readers, generations=generations, seed=seed)])


@app.command(name="all")
def everything(
    points: Annotated[int, typer.Option(min=1, help="Runs killed with SIGKILL.")] = 200,
    seed: Seed = 1,
) -> None:
    """Do all of it, each as its own command does by default."""
    from evals.faults.flip import flip
    from evals.faults.freed_disk import freed_disk
    from evals.faults.full_disk import full_disk
    from evals.faults.interrupt import interrupt
    from evals.faults.kill import kill
    from evals.faults.power import power
    from evals.faults.read_only import read_only_store
    from evals.faults.readers import readers
    from evals.faults.writers import two_writers

    _print(
        [
            _run(kill, points=points, interrupts=20, seed=seed),
            _run(interrupt, times=8, seed=seed),
            _run(power, generations=20, seed=seed),
            _run(full_disk, steps=40, seed=seed),
            _run(freed_disk, seed=seed),
            _run(flip, flips=40, seed=seed),
            _run(two_writers, rounds=20, seed=seed),
            _run(read_only_store, seed=seed),
            _run(readers, generations=100, seed=seed),
        ]
    )


def _run(fault: Callable[..., Report], **options: Any) -> Report:  # noqa: ANN401 - each its own
    """Run one fault in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="dateline-faults-") as room:
        return fault(Path(room), **options).finish()


def _print(reports: Sequence[Report]) -> None:
    shown = [report.as_json for report in reports]
    typer.echo(json.dumps(shown[0] if len(shown) == 1 else shown, ensure_ascii=False, indent=1))
    raise typer.Exit(int(any(report.broken for report in reports)))


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    logging.disable(logging.WARNING)  # thousands of damaged stores are opened: that is the point
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell's background jobs ignore Ctrl-C, and so would ours
    app()
