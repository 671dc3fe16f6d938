"""Answers, rankings and reports for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from rag.contract import answer_text, byline, refusal_text
from rag.contract_parts import corroboration_text, hint_text, searched_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.types import Retrieved
    from rag.types import Answer
    from ui.indexing import IndexReport

_SHOWN_PROBLEMS = 20
_SHOWN_COPIES = 5
_NOTE_CHARS = 300  # of a correction


def show_answer(answer: Answer) -> None:
    """Print an answer with its sources, or why there is none."""
    console = Console(highlight=False, soft_wrap=True)
    console.print()
    _show_understood(console, answer)
    if answer.abstained:
        reason, _, detail = refusal_text(answer).partition(".")
        console.print(f"[bold]{reason}.[/bold]{escape(detail)}")
        _show_near(console, answer)
        return
    if answer.short_answer:
        console.print(f"[bold]{escape(answer.short_answer)}[/bold]\n")
    console.print(escape(answer_text(answer)))
    console.print()
    copies = {hit.passage.article.id: hit.copies for hit in answer.evidence}
    for number, citation in enumerate(answer.citations, start=1):
        article = citation.article
        place = f"{article.path or article.id}, characters {citation.start}–{citation.end}"
        console.print(escape(f"[{number}] {article.title}"), style="cyan")
        console.print(escape(f"    {byline(article)} · {place}"), style="dim")
        if others := copies.get(article.id):
            named = "; ".join(map(byline, others[:_SHOWN_COPIES]))
            console.print(escape(f"    the same text in: {named}"), style="dim")
        for correction in answer.corrections:
            if correction.of == article:
                noted = " ".join(correction.citation.quote.split())[:_NOTE_CHARS]
                where = byline(correction.citation.article)
                console.print(escape(f"    {correction.kind} ({where}): {noted}"), style="yellow")
    if answer.corroboration and not answer.conflicts:
        console.print(f"\n{corroboration_text(answer.corroboration)}", style="dim")
    if answer.unanswered:
        _show_near(console, answer)
    took = answer.timings_ms.get("total", 0.0)
    console.print(
        f"\nconfidence {answer.confidence:.0%} · {answer.model} · {took:.0f} ms", style="dim"
    )


def _show_understood(console: Console, answer: Answer) -> None:
    """Say how the question was understood, where it was not taken as typed, and what went wrong on the way."""
    plan = answer.plan
    if plan.rewritten_from:
        console.print(escape(f"understood as: {plan.question}"), style="dim")
    for part in plan.queries if len(plan.parts) > 1 else ():
        console.print(escape(f"asks: {part}"), style="dim")
    for hint in plan.hints:
        console.print(escape(f"read from the question: {hint_text(hint)}"), style="dim")
    if answer.notice:
        console.print(escape(answer.notice), style="yellow")


def _show_near(console: Console, answer: Answer) -> None:
    """Show the receipts: what was looked through, what came near, and why it was rejected."""
    if answer.premise:
        citation = answer.premise.citation
        console.print(escape(f"  “{citation.quote}” ({byline(citation.article)})"))
    if answer.searched:
        console.print(escape(f"\nSearched: {searched_text(answer.searched)}"), style="dim")
    if not answer.near:
        if answer.evidence:
            console.print("\nNearest articles:", style="dim")
        for hit in answer.evidence[:3]:
            article = hit.passage.article
            console.print(escape(f"  {article.title} ({byline(article)})"), style="dim")
        return
    console.print("\nNearest, and why it is no answer:", style="dim")
    for miss in answer.near:
        article = miss.citation.article
        console.print(escape(f"  {article.title} ({byline(article)}): {miss.why}"), style="dim")


def show_hits(hits: Sequence[Retrieved]) -> None:
    """Print ranked passages."""
    console = Console(highlight=False, soft_wrap=True)
    if not hits:
        console.print("Nothing found.")
    for rank, hit in enumerate(hits, start=1):
        article = hit.passage.article
        console.print(
            f"[cyan]{rank}. {escape(article.title)}[/cyan]  [dim]{escape(byline(article))} · {hit.score:.3f}[/dim]"
        )
        console.print(escape(f"   {' '.join(hit.passage.text.split())}\n"))


def show_report(run: IndexReport) -> None:
    """Print what indexing did, and what could not be read."""
    report = run.report
    console = Console(highlight=False, soft_wrap=True)
    changes = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged"
    if report.removed:
        changes += f", {report.removed} removed"
    if report.copies:
        changes += f", {report.copies} copies of others"
    total = _holdings(report.articles, report.passages)
    console.print(f"{changes}. The store {escape(str(run.store))} holds {total}.")
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        told = "read, but" if problem.kept else "not read:"
        errors.print(escape(f"{told} {_one_line(problem)}"))
    if (more := len(report.problems) - _SHOWN_PROBLEMS) > 0:
        errors.print(f"and {more} more (all of them with --json)")


def show_versions(told: dict[str, Any]) -> None:
    """Print the versions of an article, what was struck out in red, what was put in in green."""
    console = Console(highlight=False, soft_wrap=True)
    for version in told["versions"]:
        current = "  (current)" if version["current"] else ""
        day = version["published"] or "undated"
        console.print(
            f"[bold]{day}  {version['sha256'][:12]}[/bold]{current}  {escape(version['title'])}"
        )
        for before, (kind, text) in zip([None, *version["diff"]], version["diff"], strict=False):
            if kind != "equal":
                line = "" if before and before[0] != "equal" else "  "
                style, mark = ("red", "-") if kind == "delete" else ("green", "+")
                console.print(f"{line}  [{style}]{mark} {escape(' '.join(text.split()))}[/{style}]")
        console.print()


def show_info(info: dict[str, Any]) -> None:
    """Print what a store holds."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(_holdings(info["articles"], info["passages"]))
    dated = f"published {info['first']} to {info['last']}" if info["first"] else "none is dated"
    console.print(dated)
    for name, count in list(info["sources"].items())[:_SHOWN_PROBLEMS]:
        console.print(f"  {count:>7,}  {escape(name or 'unnamed outlet')}")
    if (more := len(info["sources"]) - _SHOWN_PROBLEMS) > 0:
        console.print(f"  and {more} more outlets")
    kind, size = info["index"]["kind"], info["index"]["bytes"]
    console.print(
        f"{kind}, {info['embedder']['name']}, {size / 2**20:.1f} MiB, dateline {info['version']}"
    )
    if "damaged" in info and not info["damaged"]:
        console.print("every file matches its checksum")


def show_next_steps(store: Path) -> None:
    """Say how to go on after the demo."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f'\nAsk more:       dateline ask "YOUR QUESTION" --store {escape(str(store))}')
    console.print(f"Open the page:  dateline ui --store {escape(str(store))}")
    console.print("Your archive:   dateline index FOLDER --store news")


def _holdings(articles: int, passages: int) -> str:
    """Count both: "1 article, 12 passages"."""
    counted = ((articles, "article"), (passages, "passage"))
    return ", ".join(f"{count:,} {what}{'s' * (count != 1)}" for count, what in counted)


def _one_line(problem: object) -> str:
    return " ".join(str(problem).split())
