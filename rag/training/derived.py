"""Comparisons and lists asked about the invented events to train on: `derived.jsonl` beside this file, a line each.

    {"event": "crane-oste", "kind": "comparison", "question": "Were more or fewer hurt than was first said?",
     "answer": "more", "quotes": [{"article": 1, "quote": "four were hurt"}, {"article": 2, "quote": "now nine"}]}

No sentence says "more": what a network learns from them is which sentences hold the values. The words of a list stand
in its one quotation. A question without an answer ("none") has none. Each quotation stands once in its article.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rag.training.threads import Thread

Kind = Literal["comparison", "list", "none"]
Quotation = tuple[str, str]
"""An article's id, and words that stand in it once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A question, the quotations that it is worked out from, and what it comes to."""

    event: str
    kind: Kind
    question: str
    answer: str
    quotations: tuple[Quotation, ...]


def load_derived() -> list[Derived]:
    """Load every question, in the order of the file."""
    lines = files("rag.training").joinpath("derived.jsonl").read_text("utf-8").splitlines()
    return [_derived(json.loads(line)) for line in lines]


def _derived(row: Mapping[str, Any]) -> Derived:
    return Derived(
        event=row["event"],
        kind=row["kind"],
        question=row["question"],
        answer=row["answer"],
        quotations=tuple((f"{row['event']}-{q['article']}", q["quote"]) for q in row["quotes"]),
    )


def derived_faults(wanted: Iterable[Derived], threads: Sequence[Thread]) -> list[str]:
    """Say what is wrong with questions about these events, a line for each fault."""
    texts = {article.id: article.text for thread in threads for article in thread.articles}
    events = {thread.name for thread in threads}
    return [
        f"{one.question}: {fault}"
        for one in wanted
        for fault in (
            *([] if one.event in events else [f"there is no event {one.event}"]),
            *_shape_faults(one),
            *(
                f"“{quote}” stands {texts.get(article, '').count(quote)} times in {article}"
                for article, quote in one.quotations
                if texts.get(article, "").count(quote) != 1
            ),
        )
    ]


def _shape_faults(one: Derived) -> list[str]:
    found = []
    if (one.kind == "none") == bool(one.quotations):
        found.append("an answer has quotations, and only an answer")
    if (one.kind == "none") == bool(one.answer):
        found.append("a question of kind none has no answer, and every other has")
    if one.kind == "list" and len(one.quotations) != 1:
        found.append("a list stands in one quotation")
    if one.kind == "list" and not any(one.answer in quote for _, quote in one.quotations):
        found.append("the words of a list do not stand in its quotation")
    return found
