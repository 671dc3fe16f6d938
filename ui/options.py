"""Options and habits that the commands share."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.types import Filters
from rag.errors import QuestionError, SettingsError
from rag.settings import Settings, load
from ui.exits import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.pipeline import Pipeline
    from rag.types import Answer, Question

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", help="Folder of the store. [default: ./.dateline]"),
]
RunArgument = Annotated[
    Path, typer.Argument(metavar="RUN", help="Folder of a run of `dateline eval run`.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else.")
]
SinceOption = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="Only articles published on or after this day."),
]
UntilOption = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="Only articles published on or before this day."),
]
SourceOption = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Only articles of this outlet; repeatable.")
]
TraceOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write every step of the answer into this JSON file."),
]


def traced(pipeline: Pipeline, question: Question, file: Path | None) -> Answer:
    """Answer a question; write what happened on the way into `file`, if one is named.

    Raises:
        SettingsError: the file cannot be written.
    """
    if file is None:
        return pipeline.answer(question)
    from rag.question_trace import Trace

    trace = Trace()
    *_, last = trace.follow(pipeline.stream(question))
    try:
        file.write_text(json.dumps(trace.document, ensure_ascii=False, indent=1), "utf-8")
    except OSError as error:
        raise SettingsError(f"--trace {file} cannot be written: {error.strerror}") from error
    if last.answer is None:
        raise RuntimeError("the stream ended without an answer")
    return last.answer


def settings_of(**overrides: object) -> Settings:
    """Take the settings from the defaults, dateline.toml, the environment and the command line, in that order.

    Unless they name a model of a hub, libraries are told that there is none to ask.
    """
    settings = load(overrides, environment=os.environ)
    if not settings.named_models:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    return settings


def print_json(document: object) -> None:
    """Print one JSON document on stdout."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=1))


def print_files(files: Sequence[Path], *, as_json: bool) -> None:
    """Say which files were written: a line each, or `files` in one JSON document."""
    if as_json:
        print_json({"files": [str(file) for file in files]})
        return
    for file in files:
        typer.echo(file)


def filters_of(since: str | None, until: str | None, sources: list[str] | None) -> Filters:
    """Read the options that say which articles may be searched.

    Raises:
        SettingsError: a day is none.
        QuestionError: no article can pass.
    """
    first, last = day_of("--since", since), day_of("--until", until)
    if first and last and first > last:
        raise QuestionError(f"--since {first} is after --until {last}: no article can pass")
    return Filters(since=first, until=last, sources=tuple(sources or ()))


def say_missing(filters: Filters, settings: Settings) -> None:
    """Say on stderr which outlets the store does not have: a misspelled name would find nothing in silence."""
    if not filters.sources:
        return
    from index.store import Store
    from rag.outlets import outlets_missing

    named = [name for name in Store.open(settings.store).articles.sources() if name]
    if missing := outlets_missing(filters.sources, named):
        say(missing)


def day_of(option: str, written: str | None) -> date | None:
    """Read a day.

    Raises:
        SettingsError: it is none.
    """
    if written is None:
        return None
    try:
        return datetime.strptime(written, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        raise SettingsError(f"{option} {written[:40]!r} is not a day: write YYYY-MM-DD") from None
