"""Further questions about the invented events to train on, of kinds that their own lack: `quoted.jsonl`.

A line each, with the words of the articles that it rests on:

    {"event": "crane-oste", "kind": "comparison", "question": "Were more or fewer hurt than was first said?",
     "answers": ["more"], "quotes": [{"article": 1, "quote": "four were hurt"}, {"article": 2, "quote": "now nine"}]}

`KINDS` says what each kind asks. Each quotation stands once in its article. A question without an answer ("none") has
neither answers nor quotations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rag.training.threads import Thread

Kind = Literal["comparison", "list", "name", "none", "now", "paraphrase", "sides", "steps"]
KINDS: dict[Kind, str] = {
    "comparison": "two values held against each other; no sentence need say which is more",
    "list": "several things, told in one quotation",
    "name": "who or what something is that one sentence describes and another, the last quotation, names",
    "none": "what the articles leave open, close to what they tell",
    "now": "one of several values that were reported of the same: the last, the corrected, the first, one party's",
    "paraphrase": "what an article tells in quite other words",
    "sides": "what two sides tell differently",
    "steps": "of what is described, not named: the last quotation answers, the first says who or what it is",
}
GIVEN_LAST = frozenset({"name", "steps"})  # kinds whose last quotation alone gives the answer
WORKED_OUT = frozenset({"comparison"})  # kinds whose answer need not stand anywhere
Quotation = tuple[str, str]
"""An article's id, and words that stand in it once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A question, the quotations that it rests on, and wordings of its answer (of "sides": one of each side)."""

    event: str
    kind: Kind
    question: str
    answers: tuple[str, ...]
    quotations: tuple[Quotation, ...]

    @property
    def giving(self) -> tuple[Quotation, ...]:
        """The quotations that answer, or give a part of the answer."""
        return self.quotations[-1:] if self.kind in GIVEN_LAST else self.quotations


def load_quoted() -> list[Quoted]:
    """Load every question, in the order of the file."""
    lines = files("rag.training").joinpath("quoted.jsonl").read_text("utf-8").splitlines()
    return [_quoted(json.loads(line)) for line in lines]


def _quoted(row: Mapping[str, Any]) -> Quoted:
    return Quoted(
        event=row["event"],
        kind=row["kind"],
        question=row["question"],
        answers=tuple(row["answers"]),
        quotations=tuple((f"{row['event']}-{q['article']}", q["quote"]) for q in row["quotes"]),
    )


def quoted_faults(wanted: Iterable[Quoted], threads: Sequence[Thread]) -> list[str]:
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


def _shape_faults(one: Quoted) -> list[str]:
    if one.kind not in KINDS:
        return [f"there is no kind {one.kind}"]
    found = []
    if (one.kind == "none") == bool(one.quotations):
        found.append("an answer has quotations, and only an answer")
    if (one.kind == "none") == bool(one.answers):
        found.append("a question of kind none has no answer, and every other has")
    if one.kind == "list" and len(one.quotations) != 1:
        found.append("a list stands in one quotation")
    whole = one.answers and one.quotations
    if whole and one.kind not in WORKED_OUT and not _stands(one):
        found.append("the answer does not stand in what gives it")
    return found


def _stands(one: Quoted) -> bool:
    """Whether the words of an answer stand in what gives it; of two sides, those of each."""
    told = [any(answer in quote for _, quote in one.giving) for answer in one.answers]
    return all(told) if one.kind == "sides" else any(told)
