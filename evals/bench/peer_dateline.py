"""`python -m evals.bench.peer_dateline FILE STORE`: index by the command line, print the number of passages."""

from __future__ import annotations

import sys
from pathlib import Path

from index.store import Store
from ui.cli import run


def main(file: str, store: str) -> int:
    """Index `file` into the folder `store`: the exit code."""
    code = run(["index", file, "--store", store])
    sys.stdout.write(f"{len(Store.open(Path(store)))}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
