"""What a run is of: the archive, the code, the machine."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.store import Store

_CODE = ("index", "rag")
_SUFFIXES = {".py", ".json", ".safetensors"}


def corpus_of(store: Store) -> dict[str, Any]:
    """Fingerprint the articles of a store (not how they are cut): ids, texts, dates and outlets, in order of id."""
    rows = sorted(
        (a.id, a.sha256, str(a.published), a.source or "", a.title) for a in store.articles
    )
    manifest = store.manifest
    return {
        "sha256": _hash(json.dumps(row) for row in rows),
        "articles": manifest.articles,
        "passages": manifest.passages,
        "passage_chars": manifest.fingerprint.passage_chars,
        "embedder": manifest.fingerprint.embedder,
    }


def code_of() -> dict[str, Any]:
    """Hash the modules and weights that answer questions; training has no part in that."""
    parts = []
    for package in _CODE:
        root = Path(str(files(package)))
        for file in sorted(root.rglob("*")):
            name = file.relative_to(root).as_posix()
            if file.suffix in _SUFFIXES and not name.startswith("training/"):
                parts.append(f"{package}/{name} {hashlib.sha256(file.read_bytes()).hexdigest()}")
    try:
        release = version("dateline")
    except PackageNotFoundError:
        release = "unknown"
    return {"version": release, "sha256": _hash(parts)}


def machine_of() -> dict[str, Any]:
    """Describe the machine, as far as times depend on it."""
    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def identity_of(*parts: object) -> str:
    """Hash everything that decides the answers."""
    return _hash(json.dumps(part, sort_keys=True, default=str) for part in parts)


def _hash(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()
