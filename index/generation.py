"""One whole generation of a store on disk, and the switch from one to the next.

    store/CURRENT                     the name of the generation that readers open
    store/generations/NAME/           articles.sqlite, signatures.bin, passages.bin, words/, manifest.json;
                                      vectors.faiss, or codes.faiss and vectors.fp16 (index/vectors/)
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

FORMAT = 2
_EDGE = 4096  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """All that shaped a store; two stores with different ones do not mix."""

    format: int
    embedder: str
    dim: int
    passage_chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMark:
    """Bytes of a file, SHA-256 of all of it, and of its edges: headers and footers, checked at each opening."""

    size: int
    sha256: str
    edges: str

    @classmethod
    def of(cls, file: Path) -> FileMark:
        """Read a file and mark it."""
        with file.open("rb") as stream:
            whole = hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(size=file.stat().st_size, sha256=whole, edges=_edges(file))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation holds, and what each of its files must be."""

    fingerprint: Fingerprint
    version: str
    articles: int
    passages: int
    files: dict[str, FileMark]
    vectors: str = "exact"  # kind of the vector index; stores of before there were two do not say


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
    """Read a generation's manifest and check that every file is there, with its size and its edges.

    Raises:
        StoreMismatchError: another version of dateline wrote it.
        StoreDamagedError: a file is gone, cut short or altered at its edges.
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
        written["files"] = {name: FileMark(**mark) for name, mark in written["files"].items()}
        manifest = Manifest(**written)
    except (KeyError, TypeError, AttributeError) as error:
        raise StoreMismatchError(
            f"{folder / 'manifest.json'} was written by another version of dateline; {_remedy(store)}"
        ) from error
    except (OSError, ValueError) as error:
        raise StoreDamagedError(
            f"{folder / 'manifest.json'} cannot be read: {error}; {_remedy(store)}"
        ) from error
    for name, mark in manifest.files.items():
        if state := _damage(folder / name, mark):
            raise StoreDamagedError(f"{folder / name} {state}; {_remedy(store)}")
    return manifest


def _damage(file: Path, mark: FileMark) -> str:
    """Say what is wrong with a file, as far as a glance tells; nothing if it looks whole."""
    if not file.is_file():
        return "is gone"
    if (found := file.stat().st_size) != mark.size:
        return f"has {found} bytes instead of {mark.size}"
    return "" if _edges(file) == mark.edges else "was altered"


def check(folder: Path) -> list[str]:
    """Compare every file of a generation with its SHA-256: one line for each that was altered."""
    manifest = read_manifest(folder)
    remedy = _remedy(folder.parent.parent)
    return [
        f"{folder / name} was altered; {remedy}"
        for name, mark in manifest.files.items()
        if FileMark.of(folder / name) != mark
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
    part: Path,
    *,
    fingerprint: Fingerprint,
    version: str,
    articles: int,
    passages: int,
    vectors: str,
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
        files={f.relative_to(part).as_posix(): FileMark.of(f) for f in files},
        vectors=vectors,
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


def _edges(file: Path) -> str:
    """Hash the first and the last bytes of a file, where formats keep what they are read by."""
    with file.open("rb") as stream:
        first = stream.read(_EDGE)
        stream.seek(max(0, file.stat().st_size - _EDGE))
        return hashlib.sha256(first + stream.read(_EDGE)).hexdigest()
