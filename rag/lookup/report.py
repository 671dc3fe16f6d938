"""Saved answers, conversations and checked drafts → a report with footnotes and a bibliography, as Markdown.

A report is Markdown in which marks of private characters stand for footnotes. Whatever comes from articles is escaped;
HTML in a draft is shown as text. The draft itself stays as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.contract import REASONS
from rag.errors import DocumentError
from rag.lookup.annotations import fragment_link
from rag.lookup.draft import footnote_definition, footnote_mark
from rag.lookup.references import plain_reference, references
from rag.lookup.saved import NOT_CITED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rag.lookup.references import Reference

Json = dict[str, Any]

OPEN, CLOSE = "\ue000", "\ue001"  # around the number of a footnote
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_PRIVATE = str.maketrans({OPEN: "\ufffd", CLOSE: "\ufffd"})
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LEADING = re.compile(r"^(\s*)(?:(?=[-+=])|(\d+)(?=[.)](?:\s|$)))", re.MULTILINE)
_NOT_CITED = NOT_CITED | {"conflicts"}  # whose sides are among the citations
_VERDICTS = {
    "supported": "",
    "partial": "Partly supported. ",
    "unsupported": "Not supported; the nearest is: ",
    "contradicted": "Contradicted. ",
    "not_in_corpus": "Not in this corpus.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """What a footnote says, and the link to the very words, if there is one."""

    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Markdown with marks, the footnotes they stand for (mark n is notes[n - 1]), and the articles cited."""

    title: str
    source: str
    notes: tuple[Footnote, ...]
    cited: tuple[Reference, ...]
    keeps_notes: bool = False
    """Whether the source has footnotes of its own, in Markdown."""


def report_of(documents: Sequence[object]) -> Report:
    """Make a report of saved answers, or of one checked draft.

    Raises:
        DocumentError: the documents are neither.
    """
    shaped = [d for d in _flat(documents) if isinstance(d, dict)]
    if len(shaped) == 1 and isinstance(shaped[0].get("sentences"), list):
        return _of_draft(shaped[0])
    if shaped and all("question" in document for document in shaped):
        return _of_answers(shaped)
    raise DocumentError(
        "this is no saved answer, conversation or checked draft: save one with `dateline ask --json` "
        "or `dateline check --json`"
    )


def cited_in(documents: Sequence[object]) -> list[Json]:
    """List the citations of saved documents as their JSON has them, in reading order."""
    found: list[Json] = []
    waiting = list(reversed(documents))
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            if isinstance(item.get("quote"), str) and isinstance(item.get("article_id"), str):
                found.append(item)
            elif isinstance(item.get("quote"), str) and isinstance(item.get("article"), dict):
                found.append(
                    {**item["article"], **{k: v for k, v in item.items() if k != "article"}}
                )
            else:
                waiting.extend(reversed([v for k, v in item.items() if k not in _NOT_CITED]))
    return found


def _flat(documents: Iterable[object]) -> Iterable[object]:
    for document in documents:
        if isinstance(document, list):
            yield from document
        else:
            yield document


def escaped(text: str) -> str:
    """Make text of an article harmless in Markdown, on one line."""
    line = " ".join(text.translate(_PRIVATE).split())
    return _LEADING.sub(lambda found: f"{found[0]}\\", _SPECIAL.sub(r"\\\1", line))


def _mark(number: int) -> str:
    return f"{OPEN}{number}{CLOSE}"


def _of_answers(answers: Sequence[Json]) -> Report:
    """Write answers out, each under its question."""
    notes: list[Footnote] = []
    parts: list[str] = []
    for answer in answers:
        parts.append(f"## {escaped(str(answer.get('question')))}")
        if answer.get("abstained") or not answer.get("statements"):
            parts.append(REASONS.get(str(answer.get("abstain_reason")), REASONS["not_in_corpus"]))
            continue
        if short := answer.get("short_answer"):
            parts.append(f"**{escaped(str(short))}**")
        by_id = {c.get("id"): c for c in _dicts(answer.get("citations"))}
        for statement in _dicts(answer.get("statements")):
            marks = []
            for number in statement.get("citations") or ():
                if number in by_id:
                    notes.append(_note(by_id[number]))
                    marks.append(_mark(len(notes)))
            text = escaped(str(statement.get("text")))
            parts.append((f"“{text}”" if statement.get("verbatim") else text) + "".join(marks))
    title = str(answers[0].get("question")) if len(answers) == 1 else "Questions and answers"
    return Report(
        title=title,
        source="\n\n".join(parts) + "\n",
        notes=tuple(notes),
        cited=tuple(references(cited_in(answers))),
    )


