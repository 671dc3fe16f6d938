"""The command line: `dateline index`, `ask`, `search`, `info`, `demo`. Each command is a few lines over `rag`."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import Annotated

import typer

from index.errors import IndexingError
from rag.errors import RagError
from ui import accounts, evaluate
from ui.archive import remove, versions
from ui.exits import BAD_INPUT, BAD_STORE, DONE, FAILED, STOPPED, code_of, help_of, line_of, say
from ui.lookup import check, export, quotes, trace, verify
from ui.options import (
    JsonOption,
    SinceOption,
    SourceOption,
    StoreOption,
    TraceOption,
    UntilOption,
    day_of,
    filters_of,
    print_json,
    say_missing,
    settings_of,
    traced,
)
from ui.serving import mcp, ui

__all__ = ["BAD_INPUT", "BAD_STORE", "DONE", "FAILED", "STOPPED", "app", "main", "run"]
DEMO_STORE = Path(".dateline-demo")
DEMO_QUESTION = "How many wolves live in Vastria?"

app = typer.Typer(
    name="dateline",
    help="Answers from your own news archive, each sentence with the exact words it rests on.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command(epilog="Example: dateline index archive/ more/*.jsonl.xz --store news")
def index(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Files, folders or globs of articles, compressed or not; - is the standard input.",
        ),
    ] = None,
    *,
    store: StoreOption = None,
    rebuild: Annotated[
        bool,
        typer.Option(
            help="Start anew instead of adding to the store; without PATH, from the articles in it."
        ),
    ] = False,
    prune: Annotated[
        bool, typer.Option(help="Remove articles that came from PATH and are no longer there.")
    ] = False,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="What a field is called in your tables or JSON, e.g. text=Inhalt; repeatable.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read articles and build or update the store. Safe to stop: run it again to go on."""
    from ui.indexing import index_paths
    from ui.terminal import show_report

    if not (paths or rebuild):
        raise typer.BadParameter("name the files or folders to read", param_hint="PATH")
    report = index_paths(
        paths or (),
        settings_of(store=store),
        columns=tuple(columns or ()),
        rebuild=rebuild,
        prune=prune,
    )
    if as_json:
        print_json(report.as_json)
    else:
        show_report(report)
    if not all(problem.kept for problem in report.problems):
        raise typer.Exit(BAD_INPUT)


@app.command(epilog='Example: dateline ask "How long did the meeting last?" --since 2017-09-01')
def ask(
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="A question in plain language.")
    ],
    *,
    store: StoreOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Answer as on this day: nothing published later."),
    ] = None,
    source: SourceOption = None,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="PROVIDER:NAME",
            help="Let a chat model write, e.g. ollama:llama3.2. [default: extractive]",
        ),
    ] = None,
    k: Annotated[
        int | None, typer.Option("-k", min=1, max=100, help="Passages to read and list.")
    ] = None,
    trace: TraceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with cited passages, or say that the archive does not hold the answer."""
    from rag.compose import open_pipeline
    from rag.contract import answer_json
    from rag.types import Question
    from ui.terminal import show_answer

    settings = settings_of(store=store, model=model, read_k=k, show_k=k)
    asked = Question(question, filters_of(since, until, source), as_of=day_of("--as-of", as_of))
    answer = traced(open_pipeline(settings), asked, trace)
    if as_json:
        print_json(answer_json(answer))
    else:
        show_answer(answer)


@app.command(epilog='Example: dateline search "ferry hull crack" -k 5')
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for.")],
    *,
    store: StoreOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Rank passages for a query, without an answer."""
    from rag.compose import open_searcher
    from rag.contract import search_json
    from rag.ranking import rank
    from rag.types import Question
    from ui.terminal import show_hits

    settings = settings_of(store=store)
    asked = Question(query, filters_of(since, until, source))
    say_missing(asked.filters, settings)
    hits = rank(asked, open_searcher(settings), k=k, settings=settings)
    if as_json:
        print_json(search_json(query, hits))
    else:
        show_hits(hits)


@app.command(epilog="Example: dateline info --check")
def info(
    *,
    store: StoreOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compare every file with its checksum.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what is in the store: articles, outlets, dates, sizes, versions."""
    from index.generation import check as check_files
    from index.store import Store
    from rag.contract import info_json
    from ui.terminal import show_info

    settings = settings_of(store=store)
    opened = Store.open(settings.store)
    damaged = check_files(opened.folder) if check else []
    say(*damaged)  # at once: what is damaged may not be shown either
    shown = info_json(opened) | ({"damaged": damaged} if check else {})
    if as_json:
        print_json(shown)
    else:
        show_info(shown)
    if damaged:
        raise typer.Exit(BAD_STORE)


@app.command(epilog="Example: dateline demo")
def demo(*, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Index the sample articles that ship with dateline, ask one question, show the answer."""
    from index.samples import samples_folder
    from rag.compose import open_pipeline
    from rag.contract import answer_json
    from rag.types import Question
    from ui.indexing import index_paths
    from ui.terminal import show_answer, show_next_steps, show_report

    settings = settings_of(store=store or DEMO_STORE)
    with samples_folder() as folder:
        report = index_paths([str(folder)], settings)
    answer = open_pipeline(settings).answer(Question(DEMO_QUESTION))
    if as_json:
        print_json(answer_json(answer))
        return
    show_report(report)
    show_answer(answer)
    show_next_steps(settings.store)


app.add_typer(evaluate.app, name="eval")
app.command(epilog="Example: dateline ui --store news --port 7860")(ui)
app.command(epilog="Example: dateline mcp --store news")(mcp)
app.add_typer(accounts.app, name="auth")
app.command(epilog="Example: dateline remove tram-memo-9d8bbb31")(remove)
app.command(epilog="Example: dateline versions tram-memo-9d8bbb31")(versions)
app.command(epilog='Example: dateline trace "a crack as long as an arm in the hull"')(trace)
app.command(epilog="Example: dateline verify answer.json --strict")(verify)
app.command(epilog="Example: dateline check draft.md --to html --out checked.html")(check)
app.command(epilog="Example: dateline export answer.json --to bibtex")(export)
app.command(epilog='Example: dateline quotes --speaker "Ada Brandt" --about "the flood"')(quotes)


@app.callback(invoke_without_command=True)
def _root(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"dateline {installed('dateline')}")
        raise typer.Exit(DONE)


def main() -> None:
    """Run the command line: one clear line and the contract's exit code for everything that goes wrong."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit code."""
    try:
        code = app(arguments, prog_name="dateline", standalone_mode=False)
    except (IndexingError, RagError, sqlite3.DatabaseError, typer.TyperException) as error:
        if shown := help_of(error):
            typer.echo(shown, err=True)
            return BAD_INPUT
        return say(line_of(error), code=code_of(error))
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except ImportError as error:
        if not isinstance(error.__cause__, KeyboardInterrupt):
            raise
        code = STOPPED  # Ctrl-C while a compiled module was being loaded
    except BrokenPipeError:  # the reader of our output has gone, e.g. `| head`
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - so that the flush at exit has somewhere to go
        return DONE
    if code == STOPPED:  # typer, too, turns Ctrl-C into this code
        say("stopped; the store is whole, and the same command goes on from here")
    return code if isinstance(code, int) else DONE
