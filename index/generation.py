"""One whole generation of a store on disk, and the switch from one to the next.

    store/CURRENT                     the name of the generation that readers open
    store/generations/NAME/           articles.sqlite, passages.npy, vectors.faiss, words/, manifest.json
    store/resume/                     vectors of a run that did not finish
    store/lock                        held by the one writer

A generation is written under a temporary name, flushed, renamed, and only then named in CURRENT by an atomic
replace: whoever opens the store sees the old one or the new one, never a mixture.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from index.errors import StoreDamagedError, StoreMismatchError, StoreMissingError

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """All that shaped a store; two stores with different ones do not mix."""

    format: int
    embedder: str
    dim: int
    passage_chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation holds, and the size in bytes and SHA-256 of each of its files."""

    fingerprint: Fingerprint
    version: str
    articles: int
    passages: int
    files: dict[str, tuple[int, str]]


def current(store: Path) -> Path:
    """Find the folder of the generation that CURRENT names.

    Raises:
        StoreMissingError: no store there.
        StoreDamagedError: CURRENT names a generation that is gone.
    """
    try:
        name = (store / "CURRENT").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise StoreMissingError(
            f"no store in {store}: make one with `dateline index PATH --store {store}`"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreDamagedError(
            f"{store / 'CURRENT'} cannot be read: {error}; {_remedy(store)}"
        ) from error
    folder = store / "generations" / name
    if not name or "/" in name or not folder.is_dir():
        raise StoreDamagedError(
            f"{store / 'CURRENT'} names the generation {name[:40]!r}, which is gone; {_remedy(store)}"
        )
    return folder


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest and check that every file is there with its size.

    Raises:
        StoreMismatchError: another version of dateline wrote it.
        StoreDamagedError: a file is gone or has another size.
    """
    store = folder.parent.parent
    try:
        written: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        form = written["fingerprint"]["format"]
        if form != FORMAT:
            raise StoreMismatchError(
                f"the store {store} has format {form}, this dateline writes {FORMAT}; {_remedy(store)}"
            )
        written["fingerprint"] = Fingerprint(**written["fingerprint"])
        written["files"] = {
            name: (int(size), str(sha)) for name, (size, sha) in written["files"].items()
        }
        manifest = Manifest(**written)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreDamagedError(
            f"{folder / 'manifest.json'} cannot be read: {error}; {_remedy(store)}"
        ) from error
    for name, (size, _) in manifest.files.items():
        found = (folder / name).stat().st_size if (folder / name).is_file() else None
        if found != size:
            state = "is gone" if found is None else f"has {found} bytes instead of {size}"
            raise StoreDamagedError(f"{folder / name} {state}; {_remedy(store)}")
    return manifest


def check(folder: Path) -> list[str]:
    """Compare every file of a generation with its SHA-256: one line for each that was altered."""
    manifest = read_manifest(folder)
    remedy = _remedy(folder.parent.parent)
    return [
        f"{folder / name} was altered; {remedy}"
        for name, (_, sha) in manifest.files.items()
        if _sha256(folder / name) != sha
    ]


def begin(store: Path) -> Path:
    """Make the folder of a generation to be; what unfinished ones left behind is removed."""
    generations = store / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    for left in generations.glob("*.part"):
        shutil.rmtree(left, ignore_errors=True)
    folder = generations / f"{uuid.uuid4().hex[:12]}.part"
    folder.mkdir()
    return folder


def commit(
    part: Path, *, fingerprint: Fingerprint, version: str, articles: int, passages: int
) -> Path:
    """Flush the generation in `part`, name it, switch CURRENT to it, remove the older ones."""
    store = part.parent.parent
    files = sorted(file for file in part.rglob("*") if file.is_file())
    for file in files:
        _flush(file)
    manifest = Manifest(
        fingerprint=fingerprint,
        version=version,
        articles=articles,
        passages=passages,
        files={str(f.relative_to(part).as_posix()): (f.stat().st_size, _sha256(f)) for f in files},
    )
    _write_whole(part / "manifest.json", json.dumps(asdict(manifest), indent=1))
    folder = part.with_suffix("")
    part.rename(folder)
    _flush(folder.parent)
    _write_whole(store / "CURRENT", folder.name)
    for old in folder.parent.iterdir():
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def _remedy(store: Path) -> str:
    return f"rebuild it with `dateline index PATH --store {store} --rebuild`"


def _write_whole(file: Path, text: str) -> None:
    """Write a file so that it is seen with its old or its new words, never between."""
    beside = file.with_name(file.name + ".new")
    beside.write_text(text, "utf-8")
    _flush(beside)
    beside.replace(file)
    _flush(file.parent)


def _flush(path: Path) -> None:
    """Ask the disk to keep what was written to a file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
