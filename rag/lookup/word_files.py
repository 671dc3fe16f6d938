"""Word files: a .docx draft read, and a report written as .docx with real footnotes (python-docx, the extra `docx`)."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from rag.errors import DocumentError
from rag.lookup.draft import Draft, refuse_unreadable, sentences_of_text
from rag.lookup.references import plain_reference
from rag.lookup.report import MARK, with_all_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from rag.lookup.draft import Sentence
    from rag.lookup.report import Footnote, Report

_MOST_BYTES = 256_000_000  # of a file's parts, unpacked
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML has them
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_LEVELS = 6


def read_docx(data: bytes, *, name: str) -> Draft:
    """Read the paragraphs of a .docx draft: one blank line between two of them.

    Raises:
        DocumentError: it is no .docx, it is empty, or python-docx is not installed.
    """
    with _needed():
        import docx
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            size = sum(part.file_size for part in parts.infolist())
        document = docx.Document(io.BytesIO(data if size <= _MOST_BYTES else b""))
        paragraphs = [
            (str(p.text), str(p.style.name if p.style else "")) for p in document.paragraphs
        ]
    except Exception as error:
        why = f"it unpacks to {size:,} bytes" if size > _MOST_BYTES else str(error)[:200]
        raise DocumentError(f"{name} cannot be read as a .docx file: {why}") from error
    kept = [(_UNSAFE.sub("", text).strip(), style) for text, style in paragraphs]
    kept = [(text, style) for text, style in kept if text]
    text = "\n\n".join(text for text, _ in kept)
    refuse_unreadable(text)
    sentences: list[Sentence] = []
    start = 0
    for words, style in kept:
        heading = style.startswith(("Heading", "Title", "Subtitle"))
        sentences += sentences_of_text(text, start, start + len(words), heading=heading)
        start += len(words) + 2
    return Draft(text=text, form="docx", sentences=tuple(sentences))


def docx_bytes(report: Report) -> bytes:
    """Write a report as .docx.

    Raises:
        DocumentError: python-docx is not installed.
    """
    with _needed():
        import docx
    document = docx.Document()
    document.core_properties.title = _safe(report.title)[:250]
    source, notes = with_all_notes(report)
    _write_body(document, MarkdownIt("commonmark", {"html": False}).enable("table").parse(source))
    if report.cited:
        document.add_heading("Sources", level=2)
        for reference in report.cited:
            line = plain_reference(reference) + (f" {reference.url}" if reference.url else "")
            document.add_paragraph(_safe(line), style="List Bullet")
    _add_footnotes(document, notes)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write_body(document: Any, tokens: Sequence[Token]) -> None:  # noqa: ANN401 - python-docx has no types
    """Write the blocks of Markdown: headings, lists, quotations, code; everything else as a paragraph."""
    opened: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            opened.append(f"{token.type}:{token.tag}")
        elif token.nesting == -1:
            opened.pop()
        elif token.type in {"fence", "code_block"}:
            _runs(document.add_paragraph(), token.content)
        elif token.type == "inline":
            _write_inline(_paragraph(document, opened), token.children or [])


def _paragraph(document: Any, opened: Sequence[str]) -> Any:  # noqa: ANN401
    heading = next((o for o in opened if o.startswith("heading_open")), None)
    if heading:
        return document.add_heading(level=min(_LEVELS, int(heading[-1])))
    if any(o.startswith("ordered_list") for o in opened):
        return document.add_paragraph(style="List Number")
    if any(o.startswith("bullet_list") for o in opened):
        return document.add_paragraph(style="List Bullet")
    if any(o.startswith("blockquote") for o in opened):
        return document.add_paragraph(style="Quote")
    return document.add_paragraph()


def _write_inline(paragraph: Any, children: Sequence[Token]) -> None:  # noqa: ANN401
    bold = italic = 0
    for child in children:
        if child.type.startswith("strong"):
            bold += child.nesting
        elif child.type.startswith("em_"):
            italic += child.nesting
        elif child.type in {"softbreak", "hardbreak"}:
            paragraph.add_run(" ")
        elif child.content:
            _runs(paragraph, child.content, bold=bool(bold), italic=bool(italic))


def _runs(paragraph: Any, text: str, *, bold: bool = False, italic: bool = False) -> None:  # noqa: ANN401
    """Write text, its marks as references to footnotes."""
    for place, piece in enumerate(MARK.split(text)):
        if place % 2:
            _refer(paragraph.add_run(), int(piece))
        elif piece:
            run = paragraph.add_run(_safe(piece))
            run.bold, run.italic = bold or None, italic or None


def _refer(run: Any, number: int) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run.font.superscript = True
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(number))
    run._r.append(reference)  # noqa: SLF001 - python-docx knows no footnotes


def _add_footnotes(document: Any, notes: Sequence[Footnote]) -> None:  # noqa: ANN401
    """Add the part of the file that holds the footnotes: two separators, then one for each note."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    root = etree.Element(f"{{{_W}}}footnotes", nsmap={"w": _W})
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        note = etree.SubElement(
            root, f"{{{_W}}}footnote", {f"{{{_W}}}type": kind, f"{{{_W}}}id": str(number)}
        )
        run = etree.SubElement(etree.SubElement(note, f"{{{_W}}}p"), f"{{{_W}}}r")
        etree.SubElement(run, f"{{{_W}}}{kind}")
    for number, footnote in enumerate(notes, start=1):
        note = etree.SubElement(root, f"{{{_W}}}footnote", {f"{{{_W}}}id": str(number)})
        paragraph = etree.SubElement(note, f"{{{_W}}}p")
        run = etree.SubElement(paragraph, f"{{{_W}}}r")
        raised = etree.SubElement(etree.SubElement(run, f"{{{_W}}}rPr"), f"{{{_W}}}vertAlign")
        raised.set(f"{{{_W}}}val", "superscript")
        etree.SubElement(run, f"{{{_W}}}footnoteRef")
        words = etree.SubElement(etree.SubElement(paragraph, f"{{{_W}}}r"), f"{{{_W}}}t")
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        words.text = " " + _safe(f"{footnote.text} {footnote.link or ''}".strip())
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/word/footnotes.xml"), _TYPE, data, document.part.package)
    document.part.relate_to(part, _RELATION)


def _safe(text: str) -> str:
    return _UNSAFE.sub("\ufffd", text)


@contextmanager
def _needed() -> Iterator[None]:
    """Import inside this block what the extra `docx` brings."""
    try:
        yield
    except ImportError as error:
        missing = error.name or "a library"
        raise DocumentError(f"this needs {missing}: pip install 'dateline[docx]'") from error
