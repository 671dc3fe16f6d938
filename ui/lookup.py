"""Commands that look citations up: `dateline trace`, `verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.errors import DocumentError
from ui.exits import BAD_INPUT, FAILED, say
from ui.files import STANDARD, read_text, write_out
from ui.options import (
    JsonOption,
    SinceOption,
    SourceOption,
    StoreOption,
    UntilOption,
    filters_of,
    print_json,
    settings_of,
)

OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write there. [default: stdout]")
]


def trace(
    excerpt: Annotated[
        str | None,
        typer.Argument(metavar="EXCERPT", help="Words of an article; - is the standard input."),
    ] = None,
    *,
    store: StoreOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    batch: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Trace every row of a CSV or JSON Lines file, or of -."),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The column of excerpts. [default: excerpt, quote, text]"
        ),
    ] = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which article an excerpt comes from: verbatim, altered, paraphrase or absent."""
    from rag.lookup.compose import open_tracer
    from rag.lookup.shapes import trace_json
    from ui.batch import read_batch, trace_batch
    from ui.found import show_trace

    if (excerpt is None) == (batch is None):
        raise DocumentError("give an excerpt, - for the standard input, or --batch FILE")
    chosen, settings = filters_of(since, until, source), settings_of(store=store)
    if batch is not None:
        rows = read_batch(batch, column=column)
        text, failed = trace_batch(rows, open_tracer(settings), chosen)
        write_out(text, out)
        if failed:
            say(f"{failed} of {len(rows.rows)} rows hold no excerpt: see the column problem")
            raise typer.Exit(BAD_INPUT)
        return
    words = read_text(STANDARD) if excerpt == STANDARD else str(excerpt)
    traced = open_tracer(settings)(words, chosen)
    if as_json:
        print_json(trace_json(traced))
    else:
        show_trace(traced)


def verify(
    file: Annotated[
        str,
        typer.Argument(
            metavar="ANSWER.json", help="An answer, a draft or a trace saved with --json; or -."
        ),
    ],
    *,
    store: StoreOption = None,
    strict: Annotated[
        bool, typer.Option(help="Exit with 1 if a citation was altered or is gone.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Re-check saved citations against the store as it is now: ok, moved, altered or gone."""
    from index.store import Store
    from rag.lookup.recheck import recheck
    from rag.lookup.saved import read_saved, saved_citations
    from rag.lookup.shapes import verify_json
    from ui.found import show_verified

    documents = read_saved(read_text(file), name=file)
    opened = Store.open(settings_of(store=store).store)
    checked = [recheck(saved, opened) for saved in saved_citations(documents)]
    if as_json:
        print_json(verify_json(file, checked))
    else:
        show_verified(checked)
    if strict and any(one.status in {"altered", "gone"} for one in checked):
        raise typer.Exit(FAILED)
