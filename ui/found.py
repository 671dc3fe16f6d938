"""What was looked up, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from rag.contract import byline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.lookup.check import CheckedDraft, Finding
    from rag.lookup.quotations import Quoted
    from rag.lookup.recheck import Rechecked
    from rag.lookup.said import Said
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


_VERDICT_STYLES = {
    "supported": "green",
    "partial": "yellow",
    "unsupported": "red",
    "contradicted": "bold red",
    "not_in_corpus": "magenta",
}


def show_checked(checked: CheckedDraft) -> None:
    """Print every sentence of a draft with its verdict and its best evidence."""
    out = console()
    counts: dict[str, int] = {}
    for finding in checked.findings:
        verdict = finding.evidence.verdict
        counts[verdict] = counts.get(verdict, 0) + 1
        _show_finding(out, finding)
    told = ", ".join(f"{n} {verdict.replace('_', ' ')}" for verdict, n in counts.items())
    out.print(f"\n{told or 'nothing to check'}; {len(checked.left_alone)} left alone", style="dim")


def _show_finding(out: Console, finding: Finding) -> None:
    evidence = finding.evidence
    name = evidence.verdict.replace("_", " ")
    out.print(f"[{_VERDICT_STYLES[evidence.verdict]}]{name}[/] {escape(finding.sentence.plain)}")
    missing = [p.text for p, there in evidence.particulars if not there]
    if missing and evidence.verdict != "not_in_corpus":
        out.print(escape(f"    not found: {', '.join(missing)}"))
    for quoted in finding.quotes:
        _show_quoted(out, quoted)
    for note in finding.notes:
        out.print(escape(f"    footnote {note.label} {note.status.replace('_', ' ')}"))
    for citation in evidence.citations:
        named = f"{citation.article.title} ({byline(citation.article)})"
        out.print(escape(f"    “{citation.quote}” {named}"), style="dim")
    for article in finding.corrected:
        out.print(escape(f"    corrected by: {article.title} ({byline(article)})"))


def _show_quoted(out: Console, quoted: Quoted) -> None:
    if quoted.traced.match == "altered":
        out.print(f"    quotation altered: {marked(quoted.traced.diff)}")
    elif quoted.traced.match != "verbatim":
        out.print(escape(f"    quotation {quoted.traced.match}: {quoted.traced.excerpt}"))
    if quoted.same_speaker is False:
        out.print(escape(f"    said by {quoted.speaker_there}, not {quoted.speaker}"))


def show_quotes(found: Sequence[Said]) -> None:
    """Print what a person said."""
    out = console()
    if not found:
        out.print("Nothing in this corpus.")
    for said in found:
        article = said.citation.article
        words = f"“{said.citation.quote}”" if said.direct else said.citation.quote
        out.print(escape(f"{said.speaker}: {words}"))
        out.print(escape(f"    {article.title} ({byline(article)})"), style="dim")
        if said.also_in:
            named = "; ".join(map(byline, said.also_in[:_SHOWN_COPIES]))
            out.print(escape(f"    also in: {named}"), style="dim")
