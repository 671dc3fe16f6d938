"""How long a fresh `dateline ask` takes, from the start of the process to its end."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_PROBE = """
import sys
from ui.cli import run
code = run(sys.argv[1:])
print('torch' in sys.modules, file=sys.stderr)
sys.exit(code)
"""


def time_cold(question: str, *, store: Path, rounds: int) -> dict[str, Any]:
    """Ask in `rounds` fresh processes.

    Returns: seconds (median, slowest), whether torch was imported, and what the last one answered.

    Raises:
        RuntimeError: the command failed.
    """
    command = [sys.executable, "-c", _PROBE, "ask", question, "--json", "--store", str(store)]
    seconds, torch, answer = list[float](), False, {}
    for _ in range(rounds):
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
        seconds.append(time.perf_counter() - started)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        torch = torch or done.stderr.strip().endswith("True")
        answer = json.loads(done.stdout)
    return {
        "rounds": rounds,
        "seconds_median": round(statistics.median(seconds), 3),
        "seconds_slowest": round(max(seconds), 3),
        "torch_imported": torch,
        "short_answer": answer["short_answer"],
        "abstained": answer["abstained"],
    }
