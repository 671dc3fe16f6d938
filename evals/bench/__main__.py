"""`python -m evals.bench ingest PATH`, and the others below."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated, Literal

import typer

from evals.bench.options import Half, Selector  # noqa: TC001 - typer looks at them

app = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def ingest(
    path: Annotated[str, typer.Argument(help="Articles to index, e.g. a .jsonl.xz file.")],
    passages: Annotated[int, typer.Option(min=64, help="How many passages to measure on.")] = 2048,
    rounds: Annotated[int, typer.Option(min=1, help="How often to take turns.")] = 3,
) -> None:
    """Compare indexing with plain SentenceTransformer.encode (fp32, batch 32) on the same passages, in turns."""
    from evals.bench.ingest import compare

    typer.echo(json.dumps(compare(path, passages=passages, rounds=rounds), indent=1))


@app.command()
def retrieval() -> None:
    """Compare words, vectors, their fusion and the final ranking on the development questions."""
    from evals.bench.retrieval import measure_routes

    typer.echo(json.dumps(measure_routes(), indent=1))


@app.command()
def sentences(
    data: Annotated[Path, typer.Argument(help="The folder of real articles.")],
    *,
    which: Annotated[
        Literal["ordinary", "fresh", "hard"],
        typer.Option("--set", help="Drawn by chance; drawn after the last change; chosen as hard."),
    ] = "ordinary",
) -> None:
    """Compare sentence ends in real articles with those that were checked by hand."""
    from evals.bench.sentences import measure_sentences

    typer.echo(json.dumps(measure_sentences(data, which), indent=1))


@app.command()
def chain(
    only: Annotated[
        list[str] | None,
        typer.Option(help="accounts, accounts_seen, accounts_fresh, followups, absent; or all."),
    ] = None,
    selector: Selector = "packaged",
) -> None:
    """Measure conflicts told, follow-ups understood and absences admitted, over the sample articles."""
    from evals.bench.chain import SETS, measure_chain

    measured = measure_chain(only or SETS, selector)
    typer.echo(json.dumps(measured, indent=1, ensure_ascii=False))


@app.command()
def derived(
    threads: Annotated[Path, typer.Option(help="Stores 0, 1, ... of `rag.training.threads`.")],
    runs: Annotated[Path, typer.Option(help="Where the runs are kept.")],
    half: Annotated[Half, typer.Option(help="Of the questions.")] = "fresh",
    selector: Selector = "packaged",
    *,
    steps: Annotated[bool, typer.Option(help="Ask of what is described in two steps.")] = True,
) -> None:
    """Ask questions in two steps, comparisons and others about invented events that no network was trained on."""
    from evals.bench.derived import measure_derived
    from rag.settings import Settings

    settings = Settings(selector=selector, take_steps=steps)
    typer.echo(json.dumps(measure_derived(half, threads, runs, settings), indent=1))


@app.command()
def realtimeqa(
    store: Annotated[Path, typer.Option(help="A store of the corpus of RealTime QA.")],
    data: Annotated[Path, typer.Option(help="Folder with its queries and relevance judgements.")],
    limit: Annotated[int | None, typer.Option(min=10, help="Only so many questions.")] = None,
    least: Annotated[int, typer.Option(min=1, max=3, help="Lowest grade that is relevant.")] = 3,
) -> None:
    """Compare words, meaning, rank fusion and the whole retrieval on dated news questions, with paired tests."""
    from evals.bench.realtimeqa import measure_realtimeqa

    measured = measure_realtimeqa(store, data, limit=limit, least=least)
    typer.echo(json.dumps(measured, indent=1))


@app.command()
def multihop(
    store: Annotated[Path, typer.Option(help="A store that holds the articles, among others.")],
    questions: Annotated[Path, typer.Option(help="The questions, as .jsonl or .jsonl.xz.")],
    limit: Annotated[int | None, typer.Option(min=10, help="Only so many questions.")] = None,
) -> None:
    """Compare rankings on questions over several articles: words, meaning, fusion, and what outlets and days add."""
    from evals.bench.multihop import measure_multihop

    typer.echo(json.dumps(measure_multihop(store, questions, limit=limit), indent=1))


@app.command()
def refusals(
    store: Annotated[Path, typer.Option(help="A store that holds the articles, among others.")],
    questions: Annotated[Path, typer.Option(help="The questions, as .jsonl or .jsonl.xz.")],
    answers: Annotated[
        Path, typer.Option(help="What was answered is kept here; a second run goes on from it.")
    ],
    answerable: Annotated[int, typer.Option(min=2, help="How many answerable ones.")] = 301,
    seed: Annotated[int, typer.Option(help="Of the draw.")] = 0,
) -> None:
    """Ask questions that have no answer and others; compare what is refused with a threshold on the ranking."""
    from evals.bench.refusals import measure_refusals

    measured = measure_refusals(store, questions, answers, answerable=answerable, seed=seed)
    typer.echo(json.dumps(measured, indent=1))


@app.command()
def copies(
    path: Annotated[str, typer.Argument(help="Articles to make reprints of.")],
    articles: Annotated[int, typer.Option(min=8, help="How many articles.")] = 2000,
    seed: Annotated[int, typer.Option(help="Of the changes that are made.")] = 0,
) -> None:
    """Make reprints of real articles and say how many are found: cuts, new leads, light rewrites."""
    from evals.bench.copies import measure_copies

    typer.echo(json.dumps(measure_copies(path, articles=articles, seed=seed), indent=1))


@app.command()
def scale(
    passages: Annotated[list[int], typer.Option(min=100, help="A size; repeat it for more.")],
    plot: Annotated[
        Path | None, typer.Option(help="Draw the figures into this .svg or .png.")
    ] = None,
    stores: Annotated[
        Path | None, typer.Option(help="Keep the stores here, and take those that are there.")
    ] = None,
) -> None:
    """Build archives of several sizes from synthetic articles: cost of building, opening and searching, and recall."""
    from evals.bench.scale import measure_scale
    from evals.bench.scale_plot import plot_scale

    with tempfile.TemporaryDirectory() as folder:
        measured = measure_scale(passages, stores or Path(folder))
    if plot:
        plot_scale(measured, plot)
    typer.echo(json.dumps(measured, indent=1))


@app.command()
def peers(
    path: Annotated[str, typer.Argument(help="Articles to index, e.g. a .jsonl.xz file.")],
    articles: Annotated[int, typer.Option(min=1, help="How many articles.")] = 300,
    rounds: Annotated[int, typer.Option(min=1, help="How often to take turns.")] = 2,
) -> None:
    """Compare dateline, txtai and LangChain with FAISS, from files to a searchable store (needs the extra `peers`)."""
    from evals.bench.peers import compare_peers

    typer.echo(json.dumps(compare_peers(path, articles=articles, rounds=rounds), indent=1))


@app.command()
def peers_answers() -> None:
    """Ask the development questions of dateline, txtai, LangChain and Haystack (needs the extra `peers`)."""
    from evals.bench.peers_answers import compare_answers

    typer.echo(json.dumps(compare_answers(), indent=1))


@app.command()
def trace(
    *,
    store: Annotated[Path, typer.Option(help="An existing store.")] = Path(".dateline"),
    absent: Annotated[
        str | None, typer.Option(help="Articles that the store does not hold.")
    ] = None,
    excerpts: Annotated[int, typer.Option(min=1, help="How many of each kind.")] = 1000,
    seed: Annotated[int, typer.Option(help="Of the draws.")] = 0,
    kind: Annotated[
        list[str] | None, typer.Option(help="A kind of excerpt; repeat it. All by default.")
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="Keep what is measured here, and take what is there.")
    ] = None,
) -> None:
    """Trace excerpts cut from the articles of a store and damaged, and absent ones, beside plain searches."""
    from evals.bench.trace import KINDS, measure_trace
    from rag.settings import Settings

    measured = measure_trace(
        Settings(store=store),
        absent_from=absent,
        excerpts=excerpts,
        seed=seed,
        kinds=kind or KINDS,
        checkpoint=checkpoint,
    )
    typer.echo(json.dumps(measured, indent=1, ensure_ascii=False))


@app.command()
def quotes(
    store: Annotated[Path, typer.Option(help="An existing store.")] = Path(".dateline"),
    quotes: Annotated[int, typer.Option(min=3, help="How many quotations.")] = 300,
    seed: Annotated[int, typer.Option(help="Of the draws.")] = 0,
) -> None:
    """Change one word, number or speaker of quotations from the articles of a store: which are flagged?"""
    from evals.bench.quotes import measure_quotes
    from rag.settings import Settings

    measured = measure_quotes(Settings(store=store), quotes=quotes, seed=seed)
    typer.echo(json.dumps(measured, indent=1, ensure_ascii=False))


@app.command()
def check(
    store: Annotated[Path, typer.Option(help="A store of the sample articles.")] = Path(
        ".dateline-demo"
    ),
) -> None:
    """Check hand-written sentences against the sample articles: a confusion table of verdicts."""
    from evals.bench.check_drafts import measure_check
    from rag.settings import Settings

    typer.echo(json.dumps(measure_check(Settings(store=store)), indent=1, ensure_ascii=False))


@app.command("fit-paraphrases")
def fit_paraphrases(
    store: Annotated[
        list[Path], typer.Option(help="A store that holds the sample articles; repeat it.")
    ],
    absent: Annotated[
        list[str], typer.Option(help="A file of articles that no store holds; repeat it.")
    ],
    excerpts: Annotated[int, typer.Option(min=10, help="Of each of these files.")] = 150,
    seed: Annotated[int, typer.Option(help="Of the draws.")] = 23,
) -> None:
    """Fit the weights by which sentences are taken for the source of a paraphrase."""
    from evals.bench.fit_paraphrases import fit_paraphrases as fit

    typer.echo(json.dumps(fit(store, absent, excerpts=excerpts, seed=seed), indent=1))


@app.command()
def edits(
    edits: Annotated[int, typer.Option(min=1, help="How many citations to re-check.")] = 500,
    seed: Annotated[int, typer.Option(help="Of the edits.")] = 0,
) -> None:
    """Edit a copy of the sample archive at random and re-check saved citations: ok, moved, altered or gone?"""
    from evals.bench.edits import measure_edits

    typer.echo(json.dumps(measure_edits(edits=edits, seed=seed), indent=1, ensure_ascii=False))


@app.command()
def cold(
    question: Annotated[str, typer.Argument(help="The question to ask.")],
    store: Annotated[Path, typer.Option(help="An existing store.")] = Path(".dateline"),
    rounds: Annotated[int, typer.Option(min=1, help="How many fresh processes.")] = 10,
) -> None:
    """Time `dateline ask` as a fresh process, and say whether it imported torch."""
    from evals.bench.cold import time_cold

    typer.echo(json.dumps(time_cold(question, store=store, rounds=rounds), indent=1))


@app.command()
def warm(
    store: Annotated[Path, typer.Option(help="An existing store.")],
    questions: Annotated[Path, typer.Option(help="Questions, as .jsonl or .jsonl.xz.")],
    count: Annotated[int, typer.Option(min=1, help="How many of them.")] = 100,
) -> None:
    """Time answers of one process, their first events, and the reading of thirty passages."""
    from evals.bench.warm import time_warm

    typer.echo(json.dumps(time_warm(store, questions, count=count), indent=1))


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    app()
