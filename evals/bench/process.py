"""What a measurement must know of its process and of the system's cache of files."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def resident_memory() -> dict[str, int]:
    """Read the resident memory of this process: all of it, its own, and pages of files mapped (Linux)."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if "Rss" in line}
    return {
        "all": sum(found.values()),
        "own": found["RssAnon"],
        "mapped": found["RssFile"] + found["RssShmem"],
    }


def read_into_cache(folder: Path) -> None:
    """Read every file once, so that the system has it in its cache."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb", buffering=0) as stream:
                while stream.read(1 << 20):
                    pass


def drop_from_cache(folder: Path) -> None:
    """Ask the system to drop the files from its page cache, where it knows how."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream, suppress(AttributeError):
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
