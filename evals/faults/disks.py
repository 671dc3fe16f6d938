"""Small disks of memory to fill up or to make read-only."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = 4096  # bytes: the least that such a disk hands out
LARGE = 1 << 30


def may_mount() -> bool:
    """Whether this process is root, who may mount."""
    return os.geteuid() == 0


@contextmanager
def memory_disk(place: Path, *, size: int = LARGE) -> Iterator[Path]:
    """Mount a disk of `size` bytes at `place` for as long as the block lasts."""
    place.mkdir(parents=True)
    _do("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place))
    try:
        yield place
    finally:
        _do("umount", "--lazy", str(place))  # a searcher that is not collected yet may hold a file


def resize(place: Path, size: int) -> None:
    """Give the disk another size, in bytes; none at all would mean no limit."""
    _do("mount", "-o", f"remount,size={max(size, PAGE)}", str(place))


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """Forbid all writing to the disk."""
    _do("mount", "-o", "remount,ro", str(place))
    try:
        yield
    finally:
        _do("mount", "-o", "remount,rw", str(place))


def used(place: Path) -> int:
    """Bytes that are taken."""
    found = os.statvfs(place)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


def _do(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - mount and umount, nothing from outside
