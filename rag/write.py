"""Readings → Draft, in the articles' own words: nothing here can invent a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.accounts import corroborate, find_accounts
from rag.asked import asked_kind, wants_yes_or_no
from rag.comparison_asked import read_comparison
from rag.comparisons import weigh_up
from rag.conflicts import find_conflict
from rag.errata import asks_for_error
from rag.judge import is_long
from rag.overturned import find_overturned
from rag.own_words import speaker_meant
from rag.premise import find_premise, near_misses, premise_words
from rag.types import Draft, Part, Sentence
from rag.unheard import UNHEARD, unheard_names
from rag.words import content_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from index.types import Passage, Retrieved
    from rag.asked import Kind
    from rag.comparisons import Weighed
    from rag.lexical import Rarity
    from rag.types import Conflict, Plan, Premise, Reading, Reason

    Read = Callable[[str, Sequence[Retrieved]], list[Reading]]
    Write = Callable[[Plan, Sequence[Retrieved]], Draft]
    Unknown = Callable[[str], list[str]]

NEAR_BEST = 0.78  # a further sentence is quoted if it is this nearly as likely as the best
NEAR_OF_TWO = 0.6  # the same, of a sentence that may give the other of two values that are compared


class ExtractiveWriter:
    """Quotes the sentences that carry the answer, for each part of the question.

    `unknown(question)` lists the words of a question that stand nowhere in the corpus; `weigh` gives the weight of
    a stem by how few passages hold it.
    """

    def __init__(
        self,
        read: Read,
        unknown: Unknown,
        *,
        min_confidence: float,
        max_statements: int,
        weigh: Rarity | None = None,
    ) -> None:
        self._read = read
        self._unknown = unknown
        self._min_confidence = min_confidence
        self._max_statements = max_statements
        self._weigh = weigh or (lambda _stem: 1.0)

    def __call__(self, plan: Plan, evidence: Sequence[Retrieved]) -> Draft:
        """Quote the best readings of every part, or refuse where none is likely enough."""
        parts = plan.parts or (Part(text=plan.question),)
        drafts = [self._part(part, evidence, alone=len(parts) == 1) for part in parts]
        return drafts[0] if len(drafts) == 1 else _together(parts, drafts)

    def _part(self, part: Part, evidence: Sequence[Retrieved], *, alone: bool) -> Draft:
        heard = [hit for hit in evidence if may_answer(hit, part)]
        weights = {stem: self._weigh(stem) for stem in content_stems(part.text)}
        readings = self._read(part.text, heard)
        readings, weighed = self._weighed(part, heard, readings, weights)
        kind = asked_kind(part.text)
        best = readings[0].confidence if readings else 0.0
        if not is_long(weights) and unheard_names(
            part.text, self._unknown(part.text), _texts(heard)
        ):
            best = min(best, UNHEARD)
        if best < self._min_confidence:
            silent = bool(evidence) and not heard
            return self._refusal(part, readings, weights, kind, best, silent=silent)
        if premise := find_premise(part.text, weights, readings):
            return Draft(
                sentences=(),
                confidence=best,
                refusal="false_premise",
                detail=premise_words(premise),
                readings=tuple(readings),
                premise=premise,
            )
        accounts = find_accounts(kind, weights, readings, _families(heard), asked=part.text)
        readings = [*readings, *(a.reading for a in accounts if a.reading not in readings)]
        conflict = find_conflict(part.text, accounts)
        if not asks_for_error(part.text) and (
            overturned := find_overturned(part.text, readings[0], conflict, heard)
        ):
            conflict, mended = overturned
            readings = [*readings, mended]
        most = self._max_statements if alone else 1
        chosen = _chosen(readings, conflict, least=self._least(readings))
        if weighed:
            chosen = list(dict.fromkeys((*weighed.readings, *chosen)))
            most = max(most, len(weighed.readings))
        return Draft(
            sentences=tuple(Sentence(_text(r, r.start, r.end), (_span(r),)) for r in chosen[:most]),
            short_answer=weighed.answer if weighed else _short(part.text, chosen[0], conflict),
            confidence=best,
            readings=tuple(readings),
            conflicts=(conflict,) if conflict else (),
            corroboration=corroborate(accounts, heard),
        )

    def _weighed(
        self,
        part: Part,
        heard: Sequence[Retrieved],
        readings: list[Reading],
        weights: Mapping[str, float],
    ) -> tuple[list[Reading], Weighed | None]:
        """Work out what a question that compares comes to, from its values asked for plainly; with what was read."""
        asked = read_comparison(part.text)
        if not asked:
            return readings, None

        def others() -> Sequence[Reading]:
            return self._read(asked.other, heard) if asked.other else ()

        every = _likelier(readings, self._read(asked.plain, heard)) if asked.plain else readings
        quoted = _chosen(every, None, least=NEAR_OF_TWO * every[0].confidence if every else 0.0)
        weighed = weigh_up(
            asked, weights, every, quoted=quoted[: self._max_statements], others=others
        )
        if not weighed:
            return readings, None
        return [*every, *(r for r in weighed.readings if r not in every)], weighed

    def _least(self, readings: Sequence[Reading]) -> float:
        """Give the confidence from which a sentence is quoted beside the best of them."""
        best = readings[0].confidence if readings else 0.0
        return max(self._min_confidence, NEAR_BEST * best)

    def _refusal(
        self,
        part: Part,
        readings: Sequence[Reading],
        weights: Mapping[str, float],
        kind: Kind,
        confidence: float,
        *,
        silent: bool,
    ) -> Draft:
        """Say that nothing answers, what came near, and whether the question assumes what is not so."""
        missing = self._unknown(part.text)
        premise = find_premise(part.text, weights, readings)
        detail = f"no article mentions {', '.join(missing)}" if missing else ""
        if silent:
            detail = f"nothing by {' or '.join(part.sources)} was found"
        return Draft(
            sentences=(),
            confidence=confidence,
            refusal=_refused(missing, premise),
            detail=premise_words(premise)
            if premise
            else detail or "the nearest passages do not answer the question",
            readings=tuple(readings),
            premise=premise,
            near=near_misses(kind, weights, readings, asked=part.text),
        )


def _refused(missing: Sequence[str], premise: Premise | None) -> Reason:
    if premise:
        return "false_premise"
    return "not_in_corpus" if missing else "insufficient_evidence"


def may_answer(hit: Retrieved, part: Part) -> bool:
    """Whether an outlet is one that the question wants to hear; one that is not named may be any."""
    source = hit.passage.article.source
    named = {name.casefold() for name in part.sources}
    return not named or not source or source.casefold() in named


def _texts(hits: Sequence[Retrieved]) -> list[str]:
    """List what was found, with its headlines and outlets."""
    return [f"{h.passage.article.title} {h.passage.article.source} {h.passage.text}" for h in hits]


def _families(evidence: Sequence[Retrieved]) -> dict[str, str]:
    """Give every article the id that it shares with its copies."""
    families = {}
    for hit in evidence:
        ids = [hit.passage.article.id, *(copy.id for copy in hit.copies)]
        families[hit.passage.article.id] = min(ids)
    return families


def _chosen(
    readings: Sequence[Reading], conflict: Conflict | None, *, least: float
) -> list[Reading]:
    """Choose what is quoted: where accounts differ every side first, of an update the newest before the others."""
    likely = [r for r in _distinct(readings) if r.confidence >= least]
    if not conflict:
        return likely
    sides = conflict.sides if conflict.relation == "disagreement" else conflict.sides[::-1]
    by_span = {_place(reading): reading for reading in readings}
    spans = [(s.citation.article.id, s.citation.start, s.citation.end) for s in sides]
    first = {span: by_span[span] for span in spans if span in by_span}
    return [*first.values(), *(r for r in likely if _place(r) not in first)]


def _likelier(one: Sequence[Reading], other: Sequence[Reading]) -> list[Reading]:
    """Put two readings of the same sentences together: of each sentence the likelier, likeliest first."""
    best: dict[tuple[str, int], Reading] = {}
    for reading in sorted((*one, *other), key=lambda r: -r.confidence):
        best.setdefault((reading.passage.article.id, reading.start), reading)
    return list(best.values())


def _short(question: str, best: Reading, conflict: Conflict | None) -> str | None:
    """Give the answer in a few words: of two accounts at odds both, of an update the newest.

    None where yes or no is wanted: the quotations say what there is to say. Who speaks of themselves is named.
    """
    if conflict and conflict.relation == "disagreement":
        return " or ".join(dict.fromkeys(side.value for side in conflict.sides))
    if conflict:
        return conflict.sides[-1].value
    if not best.answer or wants_yes_or_no(question):
        return None
    return speaker_meant(question, best) or _text(best, *best.answer)


def _together(parts: Sequence[Part], drafts: Sequence[Draft]) -> Draft:
    """Put the answers of several parts together, and say which part has none."""
    answered = [(p, d) for p, d in zip(parts, drafts, strict=True) if not d.refusal]
    unanswered = tuple(_asks(p) for p, d in zip(parts, drafts, strict=True) if d.refusal)
    near = tuple(miss for d in drafts for miss in d.near)
    readings = sorted((r for d in drafts for r in d.readings), key=lambda r: -r.confidence)
    if not answered:
        worst = max(drafts, key=lambda d: (d.refusal == "false_premise", d.confidence or 0.0))
        return replace(worst, near=near, readings=tuple(readings), unanswered=unanswered)
    shorts = [d.short_answer for _, d in answered if d.short_answer]
    return Draft(
        sentences=tuple(dict.fromkeys(s for _, d in answered for s in d.sentences)),
        short_answer="; ".join(dict.fromkeys(shorts)) or None,
        confidence=min(d.confidence or 0.0 for _, d in answered),
        readings=tuple(readings),
        conflicts=tuple(c for _, d in answered for c in d.conflicts),
        corroboration=answered[0][1].corroboration if len(parts) == 1 else None,
        premise=next((d.premise for d in drafts if d.premise), None),
        near=near,
        unanswered=unanswered,
    )


def _asks(part: Part) -> str:
    return f"{part.text} ({', '.join(part.sources)})" if part.sources else part.text


def _text(reading: Reading, start: int, end: int) -> str:
    return reading.passage.article.text[start:end]


def _span(reading: Reading) -> Passage:
    return reading.passage.article.passage(reading.start, reading.end)


def _place(reading: Reading) -> tuple[str, int, int]:
    return reading.passage.article.id, reading.start, reading.end


def _distinct(readings: Sequence[Reading]) -> list[Reading]:
    """Drop sentences that say word for word what a better one says: reprints."""
    kept: dict[str, Reading] = {}
    for reading in readings:
        words = " ".join(_text(reading, reading.start, reading.end).casefold().split())
        kept.setdefault(words, reading)
    return list(kept.values())
