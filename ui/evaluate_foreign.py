"""Commands that meet other tools: `dateline eval import`, `export`, `multihop`, `trec`."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import Annotated

import typer

from ui.options import JsonOption, RunArgument, print_files, print_json


def import_(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORM",
            help="beir, trec, squad, multihop, realtimeqa, ragas, ragchecker, csv or feedback.",
        ),
    ],
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Its files or folder.")],
    *,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where questions.jsonl and articles.jsonl go.")
    ],
    split: Annotated[str, typer.Option(help="The part, for forms with several.")] = "test",
    as_json: JsonOption = False,
) -> None:
    """Read a foreign question set into our form, with its articles where it brings them."""
    from evals.foreign.forms import importer
    from evals.foreign.imported import write_import

    found = importer(form)(paths, split=split)
    files = write_import(found, out)
    if as_json:
        print_json(
            {
                "questions": len(found.questions),
                "articles": len(found.articles),
                "files": [str(f) for f in files],
            }
        )
        return
    typer.echo(f"{len(found.questions)} questions, {len(found.articles)} articles")
    if found.articles:
        typer.echo(f"next: dateline index {files[-1]} --store {out / 'store'}")
    typer.echo(
        f"then: dateline eval run {files[0]} --store {out / 'store' if found.articles else 'YOURS'}"
    )


def export(
    folder: RunArgument,
    *,
    form: Annotated[str, typer.Option(help="ragas, beir or trec.")],
    out: Annotated[Path, typer.Option(metavar="PATH", help="The file, or for beir the folder.")],
    as_json: JsonOption = False,
) -> None:
    """Write a run in the form of another tool."""
    from evals.foreign.forms import exporter
    from evals.running.folder import read_run

    print_files(exporter(form)(read_run(folder), out), as_json=as_json)


def multihop(folder: RunArgument, *, as_json: JsonOption = False) -> None:
    """Give MultiHop-RAG's own figures (Hits@10, Hits@4, MAP@10, MRR@10) of a run over its imported questions."""
    from evals.foreign.news import multihop_table
    from evals.running.folder import read_run

    _print_figures(multihop_table(read_run(folder)), as_json=as_json)


def trec(
    qrels: Annotated[Path, typer.Argument(metavar="QRELS", help="Judgements.")],
    ranking: Annotated[Path, typer.Argument(metavar="RUN", help="A ranking, six columns.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Score a TREC run, ours or another's, with trec_eval's measures."""
    from evals.foreign.ranked import score_trec_run

    _print_figures(score_trec_run(qrels, ranking), as_json=as_json)


def _print_figures(figures: dict[str, float], *, as_json: bool) -> None:
    if as_json:
        print_json(figures)
    else:
        for name, value in figures.items():
            typer.echo(f"{name:<12} {value:.4f}")
