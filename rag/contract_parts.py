"""The parts of an answer's JSON that say how it was reached: accounts, filters, corrections, receipts."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from rag.premise import premise_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from index.types import Article
    from rag.types import (
        Answer,
        Citation,
        Conflict,
        Correction,
        Corroboration,
        Hint,
        NearMiss,
        Premise,
        Searched,
        Side,
        Statement,
    )

    Numbers = Mapping[Citation, int]

Json = dict[str, Any]

_COUNTS = "no one two three four five six seven eight nine ten".split()
_RELATIONS = {
    "disagreement": "Accounts differ",
    "update": "This has changed",
    "correction": "This was corrected",
}


def byline(article: Article) -> str:
    """Name an article's outlet and date in one line.

    >>> from index.types import Article
    >>> byline(Article(id="a", text="Rain.", source="The Tern"))
    'The Tern, undated'
    """
    named = article.source or PurePosixPath(article.path or article.id).name
    day = article.published
    return f"{named}, {day_text(day) if day else 'undated'}"


def statement_json(statement: Statement, numbers: Numbers) -> Json:
    """Lay a statement out, with who says it."""
    article = statement.citations[0].article if statement.citations else None
    return {
        "text": statement.text,
        "citations": [numbers[c] for c in statement.citations],
        "support": round(statement.support, 4),
        "verdict": statement.verdict,
        "verbatim": statement.verbatim,
        "said_by": {
            "speaker": statement.speaker,
            "source": article.source if article else None,
            "published": _day(article),
        },
        "attribution_dropped": statement.attribution_dropped,
    }


def statement_text(statement: Statement, numbers: Numbers) -> str:
    """Write a statement in one line with its numbers: a quotation in quotation marks, with outlet and date."""
    marks = "".join(f"[{numbers[c]}]" for c in statement.citations)
    if statement.verbatim:
        return f"“{statement.text}” ({byline(statement.citations[0].article)}) {marks}"
    if statement.attribution_dropped:
        return f"{statement.text} (according to {statement.speaker}) {marks}".rstrip()
    return f"{statement.text} {marks}".rstrip()


def premise_text(premise: Premise, numbers: Numbers) -> str:
    """Say in a line what the question takes for granted and the articles say otherwise."""
    return f"But {premise_words(premise)} [{numbers[premise.citation]}]."


def conflict_json(conflict: Conflict, numbers: Numbers) -> Json:
    """Lay differing accounts out; of an update or correction the last side holds."""
    current = conflict.sides[-1] if conflict.relation != "disagreement" else None
    return {
        "about": conflict.about,
        "relation": conflict.relation,
        "sides": [
            {
                "value": side.value,
                "said_by": said_by(side),
                "speaker": side.speaker,
                "source": side.citation.article.source,
                "published": _day(side.citation.article),
                "citation": numbers[side.citation],
                "current": None if current is None else side is current,
            }
            for side in conflict.sides
        ],
    }


def conflict_text(conflict: Conflict, numbers: Numbers) -> str:
    """Write differing accounts in one line: "A says X, B says Y"."""
    said = [
        f"{said_by(side)} says “{side.value}” [{numbers[side.citation]}]" for side in conflict.sides
    ]
    return f"{_RELATIONS[conflict.relation]}: {'; '.join(said)}."


def said_by(side: Side) -> str:
    """Name the speaker and the article of an account."""
    article = side.citation.article
    named = byline(article)
    if not article.source and article.title:
        named = f"“{article.title}”, {named.rpartition(', ')[2]}"
    return f"{side.speaker} ({named})" if side.speaker else named


def corroboration_json(found: Corroboration | None) -> Json | None:
    """Count who gives the answer: independent articles and reprints."""
    if found is None:
        return None
    return {
        "value": found.value,
        "independent": len(found.independent),
        "reprints": len(found.reprints),
        "text": corroboration_text(found),
        "articles": [article.id for article in found.independent],
    }


def corroboration_text(found: Corroboration) -> str:
    """Say it in words: "two independent reports, one reprint"."""
    independent, reprints = len(found.independent), len(found.reprints)
    said = f"{_count(independent)} {'independent ' if independent > 1 else ''}report{'s' * (independent != 1)}"
    return said + (f", {_count(reprints)} reprint{'s' * (reprints != 1)}" if reprints else "")


def premise_json(premise: Premise | None, numbers: Numbers) -> Json | None:
    """Lay out what a question takes for granted and the articles say otherwise."""
    if premise is None:
        return None
    return {
        "assumed": premise.assumed,
        "found": premise.found,
        "citation": numbers[premise.citation],
    }


def correction_json(correction: Correction) -> Json:
    """Lay a correction note out: where it stands, and in which article."""
    citation = correction.citation
    return {
        "kind": correction.kind,
        "article_id": citation.article.id,
        "start": citation.start,
        "end": citation.end,
        "text": citation.quote,
    }


def filters_json(answer: Answer) -> Json:
    """Lay filters out, as asked for or as read from the question; `read` tells which words were read, and how."""
    asked, as_of = answer.question.filters, answer.question.as_of
    since, until, sources = asked.since, asked.until, asked.sources
    for hint in answer.plan.hints:
        if hint.field == "as_of":
            as_of = min(filter(None, (as_of, hint.filters.until)))
        elif hint.field == "dates":
            since, until = hint.filters.since, hint.filters.until
        else:
            sources = hint.filters.sources
    return {
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "sources": list(sources),
        "as_of": as_of.isoformat() if as_of else None,
        "read": [
            {"words": hint.words, "field": hint.field, "strict": hint.strict}
            for hint in answer.plan.hints
        ],
    }


def searched_json(answer: Answer) -> Json | None:
    """Lay out what was looked through in vain."""
    if (searched := answer.searched) is None:
        return None
    return {
        "articles": searched.articles,
        "first": searched.first.isoformat() if searched.first else None,
        "last": searched.last.isoformat() if searched.last else None,
        "terms": list(searched.terms),
        "unknown_terms": list(searched.unknown),
        "queries": list(answer.plan.queries),
    }


def searched_text(searched: Searched) -> str:
    """Say in a line what was looked through: "50 articles of 18 January 2024 to 28 June 2025"."""
    said = f"{searched.articles:,} article{'s' * (searched.articles != 1)}"
    if searched.first and searched.last:
        said += f" of {day_text(searched.first)} to {day_text(searched.last)}"
    if searched.unknown:
        said += f"; in none of them: {', '.join(searched.unknown)}"
    return said


def hint_text(hint: Hint) -> str:
    """Say in a line what was read from a question and how it is used."""
    since, until = hint.filters.since, hint.filters.until
    if hint.field == "sources":
        meant = f"by {' or '.join(hint.filters.sources)}"
    elif hint.field == "as_of" and until:
        meant = f"nothing after {day_text(until)}"
    else:
        first = f"from {day_text(since)} " if since else ""
        meant = f"{first}{f'until {day_text(until)}' if until else ''}".strip() + " first"
    return f"“{hint.words}” → {meant}"


def day_text(day: date) -> str:
    """Write a day out.

    >>> from datetime import date
    >>> day_text(date(2024, 3, 5))
    '5 March 2024'
    """
    return f"{day.day} {day:%B %Y}"


def near_json(miss: NearMiss) -> Json:
    """Lay a near miss out: the sentence, where it stands, why it is no answer."""
    citation, article = miss.citation, miss.citation.article
    return {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "published": _day(article),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "why": miss.why,
    }


def _day(article: Article | None) -> str | None:
    return article.published.isoformat() if article and article.published else None


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else f"{number:,}"
