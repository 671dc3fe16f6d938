"""Commands that measure, `dateline eval ...`: with `ui/evaluate_foreign.py` the one door of `ui` to `evals`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.evaluate_foreign import export, import_, multihop, trec
from ui.options import JsonOption, RunArgument, StoreOption, print_files, print_json, settings_of

if TYPE_CHECKING:
    from rag.settings import Settings

FAILED = 1
SAMPLES = Path("eval-runs/.samples")  # the store that the shipped questions are asked of

app = typer.Typer(
    help="Measure how good the answers are, and whether that is better than before.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(epilog="Example: dateline eval run dev --jobs 2")
def run(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="SET", help="`dev` or `test` (about the sample articles), or a file."
        ),
    ] = "dev",
    *,
    store: StoreOption = None,
    system: Annotated[
        str, typer.Option(help="Who is asked: dateline, or a baseline such as bm25-lead.")
    ] = "dateline",
    model: Annotated[
        str | None,
        typer.Option(metavar="PROVIDER:NAME", help="Let a chat model write. [default: extractive]"),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--run", metavar="DIR", help="Folder of the run. [default: below eval-runs]"),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Questions asked at a time.")] = 1,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask only the first so many; the run is marked.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a question set, keep the run, score it. Safe to stop: run it again to go on."""
    from evals.evaluate import evaluate
    from evals.report.text import summary_text
    from evals.sets import question_set
    from ui.progress import progress_bars

    asked = question_set(dataset, limit=limit)
    settings = _settings(store, model, shipped=asked.shipped)
    with progress_bars() as bars:
        scores = evaluate(
            asked, settings, name=system, folder=folder, jobs=jobs, progress=bars.show
        )
    if as_json:
        print_json(scores.summary)
    else:
        typer.echo(summary_text(scores.summary))


def _settings(store: Path | None, model: str | None, *, shipped: bool) -> Settings:
    """Take the settings; the shipped questions are asked of the sample articles unless a store is named."""
    from dataclasses import replace

    settings = settings_of(store=store, model=model)
    if not shipped or store:
        return settings
    from index.samples import samples_folder
    from ui.indexing import index_paths

    settings = replace(settings, store=SAMPLES)
    with samples_folder() as articles:
        index_paths([str(articles)], settings, prune=True)
    return settings


@app.command(epilog="Example: dateline eval score eval-runs/dev-dateline-1a2b3c4d")
def score(folder: RunArgument, *, as_json: JsonOption = False) -> None:
    """Score a stored run again, without asking anything."""
    from evals.report.text import summary_text
    from evals.scoring.stored import score_folder

    scores = score_folder(folder)[2]
    if as_json:
        print_json(scores.summary)
    else:
        typer.echo(summary_text(scores.summary))


