"""What a generation holds and what each of its files must be, so that damage to any of them is found.

The folder of a generation is named by the hash of its manifest.json, which holds the hash of every other file, and
CURRENT holds the folder's name: one altered bit anywhere breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from index.errors import StoreDamagedError, StoreMismatchError

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 2
FILE = "manifest.json"
REBUILD = (
    "make the store anew from the articles in it with `dateline index --rebuild --store {store}`"
)
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
    """What a generation holds; `made` (UTC) also tells it from another of the same content."""

    fingerprint: Fingerprint
    version: str
    articles: int
    passages: int
    vectors: str  # kind of the vector index
    files: dict[str, FileMark]
    made: str


def write_manifest(
    folder: Path,
    *,
    fingerprint: Fingerprint,
    version: str,
    articles: int,
    passages: int,
    vectors: str,
) -> str:
    """Mark every file of a finished generation; returns the name that the generation must bear."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    manifest = Manifest(
        fingerprint=fingerprint,
        version=version,
        articles=articles,
        passages=passages,
        vectors=vectors,
        files={file.relative_to(folder).as_posix(): FileMark.of(file) for file in files},
        made=datetime.now(UTC).isoformat(),
    )
    written = json.dumps(asdict(manifest), indent=1).encode()
    (folder / FILE).write_bytes(written)
    return _name(written)


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest and check that every file is there, with its size and its edges.

    Raises:
        StoreMismatchError: another version of dateline wrote it.
        StoreDamagedError: the manifest was altered; or a file is gone, cut short or altered at its edges.
    """
    manifest = read_alone(folder)
    for name, mark in manifest.files.items():
        if state := _glance(folder / name, mark):
            raise damaged(folder / name, state)
    return manifest


def read_alone(folder: Path) -> Manifest:
    """Read a generation's manifest, whatever became of the files that it names.

    Raises:
        StoreMismatchError: another version of dateline wrote it.
        StoreDamagedError: it was altered.
    """
    try:
        written = (folder / FILE).read_bytes()
        found: dict[str, Any] = json.loads(written)
        form = found["fingerprint"]["format"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise damaged(folder / FILE, f"cannot be read: {error}") from error
    if form != FORMAT:
        raise StoreMismatchError(
            f"the store {_store(folder)} has format {form}, this dateline writes {FORMAT};"
            f" {remedy(_store(folder))}"
        )
    if _name(written) != folder.name:
        raise damaged(folder / FILE, "was altered")
    found["fingerprint"] = Fingerprint(**found["fingerprint"])
    found["files"] = {name: FileMark(**mark) for name, mark in found["files"].items()}
    return Manifest(**found)  # its words are those that this format wrote: they were hashed


def altered(folder: Path) -> list[Path]:
    """Compare every file of a generation with its SHA-256; list those that differ.

    Raises:
        StoreMismatchError, StoreDamagedError: as `read_manifest`, before any file is read whole.
    """
    marks = read_manifest(folder).files.items()
    return [folder / name for name, mark in marks if FileMark.of(folder / name) != mark]


def damaged(file: Path, state: str) -> StoreDamagedError:
    """Say what is wrong with a file of a generation, and what mends it."""
    store = next(up.parent for up in file.parents if up.name == "generations")
    return StoreDamagedError(f"{file} {state}; {REBUILD.format(store=store)}")


def remedy(store: Path) -> str:
    """Name the command that mends a store whose articles cannot be read."""
    return f"rebuild it from your files with `dateline index PATH --rebuild --store {store}`"


def _store(folder: Path) -> Path:
    return folder.parent.parent


def _name(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()[:16]


def _glance(file: Path, mark: FileMark) -> str:
    """Say what is wrong with a file, as far as a glance tells; nothing if it looks whole."""
    try:
        if (found := file.stat().st_size) != mark.size:
            return f"has {found} bytes instead of {mark.size}"
        return "" if _edges(file) == mark.edges else "was altered"
    except FileNotFoundError:
        return "is gone"
    except OSError as error:
        return f"cannot be read: {error}"


def _edges(file: Path) -> str:
    """Hash the first and the last bytes of a file, where formats keep what they are read by."""
    with file.open("rb") as stream:
        first = stream.read(_EDGE)
        stream.seek(max(0, file.stat().st_size - _EDGE))
        return hashlib.sha256(first + stream.read(_EDGE)).hexdigest()
