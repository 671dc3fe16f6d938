"""Options and habits that the commands share."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from rag.settings import Settings, load

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", help="Folder of the store. [default: ./.dateline]"),
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
