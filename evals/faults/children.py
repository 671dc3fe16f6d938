"""Start commands in child processes, and kill them."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.faults import work

if TYPE_CHECKING:
    from collections.abc import Sequence
    from signal import Signals

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["evals.faults.work"])
PATIENCE = 60  # seconds that a command of milliseconds may take before it counts as hung


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a command ended: its exit code (minus the signal that killed it), its stderr, its file operations."""

    code: int
    errors: str
    seconds: float
    operations: int = 0
    last: str = ""

    @property
    def lines(self) -> list[str]:
        """The lines of stderr."""
        return self.errors.strip().splitlines()

    @property
    def crashed(self) -> bool:
        """Whether a traceback or a panic was shown, or the code is none of the contract's."""
        shown = "Traceback" in self.errors or "panicked" in self.errors
        return shown or self.code not in {0, 1, 2, 3, 130, -9}


class Child:
    """One command of `dateline` in its own process."""

    def __init__(
        self, *arguments: str | Path, dies_before: int | None = None, as_nobody: bool = False
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="dateline-faults-")
        self._log = Path(self._folder.name) / "child.log"
        Path(self._folder.name).chmod(0o755)
        self._process = _CONTEXT.Process(
            target=work.dateline,
            args=([str(argument) for argument in arguments], self._log),
            kwargs={"dies_before": dies_before, "as_nobody": as_nobody},
        )
        self._process.start()
        while not self._log.with_suffix(".begun").exists():
            if self._process.exitcode is not None:
                raise RuntimeError("the child did not begin")
            time.sleep(0.0005)
        self._begun = time.perf_counter()

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def send(self, signal: Signals, *, after: float) -> None:
        """Send a signal, seconds after it began; nothing if it has ended by then."""
        self._process.join(max(0.0, self._begun + after - time.perf_counter()))
        if self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, signal)

    def wait(self) -> Outcome:
        """Wait for its end.

        Raises:
            TimeoutError: it hangs.
        """
        self._process.join(PATIENCE)
        seconds = time.perf_counter() - self._begun
        if self._process.exitcode is None:
            self._process.kill()
            raise TimeoutError(f"no end after {PATIENCE} s")
        counted = self._log.with_suffix(".operations")
        count, _, last = (counted.read_text("utf-8") if counted.exists() else "").partition(" ")
        errors = self._log.read_text("utf-8", "replace")
        self._folder.cleanup()
        return Outcome(
            code=self._process.exitcode,
            errors=errors,
            seconds=seconds,
            operations=int(count or 0),
            last=last,
        )


def run(*arguments: str | Path, dies_before: int | None = None, as_nobody: bool = False) -> Outcome:
    """Run one command to its end."""
    return Child(*arguments, dies_before=dies_before, as_nobody=as_nobody).wait()


def index(paths: Sequence[Path], store: Path, *, dies_before: int | None = None) -> Outcome:
    """Run `dateline index`."""
    return run("index", *paths, "--store", store, dies_before=dies_before)
