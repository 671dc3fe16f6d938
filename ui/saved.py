"""Conversations as they are kept in a browser: plain JSON, and back again from the articles of the store."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from index.types import Filters
from rag.contract import answer_json
from rag.types import Answer, Citation, Conflict, Plan, Question, Side, Statement
from ui.html.article import sources
from ui.html.escaping import block
from ui.turns import Turn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.store import Store
    from index.types import Article
    from ui.turns import Conversation

Json = dict[str, Any]
MOST = 20  # conversations kept; the oldest goes first
_KEPT = (
    "short_answer",
    "abstain_reason",
    "abstain_detail",
    "confidence",
    "statements",
    "conflicts",
    "removed_statements",
    "model",
)


def keep(saved: Sequence[Json], name: str, conversation: Conversation) -> list[Json]:
    """Put a conversation first among those kept, in the place of the one with its name."""
    turns = [_pack(turn) for turn in conversation if turn.answer]
    others = [one for one in saved if one.get("name") != name]
    if not turns:
        return list(saved)
    return [{"name": name, "title": turns[0]["question"], "turns": turns}, *others][:MOST]


def revive(row: Mapping[str, Any], store: Store) -> Conversation:
    """Make a kept conversation again; a turn whose articles are no longer there as they were says so.

    Rows come from a browser: one that is not as `keep` made it gives no turn.
    """
    turns: list[Turn] = []
    for packed in row.get("turns") or ():
        try:
            turns.append(_unpack(packed, store, number=len(turns) + 1))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return tuple(turns)


def _pack(turn: Turn) -> Json:
    question, told = turn.question, answer_json(turn.answer) if turn.answer else {}
    cited = [
        {name: citation[name] for name in ("article_id", "sha256", "start", "end")}
        for citation in told["citations"]
    ]
    return {
        "question": question.text,
        "since": _day(question.filters.since),
        "until": _day(question.filters.until),
        "as_of": _day(question.as_of),
        "sources": list(question.filters.sources),
        "answer": {name: told[name] for name in _KEPT} | {"citations": cited},
    }


def _unpack(packed: Json, store: Store, *, number: int) -> Turn:
    question = Question(
        str(packed["question"]),
        Filters(
            since=_date(packed["since"]),
            until=_date(packed["until"]),
            sources=tuple(map(str, packed["sources"])),
        ),
        as_of=_date(packed["as_of"]),
    )
    told = packed["answer"]
    cited = [_citation(one, store) for one in told["citations"]]
    if any(one is None for one in cited):
        said = block("working", "A cited article is no longer in the archive as it was. Ask again.")
        return Turn(question=question, said=said, state="stopped")
    numbers = {n: citation for n, citation in enumerate(cited, start=1) if citation}
    answer = _answer(question, told, numbers)
    shown = sources(number, answer.citations)
    return Turn(question=question, answer=answer, cited=shown, state="answered")


def _answer(question: Question, told: Json, numbers: Mapping[int, Citation]) -> Answer:
    statements = tuple(
        Statement(
            text=str(one["text"]),
            citations=tuple(numbers[n] for n in one["citations"]),
            support=float(one["support"]),
            verdict=one["verdict"],
            speaker=one["said_by"]["speaker"],
            attribution_dropped=bool(one["attribution_dropped"]),
        )
        for one in told["statements"]
    )
    conflicts = tuple(
        Conflict(
            about=str(one["about"]),
            relation=one["relation"],
            sides=tuple(
                Side(value=s["value"], speaker=s["speaker"], citation=numbers[s["citation"]])
                for s in one["sides"]
            ),
        )
        for one in told["conflicts"]
    )
    return Answer(
        question=question,
        plan=Plan(question=question.text, filters=question.filters),
        statements=statements,
        conflicts=conflicts,
        short_answer=told["short_answer"],
        confidence=float(told["confidence"]),
        abstain_reason=told["abstain_reason"],
        detail=str(told["abstain_detail"] or ""),
        removed=int(told["removed_statements"]),
        model=str(told["model"]),
    )


def _citation(row: Json, store: Store) -> Citation | None:
    """Find the words again, in the version of the article that they were cited from."""
    article = _version(str(row["article_id"]), str(row["sha256"]), store)
    if article is None:
        return None
    return Citation(article=article, start=int(row["start"]), end=int(row["end"]))


def _version(article_id: str, sha256: str, store: Store) -> Article | None:
    current = store.article(article_id)
    known = [*store.articles.versions(article_id), *([current] if current else [])]
    return next((version for version in known if version.sha256 == sha256), None)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
