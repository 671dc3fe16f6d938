"""Commands that look citations up: `dateline trace`, `verify`, `check`, `export`, `quotes`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rag.errors import DocumentError
from ui.exits import BAD_INPUT, FAILED, say
from ui.files import STANDARD, read_draft_file, read_text, write_file, write_out
from ui.options import (
    JsonOption,
    SinceOption,
    SourceOption,
    StoreOption,
    UntilOption,
    filters_of,
    print_json,
    say_missing,
    settings_of,
)


class DraftForm(StrEnum):
    """What a checked draft can be written as."""

    MD = "md"
    HTML = "html"
    DOCX = "docx"
    JSON = "json"


class ExportForm(StrEnum):
    """What a saved document can be written as."""

    MD = "md"
    HTML = "html"
    DOCX = "docx"
    JSON = "json"
    CSL = "csl"
    BIBTEX = "bibtex"
    RIS = "ris"
    APA = "apa"
    MLA = "mla"
    CHICAGO = "chicago"
    ANNOTATION = "annotation"
    CLAIMREVIEW = "claimreview"


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
    say_missing(chosen, settings)
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
    from rag.lookup.saved import check_saved, count_unreadable, read_saved, saved_citations
    from rag.lookup.shapes import verify_json
    from ui.found import show_verified

    documents = read_saved(read_text(file), name=file)
    opened = Store.open(settings_of(store=store).store)
    check_saved(documents, name=file)
    checked = [recheck(saved, opened) for saved in saved_citations(documents)]
    if as_json:
        print_json(verify_json(file, checked))
    else:
        show_verified(checked)
    if unreadable := count_unreadable(documents):
        say(
            f"{unreadable} citations of {file} name no article or none of its words: "
            "save the answer again with `dateline ask --json`"
        )
        raise typer.Exit(BAD_INPUT)
    if strict and any(one.status in {"altered", "gone"} for one in checked):
        raise typer.Exit(FAILED)


def check(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A draft: .txt, .md or .docx; or - for text.")
    ],
    *,
    store: StoreOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    to: Annotated[
        DraftForm | None, typer.Option(help="Write the draft with footnotes in this form.")
    ] = None,
    out: OutOption = None,
    strict: Annotated[
        bool, typer.Option(help="Exit with 1 unless every sentence is supported.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Footnote a draft: each sentence gets its best evidence and a verdict."""
    from rag.lookup.check import CheckedDraft
    from rag.lookup.compose import open_draft_checker
    from rag.lookup.export import export_of
    from rag.lookup.shapes import check_json
    from ui.found import show_checked
    from ui.progress import progress_bars

    draft = read_draft_file(file)
    settings, chosen = settings_of(store=store), filters_of(since, until, source)
    say_missing(chosen, settings)
    checker = open_draft_checker(settings)
    found = []
    total = sum(sentence.left_alone is None for sentence in draft.sentences)
    with progress_bars() as bars:
        for finding in checker.stream(draft, chosen):
            found.append(finding)
            bars.show("check", len(found), total)
    checked = CheckedDraft(draft=draft, findings=tuple(found))
    if to is not None:
        _write(export_of([check_json(checked)], to.value, name=file).data, out)
    elif as_json:
        print_json(check_json(checked))
    else:
        show_checked(checked)
    if strict and any(finding.evidence.verdict != "supported" for finding in found):
        raise typer.Exit(FAILED)


def export(
    file: Annotated[
        str,
        typer.Argument(
            metavar="SAVED.json", help="Answers or a checked draft, saved with --json; or -."
        ),
    ],
    *,
    to: Annotated[ExportForm, typer.Option(help="What to write.")] = ExportForm.MD,
    author: Annotated[
        str, typer.Option(metavar="NAME", help="Who reviews, in claimreview.")
    ] = "dateline",
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a saved answer, conversation or checked draft in another form, or its bibliography."""
    from rag.lookup.export import export_of
    from rag.lookup.saved import check_saved, read_saved

    if as_json and out is None:
        raise DocumentError("--json says what was written where: name a file with --out FILE")
    documents = read_saved(read_text(file), name=file)
    check_saved(documents, name=file)
    found = export_of(documents, to.value, name=file, author=author)
    _write(found.data, out)
    if as_json:
        print_json({"file": str(out), "form": to.value, "items": found.items})


def quotes(
    *,
    speaker: Annotated[str, typer.Option(metavar="NAME", help="Who said it.")],
    about: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Only what was said about this.")
    ] = None,
    store: StoreOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    direct: Annotated[
        bool, typer.Option("--direct", help="Only what stands in quotation marks.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List what a person said, directly or indirectly, the earliest first, with citations."""
    from rag.lookup.compose import open_quotes
    from rag.lookup.shapes import quotes_json
    from ui.found import show_quotes

    chosen, settings = filters_of(since, until, source), settings_of(store=store)
    say_missing(chosen, settings)
    found = open_quotes(settings)(speaker, about=about, filters=chosen)
    found = [said for said in found if said.direct or not direct]
    if as_json:
        print_json(quotes_json(speaker, about, found))
    else:
        show_quotes(found)


def _write(data: str | bytes, out: Path | None) -> None:
    """Write a report; one of bytes goes into a file."""
    if isinstance(data, str):
        write_out(data, out)
        return
    if out is None:
        raise DocumentError("a Word file needs a name: --out FILE.docx")
    write_file(out, lambda path: path.write_bytes(data))
