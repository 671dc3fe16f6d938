"""A question in two steps: find out who is described, then ask of the name."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.comparison_asked import read_comparison
from rag.referents import NAME
from rag.rerank import merge
from rag.steps import two_steps
from rag.types import Sentence
from rag.words import MONTHS, STOP_WORDS, WEEKDAYS, all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.types import Retrieved
    from rag.types import Draft, Plan, Reading

    Look = Callable[[Plan], "Looked"]

_REFUTED = ("not_in_corpus", "false_premise")  # what no other confidence makes good
_DAYS = re.compile(rf"^(?:{WEEKDAYS}|{MONTHS})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found for a plan, best first, what of it was read, and what was written from it."""

    plan: Plan
    ranked: Sequence[Retrieved]
    evidence: tuple[Retrieved, ...]
    draft: Draft


def take_steps(direct: Looked, look: Look, *, least: float) -> Looked:
    """Answer a question that describes somebody by finding the name first; where a step fails, as it was.

    Args:
        direct: what the question gave as it stands.
        look: finds and writes.
        least: the confidence that both steps together must have.
    """
    plan = direct.plan
    steps = two_steps(plan.parts[0].text) if len(plan.parts) == 1 else None
    compared = read_comparison(plan.parts[0].text) if steps else None
    if not steps or (compared and compared.form != "difference"):
        return direct
    first = look(_asking(plan, steps.first))
    name = _name_found(first.draft, plan.question)
    if name is None:
        return direct
    second = look(_asking(plan, steps.second(name)))
    if steps.same:
        draft = _same(first.draft, second.draft, name, least=least)
    else:
        draft = _asked(first.draft, second.draft, name)
    return _joined(direct, first, second, draft) if draft else direct


def _asking(plan: Plan, text: str) -> Plan:
    return replace(plan, parts=(replace(plan.parts[0], text=text),))


def _name_found(draft: Draft, asked: str) -> str | None:
    """Take the name that the first step found: one that the question does not hold."""
    if draft.refusal or not draft.readings or draft.conflicts:
        return None
    best = draft.readings[0]
    sentence = best.passage.article.text[best.start : best.end]
    for text in (draft.short_answer or "", sentence):
        names = [
            found[0]
            for found in NAME.finditer(text)
            if not _DAYS.search(found[0])
            and found[0].lower() not in STOP_WORDS
            and not set(content_stems(found[0])) <= all_stems(asked)
        ]
        if names and (text != sentence or len(names) == 1):
            return re.sub(r"(?:[’']s?|\.)$", "", names[0])
    return None


def _together(first: float | None, second: float | None) -> float:
    """Say how sure two steps are together: the geometric mean, as one that leads on speaks for the other."""
    return math.sqrt((first or 0.0) * (second or 0.0))


def _same(first: Draft, second: Draft, name: str, *, least: float) -> Draft | None:
    """Hold the second answer against the name: what is likeliest of it."""
    if second.refusal in _REFUTED:
        return None
    told = [r for r in second.readings if _mentions(name, r.passage.article.text[r.start : r.end])]
    if not told:
        return None
    best = max(told, key=lambda r: r.confidence)
    confidence = _together(first.confidence, best.confidence)
    if confidence < least:
        return None
    return replace(
        first,
        sentences=tuple(dict.fromkeys((*_led(first), _quoted(best)))),
        conflicts=(),
        corroboration=None,
        confidence=confidence,
        short_answer=name,
        readings=_by_confidence(first, second),
    )


def _asked(first: Draft, second: Draft, name: str) -> Draft | None:
    """Take the second answer where its article knows the name."""
    if second.refusal or not second.readings:
        return None
    if not _mentions(name, second.readings[0].passage.article.text):
        return None
    return replace(
        second,
        sentences=tuple(dict.fromkeys((*second.sentences, *_led(first)))),
        confidence=_together(first.confidence, second.confidence),
        readings=_by_confidence(second, first),
        corroboration=None,
    )


def _joined(direct: Looked, first: Looked, second: Looked, draft: Draft) -> Looked:
    """Put what both steps found together in turns, the second's first."""
    plan = replace(direct.plan, parts=(*first.plan.parts, *second.plan.parts))
    ranked = merge([second.ranked, first.ranked], k=len(second.ranked) + len(first.ranked))
    return Looked(
        plan=plan,
        ranked=ranked,
        evidence=tuple(
            {hit.passage.id: hit for hit in (*second.evidence, *first.evidence)}.values()
        ),
        draft=draft,
    )


def _by_confidence(*drafts: Draft) -> tuple[Reading, ...]:
    """Put what was read in both steps together, likeliest first."""
    return tuple(sorted((r for d in drafts for r in d.readings), key=lambda r: -r.confidence))


def _led(first: Draft) -> list[Sentence]:
    """Take the sentence that names whom the question describes."""
    return list(first.sentences)[:1]


def _mentions(name: str, text: str) -> bool:
    """Whether a text holds the last word of a name."""
    stems = content_stems(name)
    return bool(stems) and stems[-1] in all_stems(text)


def _quoted(reading: Reading) -> Sentence:
    article = reading.passage.article
    return Sentence(
        article.text[reading.start : reading.end], (article.passage(reading.start, reading.end),)
    )