@app.command(epilog="Example: dateline eval compare eval-runs/before eval-runs/after")
def compare(
    before: Annotated[Path, typer.Argument(metavar="A", help="A run, or its scores.json.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="Another one.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Compare two runs question by question: differences, intervals, tests, what was won and lost."""
    from evals.report.text import comparison_text
    from evals.scoring.compare import compare_scores
    from evals.scoring.stored import read_scores

    found = compare_scores(read_scores(before), read_scores(after))
    if as_json:
        print_json(found.as_json)
    else:
        typer.echo(comparison_text(found))


@app.command(epilog="Example: dateline eval gate eval-runs/after --baseline baseline.json")
def gate(
    folder: RunArgument,
    *,
    baseline: Annotated[
        Path, typer.Option(metavar="FILE", help="scores.json of the run to hold to, or its folder.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Fail (exit code 1) where a run is really worse than a baseline; refuse another archive or other questions."""
    from evals.report.text import gate_text
    from evals.scoring.compare import pass_gate
    from evals.scoring.stored import read_scores

    verdict = pass_gate(read_scores(baseline), read_scores(folder))
    if as_json:
        print_json(verdict.as_json)
    else:
        typer.echo(gate_text(verdict))
    if verdict.falls:
        raise typer.Exit(FAILED)


@app.command(epilog="Example: dateline eval report eval-runs/dev-dateline-1a2b3c4d")
def report(
    folder: RunArgument,
    *,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="[default: report.html in RUN]")
    ] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="JUnit XML.")] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A line for each question.")
    ] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="A table.")] = None,
    latex: Annotated[Path | None, typer.Option(metavar="FILE", help="A table.")] = None,
    against: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="Show what changed from this run, or its scores.json."),
    ] = None,
    beside: Annotated[
        list[Path] | None,
        typer.Option(metavar="RUN", help="A further column of the tables; repeatable."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a run down for people: one HTML file with plots, and the first cause of each failure; or other forms."""
    from evals.report.write import write_reports

    named = {"html": html, "junit": junit, "csv": csv, "markdown": markdown, "latex": latex}
    wanted = {form: file for form, file in named.items() if file} or {
        "html": folder / "report.html"
    }
    print_files(
        write_reports(folder, wanted, against=against, beside=beside or ()), as_json=as_json
    )


@app.command(epilog="Example: dateline eval make --store news --out silver.jsonl")
def make(
    *,
    store: StoreOption = None,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the questions go.")],
    count: Annotated[int, typer.Option("-n", min=4, help="About how many, twins apart.")] = 200,
    seed: Annotated[int, typer.Option(help="Of chance; the same gives the same questions.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Make silver questions from your own archive, by rules: a rough measure, not a gold one."""
    from evals.dataset import save_questions
    from evals.silver.make import make_questions
    from rag.compose import open_searcher
    from rag.errors import SettingsError

    questions = make_questions(open_searcher(settings_of(store=store)), count=count, seed=seed)
    try:
        save_questions(questions, out)
    except OSError as error:
        raise SettingsError(f"{out} cannot be written: {error}") from error
    kinds: dict[str, int] = {}
    for question in questions:
        kind = question.twist or (question.slices[0] if question.slices else "other")
        kinds[kind] = kinds.get(kind, 0) + 1
    if as_json:
        told = {"file": str(out), "form": "jsonl", "questions": len(questions), "kinds": kinds}
        print_json(told)
        return
    typer.echo(f"{len(questions)} silver questions in {out}")
    for kind, number in sorted(kinds.items(), key=lambda pair: -pair[1]):
        typer.echo(f"  {number:5} {kind}")


@app.command(
    epilog="Example: dateline eval judge eval-runs/dev-dateline-1a2b3c4d --model ollama:llama3.2"
)
def judge(
    folder: RunArgument,
    *,
    model: Annotated[
        str, typer.Option(metavar="PROVIDER:NAME", help="The chat model that judges.")
    ],
    repeats: Annotated[int, typer.Option(min=1, max=20, help="Verdicts on each answer.")] = 3,
    price_in: Annotated[float, typer.Option(help="Of a million tokens read.")] = 0.0,
    price_out: Annotated[float, typer.Option(help="Of a million tokens written.")] = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Let a chat model judge the answers of a run; verdicts are cached, and the cost is shown."""
    from evals.judge import chat_judge, judge_run
    from evals.running.folder import read_run
    from ui.progress import progress_bars

    found, settings = read_run(folder), settings_of()
    ask = chat_judge(model, timeout=settings.model_timeout)
    with progress_bars() as bars:
        told = judge_run(found, ask, name=model, repeats=repeats, progress=bars.show)
    tokens = told["tokens"]
    told["cost"] = (tokens["in"] * price_in + tokens["out"] * price_out) / 1e6
    if as_json:
        print_json(told)
        return
    right = told["right"]
    if right:
        typer.echo(
            f"right {right['value']:.3f} [{right['low']:.3f}, {right['high']:.3f}] of {right['n']} answers"
        )
    typer.echo(
        f"split {told['split']}, unscored {sum(told['unscored'].values())} {told['unscored'] or ''}"
    )
    typer.echo(f"{tokens['in']} tokens read, {tokens['out']} written, cost {told['cost']:.4f}")


app.command("import", epilog="Example: dateline eval import squad dev-v2.0.json --out squad")(
    import_
)
app.command(epilog="Example: dateline eval export RUN --form ragas --out samples.jsonl")(export)
app.command(epilog="Example: dateline eval multihop eval-runs/questions-dateline-1a2b3c4d")(
    multihop
)
app.command(epilog="Example: dateline eval trec qrels.txt run.txt")(trec)
