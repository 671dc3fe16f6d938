"""Saved answers, conversations and checked drafts → what other programs read: reports, bibliographies, annotations."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import DocumentError
from rag.lookup.annotations import claim_reviews, web_annotation
from rag.lookup.references import BIBLIOGRAPHIES, references
from rag.lookup.report import cited_in, markdown, report_of
from rag.lookup.web_report import web_page
from rag.lookup.word_files import docx_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What goes into a file; `items` are its articles, annotations or reviews, of a report the answers or drafts."""

    data: str | bytes
    items: int


def export_of(
    documents: Sequence[object], form: str, *, name: str, author: str = "dateline"
) -> Export:
    """Write saved documents in another form.

    Args:
        documents: as the file has them.
        form: md, html, docx, json, annotation, claimreview, or one of the bibliographies.
        name: of the file, for errors.
        author: who reviews, in claimreview.

    Raises:
        DocumentError: the documents have nothing that the form could show.
    """
    if form in BIBLIOGRAPHIES:
        cited = references(cited_in(documents))
        return Export(data=BIBLIOGRAPHIES[form](cited), items=len(cited))
    if form == "annotation":
        told = [web_annotation(citation) for citation in cited_in(documents)]
        return Export(data=_json(told), items=len(told))
    if form == "claimreview":
        reviews = claim_reviews(_sentences(documents, name), author=author)
        return Export(data=_json(reviews), items=len(reviews))
    if form == "json":
        whole = documents[0] if len(documents) == 1 else documents
        return Export(data=_json(whole), items=len(documents))
    return Export(data=_report(documents, form), items=len(documents))


def _report(documents: Sequence[object], form: str) -> str | bytes:
    """Write a report with footnotes."""
    report = report_of(documents)
    if form == "docx":
        return docx_bytes(report)
    return markdown(report) if form == "md" else web_page(report)


def _sentences(documents: Sequence[object], name: str) -> list[dict[str, object]]:
    """List the sentences of checked drafts."""
    sentences = [
        sentence
        for document in documents
        if isinstance(document, dict) and isinstance(document.get("sentences"), list)
        for sentence in document["sentences"]
        if isinstance(sentence, dict)
    ]
    if not sentences:
        raise DocumentError(f"{name} is no checked draft: save one with `dateline check --json`")
    return sentences


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)
