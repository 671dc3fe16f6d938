"""A checked draft as HTML: every sentence with its verdict and its best evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.contract import byline
from ui.html.answer import VERDICTS, chip, status
from ui.html.article import sources
from ui.html.escaping import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.lookup.check import Finding
    from rag.types import Citation

PREFIX = 0  # the number of the "answer" whose citations these are


def citations(findings: Sequence[Finding]) -> tuple[Citation, ...]:
    """Number what is held up as evidence, by first use."""
    return tuple(dict.fromkeys(c for finding in findings for c in finding.evidence.citations))


def progress(done: int, total: int) -> str:
    """Show how many sentences were checked."""
    return (
        f'<p class="working" role="status">Checking sentence {min(done + 1, total)} of {total}… '
        f'<progress value="{done}" max="{max(total, 1)}" aria-label="Sentences checked"></progress></p>'
    )


def checked(findings: Sequence[Finding]) -> str:
    """Show the sentences that were checked so far, after a count of their verdicts."""
    numbers = {citation: n for n, citation in enumerate(citations(findings), start=1)}
    return _counts(findings) + "".join(_finding(finding, numbers) for finding in findings)


def evidence(findings: Sequence[Finding]) -> str:
    """Show the articles that hold the evidence, for the reader."""
    return sources(PREFIX, citations(findings))


def _counts(findings: Sequence[Finding]) -> str:
    counts = dict.fromkeys(VERDICTS, 0)
    for finding in findings:
        counts[finding.evidence.verdict] += 1
    shown = "".join(
        f'<li class="{verdict}"><span class="verdict" aria-hidden="true">{VERDICTS[verdict][0]}</span> '
        f"{count} {verdict.replace('_', ' ')}</li>"
        for verdict, count in counts.items()
        if count
    )
    return f'<ul class="counts">{shown}</ul>' if shown else ""


def _finding(finding: Finding, numbers: Mapping[Citation, int]) -> str:
    found = finding.evidence
    chips = " ".join(chip(f"a{PREFIX}", numbers[c], c) for c in found.citations)
    missing = [p.text for p, there in found.particulars if not there]
    notes = []
    if missing and found.verdict != "not_in_corpus":
        notes.append(f"Not found: {', '.join(missing)}")
    notes += [
        f"Quotation is {q.traced.match}: “{q.traced.excerpt}”"
        for q in finding.quotes
        if q.traced.match != "verbatim"
    ]
    notes += [f"Footnote {note.label} {note.status.replace('_', ' ')}" for note in finding.notes]
    notes += [f"Corrected by {article.title} ({byline(article)})" for article in finding.corrected]
    told = "".join(f'<span class="detail">{text(note)}</span>' for note in notes)
    return (
        f'<p class="statement finding {found.verdict}">{status(found.verdict)} '
        f"{text(finding.sentence.plain)} {chips}{told}</p>"
    )
