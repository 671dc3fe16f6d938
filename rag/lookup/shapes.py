"""What was looked up, as the JSON that other programs rely on (docs/contract.md): fields are only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.contract import article_json, citation_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.lookup.check import CheckedDraft, Finding
    from rag.lookup.quotations import Quoted
    from rag.lookup.recheck import Rechecked
    from rag.lookup.said import Said
    from rag.lookup.trace import Traced
    from rag.particulars import Particular
    from rag.types import Citation

Json = dict[str, Any]


def trace_json(traced: Traced) -> Json:
    """Lay out where an excerpt comes from, as `trace --json` prints it."""
    cited = traced.citation
    return {
        "excerpt": traced.excerpt,
        "match": traced.match,
        "score": round(traced.score, 4),
        "article": article_json(traced.article) if traced.article else None,
        "start": cited.start if cited else None,
        "end": cited.end if cited else None,
        "quote": cited.quote if cited else None,
        "diff": [list(step) for step in traced.diff],
        "also_in": [article_json(article) for article in traced.also_in],
        "omitted": [list(span) for span in traced.omitted],
        "sha256": traced.article.sha256 if traced.article else None,
        "prefix": cited.prefix if cited else None,
        "suffix": cited.suffix if cited else None,
        "near": [article_json(article) for article in traced.near],
    }


def verify_json(name: str, checked: Sequence[Rechecked]) -> Json:
    """Lay out what became of saved citations, as `verify --json` prints it."""
    counts = dict.fromkeys(("ok", "moved", "altered", "gone"), 0)
    for one in checked:
        counts[one.status] += 1
    return {
        "file": name,
        "counts": counts,
        "corrected": sum(one.corrected for one in checked),
        "citations": [_rechecked_json(one) for one in checked],
    }


def _rechecked_json(one: Rechecked) -> Json:
    saved, now = one.saved, one.now
    named = (
        article_json(one.article)
        if one.article
        else {"article_id": saved.article_id, "url": saved.url}
    )
    return {
        "id": saved.number,
        **named,
        "status": one.status,
        "was": {
            "start": saved.start,
            "end": saved.end,
            "quote": saved.quote,
            "sha256": saved.sha256,
        },
        "start": now.start if now else None,
        "end": now.end if now else None,
        "quote": now.quote if now else None,
        "sha256": one.article.sha256 if one.article else None,
        "prefix": now.prefix if now else None,
        "suffix": now.suffix if now else None,
        "diff": [list(step) for step in one.diff],
        "corrected": one.corrected,
        "corrections": list(one.corrections),
        "standing_corrections": list(one.standing),
        "corrected_by": [article_json(article) for article in one.corrected_by],
        "also_in": [article_json(article) for article in one.also_in],
    }


def check_json(checked: CheckedDraft) -> Json:
    """Lay a checked draft out, as `check --json` prints it."""
    numbers = {citation: n for n, citation in enumerate(checked.citations, start=1)}
    counts = dict.fromkeys(
        ("supported", "partial", "unsupported", "contradicted", "not_in_corpus"), 0
    )
    for finding in checked.findings:
        counts[finding.evidence.verdict] += 1
    return {
        "form": checked.draft.form,
        "draft": checked.draft.text,
        "counts": counts,
        "sentences": [_finding_json(finding, numbers) for finding in checked.findings],
        "left_alone": [
            {"text": s.plain, "start": s.start, "end": s.end, "reason": s.left_alone}
            for s in checked.left_alone
        ],
    }


def _finding_json(finding: Finding, numbers: dict[Citation, int]) -> Json:
    sentence, evidence = finding.sentence, finding.evidence
    return {
        "text": sentence.plain,
        "start": sentence.start,
        "end": sentence.end,
        "verdict": evidence.verdict,
        "support": round(evidence.support, 4),
        "citations": [citation_json(c, numbers[c]) for c in evidence.citations],
        "particulars": [_particular_json(p, there) for p, there in evidence.particulars],
        "quotes": [_quoted_json(quoted) for quoted in finding.quotes],
        "footnotes": [
            {
                "label": note.label,
                "text": note.text,
                "status": note.status,
                "article": article_json(note.article) if note.article else None,
            }
            for note in finding.notes
        ],
        "conflicts": [citation_json(c, n) for n, c in enumerate(evidence.conflicts, start=1)],
        "corrected_by": [article_json(article) for article in finding.corrected],
    }


def _particular_json(particular: Particular, there: bool) -> Json:  # noqa: FBT001 - goes with the particular
    kind = "number" if particular.kind == "percent" else particular.kind
    return {"text": particular.text, "kind": kind, "found": there}


def _quoted_json(quoted: Quoted) -> Json:
    traced = trace_json(quoted.traced)
    return {
        "text": quoted.traced.excerpt,
        **{
            key: traced[key]
            for key in ("match", "score", "article", "start", "end", "quote", "diff")
        },
        "speaker": quoted.speaker,
        "speaker_in_article": quoted.speaker_there,
        "same_speaker": quoted.same_speaker,
    }


def quotes_json(speaker: str, about: str | None, found: Sequence[Said]) -> Json:
    """Lay out what a person said, as `quotes --json` prints it."""
    return {
        "speaker": speaker,
        "about": about,
        "quotes": [
            {
                "speaker": said.speaker,
                "direct": said.direct,
                "text": said.citation.quote,
                "published": published.isoformat()
                if (published := said.citation.article.published)
                else None,
                "citation": citation_json(said.citation, number),
                "also_in": [article_json(article) for article in said.also_in],
            }
            for number, said in enumerate(found, start=1)
        ],
    }
