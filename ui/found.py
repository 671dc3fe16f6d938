"""What was looked up, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from rag.contract import byline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.lookup.recheck import Rechecked
    from rag.lookup.trace import Traced

_MATCHES = {
    "verbatim": "Verbatim.",
    "altered": "Altered.",
    "paraphrase": "In other words.",
    "absent": "Not in this corpus.",
}
_SHOWN_COPIES = 5


def console() -> Console:
    """Make a console that leaves what it prints as it is."""
    return Console(highlight=False, soft_wrap=True)


def marked(diff: Iterable[tuple[str, str]]) -> str:
    """Write a diff out for rich: what the article has and the excerpt has not, and the other way round."""
    styles = {"equal": "{}", "delete": "[red][-{}-][/red]", "insert": "[green]{{+{}+}}[/green]"}
    return "".join(
        styles[step]
        .replace("[-", r"\[-")
        .replace("{}", escape(text))
        .replace("{{", "{")
        .replace("}}", "}")
        for step, text in diff
    )


def show_trace(traced: Traced) -> None:
    """Print where an excerpt comes from."""
    out = console()
    out.print(f"[bold]{_MATCHES[traced.match]}[/bold] {traced.score:.0%}")
    if traced.citation is None or traced.article is None:
        for article in traced.near:
            out.print(escape(f"near: {article.title} ({byline(article)})"), style="dim")
        return
    cited = traced.citation
    out.print(escape(traced.article.title), style="cyan")
    place = f"{traced.article.path or traced.article.id}, characters {cited.start}–{cited.end}"
    out.print(escape(f"{byline(traced.article)} · {place}"), style="dim")
    if traced.article.url:
        out.print(escape(traced.article.url), style="dim")
    out.print()
    if traced.match == "altered":
        out.print(marked(traced.diff))
    else:
        out.print(escape(f"“{cited.quote}”"))
    if traced.also_in:
        named = "; ".join(map(byline, traced.also_in[:_SHOWN_COPIES]))
        more = len(traced.also_in) - _SHOWN_COPIES
        out.print(
            escape(f"also in: {named}" + (f" and {more} more" if more > 0 else "")), style="dim"
        )


def show_verified(checked: Sequence[Rechecked]) -> None:
    """Print what became of every citation."""
    out = console()
    if not checked:
        out.print("No citations.")
    styles = {"ok": "green", "moved": "yellow", "altered": "red", "gone": "bold red"}
    for place, one in enumerate(checked, start=1):
        named = (
            f"{one.article.title} ({byline(one.article)})" if one.article else one.saved.article_id
        )
        number = one.saved.number if one.saved.number is not None else place
        out.print(f"{escape(f'[{number}]')} [{styles[one.status]}]{one.status}[/] {escape(named)}")
        if one.status == "moved" and one.now:
            out.print(f"    now at characters {one.now.start}–{one.now.end}", style="dim")
        if one.diff:
            out.print(f"    {marked(one.diff)}")
        if one.status == "gone":
            out.print(escape(f"    “{one.saved.quote}”"), style="dim")
        for note in one.corrections:
            out.print(f"    [yellow]corrected since:[/yellow] {escape(note)}")
        for article in one.corrected_by:
            told = escape(f"{article.title} ({byline(article)})")
            out.print(f"    [yellow]corrected by:[/yellow] {told}")
        if one.also_in:
            out.print(
                escape(f"    also in: {'; '.join(map(byline, one.also_in[:_SHOWN_COPIES]))}"),
                style="dim",
            )