def _of_draft(checked: Json) -> Report:
    """Put a footnote after every sentence of a draft that was checked."""
    text, form = checked.get("draft"), checked.get("form")
    if not isinstance(text, str):
        raise DocumentError(
            "this checked draft does not hold the draft: check it again with `dateline check --json`"
        )
    text = text.translate(_PRIVATE)
    notes: list[Footnote] = []
    put: list[tuple[int, str]] = []  # place in the draft, what goes there
    for sentence in _dicts(checked.get("sentences")):
        notes.append(_verdict_note(sentence))
        put.append((_place(sentence, "end", text), _mark(len(notes))))
    if form != "markdown":
        headings = [s for s in _dicts(checked.get("left_alone")) if s.get("reason") == "heading"]
        put += [(_place(heading, "start", text), "## ") for heading in headings]
    pieces: list[str] = []
    last = 0
    for place, added in sorted(put, key=lambda item: item[0]):
        pieces += [_written(text[last:place], form), added]
        last = place
    pieces.append(_written(text[last:], form))
    return Report(
        title="Checked draft",
        source="".join(pieces),
        notes=tuple(notes),
        cited=tuple(references(cited_in([checked]))),
        keeps_notes=form == "markdown",
    )


def _place(sentence: Json, edge: str, text: str) -> int:
    """Read where a sentence starts or ends."""
    place = sentence.get(edge)
    if not isinstance(place, int) or not 0 <= place <= len(text):
        raise DocumentError("the sentences of this checked draft do not fit its text")
    return place


def _written(text: str, form: object) -> str:
    """Give a part of a draft as Markdown: its own, or plain text with what would be markup escaped."""
    if form == "markdown":
        return text
    return _LEADING.sub(lambda found: f"{found[0]}\\", _SPECIAL.sub(r"\\\1", text))


def _verdict_note(sentence: Json) -> Footnote:
    verdict = str(sentence.get("verdict"))
    told = _VERDICTS.get(verdict, "")
    missing = [
        str(p.get("text")) for p in _dicts(sentence.get("particulars")) if not p.get("found")
    ]
    if missing and verdict in {"partial", "contradicted"}:
        told += f"Not found: {', '.join(missing)}. "
    cited = _dicts(sentence.get("citations"))
    shown = [_note(c) for c in cited] if verdict != "not_in_corpus" else []
    link = next((note.link for note in shown if note.link), None)
    return Footnote(text=(told + " ".join(note.text for note in shown)).strip(), link=link)


def _note(citation: Mapping[str, Any]) -> Footnote:
    named = plain_reference(references([citation])[0]) if citation.get("article_id") else ""
    words = " ".join(str(citation.get("quote") or "").split())
    return Footnote(text=f"{named} “{words}”", link=fragment_link(citation.get("url"), words))


def _dicts(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def markdown(report: Report) -> str:
    """Write a report as Markdown, its footnotes as pandoc and GitHub read them."""
    body = MARK.sub(lambda mark: f"[^dateline-{mark[1]}]", report.source).rstrip()
    notes = [
        f"[^dateline-{number}]: {escaped(note.text)}" + (f" <{note.link}>" if note.link else "")
        for number, note in enumerate(report.notes, start=1)
    ]
    sources = [
        f"- {escaped(plain_reference(r))}" + (f" <{r.url}>" if r.url else "") for r in report.cited
    ]
    parts = [body, "\n\n".join(notes)]
    if sources:
        parts += ["## Sources", "\n".join(sources)]
    return "\n\n".join(part for part in parts if part) + "\n"


def with_all_notes(report: Report) -> tuple[str, tuple[Footnote, ...]]:
    """Give the source with the draft's own footnotes turned into marks, too, and all footnotes by number."""
    if not report.keeps_notes:
        return report.source, report.notes
    own = footnote_definition.finditer(report.source)
    texts = {found[1]: " ".join(found[2].split()) for found in own}
    body = footnote_definition.sub("", report.source)
    notes = list(report.notes)
    labels: dict[str, int] = {}
    for label in dict.fromkeys(footnote_mark.findall(body)):
        if label in texts:
            notes.append(Footnote(text=MARK.sub("", texts[label])))
            labels[label] = len(notes)
    body = footnote_mark.sub(
        lambda found: _mark(labels[found[1]]) if found[1] in labels else found[0], body
    )
    return _by_place(body, notes)


def _by_place(source: str, notes: Sequence[Footnote]) -> tuple[str, tuple[Footnote, ...]]:
    """Number footnotes in the order in which their marks stand; those without a mark come last."""
    order = list(dict.fromkeys(int(mark[1]) for mark in MARK.finditer(source)))
    order += [number for number in range(1, len(notes) + 1) if number not in order]
    new = {number: place for place, number in enumerate(order, start=1)}
    numbered = MARK.sub(lambda mark: _mark(new[int(mark[1])]), source)
    return numbered, tuple(notes[number - 1] for number in order)
