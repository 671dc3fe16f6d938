"""Whole generations of a store on disk, and the switch from one to the next.

    store/CURRENT                     the name of the generation that readers open
    store/generations/NAME/           articles.sqlite, signatures.bin, passages.bin, words/, manifest.json;
                                      vectors.faiss, or codes.faiss and vectors.fp16 (index/vectors/)
    store/resume/NAME/                vectors of a run that did not finish, begun when NAME was current
    store/lock                        held by the one writer

A generation is written under a temporary name, flushed, renamed, and only then named in CURRENT by an atomic
replace: whoever opens the store sees the old one or the new one, never a mixture. What CURRENT does not name is
swept away by the writer, before it begins and after it ends.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from typing import TYPE_CHECKING

from index.errors import StoreDamagedError, StoreError, StoreMissingError
from index.manifest import altered, damaged, read_manifest, remedy, write_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from index.manifest import Fingerprint

_FIRST = "first"  # stands for the generation before the first

logger = logging.getLogger(__name__)


def current(store: Path) -> Path:
    """Find the folder of the generation that CURRENT names, or else the newest whole one.

    Raises:
        StoreMissingError: no store there.
        StoreDamagedError: CURRENT names no generation and there is no whole one.
    """
    names = _read_current(store)
    while (folder := _folder(store, names)) is None and names != (again := _read_current(store)):
        names = again  # a writer switched in between
    if folder is not None:
        return folder
    if left := _newest_whole(store):
        logger.warning(
            "dateline: %s names no generation; %s is whole and is read. The next `dateline index` mends it.",
            store / "CURRENT",
            left.name,
        )
        return left
    if names is None and not _generations(store):
        raise StoreMissingError(
            f"no store in {store}: make one with `dateline index PATH --store {store}`"
        )
    raise StoreDamagedError(f"{store / 'CURRENT'} names no generation; {remedy(store)}")


def superseded(folder: Path) -> bool:
    """Whether CURRENT names another generation than this one; one small read, for every question."""
    store = folder.parent.parent
    return _folder(store, _read_current(store)) not in {None, folder}


def check(folder: Path) -> list[str]:
    """Compare CURRENT and every file of a generation with what they must be: one line for each that was altered.

    Raises:
        StoreMismatchError, StoreDamagedError: the damage is such that the generation does not open.
    """
    store = folder.parent.parent
    lines = [str(damaged(file, "was altered")) for file in altered(folder)]
    if _folder(store, _read_current(store)) is None:
        lines.append(
            f"{store / 'CURRENT'} names no generation; mend it with `dateline index PATH --store {store}`"
        )
    return lines


def begin(store: Path) -> Path:
    """Make the folder of a generation to be, after mending CURRENT and sweeping away what was left behind."""
    (store / "generations").mkdir(parents=True, exist_ok=True)
    if _folder(store, _read_current(store)) is None and (left := _newest_whole(store)):
        _prepare_switch(store, left.name)
        _switch(store)
    sweep(store)
    part = store / "generations" / "next.part"
    part.mkdir()
    return part


def commit(
    part: Path,
    *,
    fingerprint: Fingerprint,
    version: str,
    articles: int,
    passages: int,
    vectors: str,
) -> Path:
    """Mark and flush the generation in `part`, name it, switch CURRENT to it, sweep the older ones away.

    Everything that takes space on the disk is written before the first name changes.
    """
    store = part.parent.parent
    name = write_manifest(
        part,
        fingerprint=fingerprint,
        version=version,
        articles=articles,
        passages=passages,
        vectors=vectors,
    )
    for written in (*part.rglob("*"), part):
        _flush(written)
    _prepare_switch(store, name)
    folder = part.rename(part.with_name(name))
    _flush(folder.parent)
    _switch(store)
    sweep(store)
    return folder


def sweep(store: Path) -> None:
    """Remove what nobody will open: unfinished and older generations, and checkpoints that led to the current one."""
    named = _folder(store, _read_current(store))
    for folder in (store / "generations").glob("*"):
        if folder.suffix == ".part" or (named and folder != named):
            shutil.rmtree(folder, ignore_errors=True)
    if not (kept := resume_folder(store)).is_dir():
        shutil.rmtree(store / "resume", ignore_errors=True)
    for left in set((store / "resume").glob("*")) - {kept}:
        shutil.rmtree(left, ignore_errors=True)
    (store / "CURRENT.new").unlink(missing_ok=True)


def resume_folder(store: Path) -> Path:
    """Name the folder of the checkpoints that add to the generation which is current now."""
    named = _folder(store, _read_current(store))
    return store / "resume" / (named.name if named else _FIRST)


def _read_current(store: Path) -> bytes | None:
    """Read CURRENT as it is; None if there is none.

    Raises:
        StoreDamagedError: it is there and cannot be read.
    """
    try:
        return (store / "CURRENT").read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreDamagedError(
            f"{store / 'CURRENT'} cannot be read: {error}; {remedy(store)}"
        ) from error


def _folder(store: Path, names: bytes | None) -> Path | None:
    """Find the generation that the words of CURRENT name."""
    if names is None or not re.fullmatch(rb"[0-9a-f]{12,16}", names):
        return None
    folder = store / "generations" / names.decode()
    return folder if folder.is_dir() else None


def _generations(store: Path) -> list[Path]:
    """List the generations that were finished and named."""
    return [f for f in (store / "generations").glob("*") if f.is_dir() and f.suffix != ".part"]


def _newest_whole(store: Path) -> Path | None:
    """Find the newest generation that a glance finds whole, whatever CURRENT says."""
    made: dict[str, Path] = {}
    for folder in _generations(store):
        try:
            made[read_manifest(folder).made] = folder
        except StoreError:
            continue
    return made[max(made)] if made else None


def _prepare_switch(store: Path, name: str) -> None:
    """Write what CURRENT will say beside it."""
    beside = store / "CURRENT.new"
    beside.write_text(name, "ascii")
    _flush(beside)


def _switch(store: Path) -> None:
    """Let CURRENT say what was prepared: it is seen with its old or its new words, never between."""
    (store / "CURRENT.new").replace(store / "CURRENT")
    _flush(store)


def _flush(path: Path) -> None:
    """Ask the disk to keep what was written to a file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
