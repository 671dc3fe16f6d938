"""Read hostile files, then damaged ones until the time is over: `python -m evals.fuzz --seconds 60 --seed 0`.

Prints one JSON document; the exit code is 1 if an exception got out of `read` or a limit was passed. The hostile files
are all read, however long that takes, and made by another process, so that the peak of memory is the reader's.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import logging
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from evals.fuzz.hostile import hostile, write_all
from evals.fuzz.mutate import mutate
from evals.fuzz.samples import samples
from evals.fuzz.trial import Report

_HANGS = 120  # seconds after which one input counts as a hang: the process ends with a traceback


def main() -> int:
    """Run, print, and say whether all went well."""
    options = argparse.ArgumentParser(prog="python -m evals.fuzz", description=__doc__)
    options.add_argument(
        "--seconds", type=float, default=60.0, help="how long to read damaged files"
    )
    options.add_argument("--seed", type=int, default=0, help="of the damage")
    asked = options.parse_args()
    logging.disable(logging.CRITICAL)  # the libraries log what they find damaged
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        _read_hostile(report, Path(folder))
        _read_damaged(report, Path(folder), seconds=asked.seconds, random=Random(asked.seed))  # noqa: S311 -- no secret
    print(json.dumps({"seed": asked.seed, "seconds": asked.seconds, **report.as_json()}, indent=1))  # noqa: T201
    return 0 if report.passed else 1


def _read_hostile(report: Report, folder: Path) -> None:
    """Read every hostile file once."""
    maker = multiprocessing.get_context("spawn").Process(target=write_all, args=(folder,))
    maker.start()
    maker.join()
    for name in hostile():
        _read(report, folder / name, form="hostile", name=name)


def _read_damaged(report: Report, folder: Path, *, seconds: float, random: Random) -> None:
    """Read files with random damage, form after form."""
    valid = samples()
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end:
        suffix = list(valid)[count % len(valid)]
        file = folder / f"rain{suffix}"
        file.write_bytes(mutate(valid[suffix], random))
        _read(report, file, form=suffix, name=f"damaged {suffix} number {count}")
        count += 1


def _read(report: Report, file: Path, *, form: str, name: str) -> None:
    """Read a file, ending the process if it takes too long."""
    faulthandler.dump_traceback_later(_HANGS, exit=True)
    report.read(file, form=form, name=name)
    faulthandler.cancel_dump_traceback_later()
    file.unlink()


if __name__ == "__main__":
    sys.exit(main())
