"""Is the short answer right? Words against words, after SQuAD's normalisation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.training.scores import exact, normal, overlap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.dataset import Nugget, Side

    Supports = Callable[[str, str], bool]
    """(statement, evidence) → whether the evidence supports the statement."""

Names = tuple[str, ...]
ACCEPTED_F1 = 0.6  # above one word of two: "14 million" is not "14 billion"


def exact_match(answer: str | None, golds: Sequence[str]) -> float:
    """EM = 1 if normal(answer) equals normal(g) for some gold g, else 0; without golds only silence is right.

    Source: Rajpurkar et al. 2016, §6.1; for unanswerable questions Rajpurkar et al. 2018, §5.

    >>> exact_match("The Elbe.", ["Elbe"]), exact_match(None, []), exact_match("Elbe", [])
    (1.0, 1.0, 0.0)
    """
    return exact(answer or "", golds)


def token_f1(answer: str | None, golds: Sequence[str]) -> float:
    """F1 = max over golds of 2·|A ∩ G| / (|A| + |G|), A and G the bags of normalised words.

    Source: Rajpurkar et al. 2016, §6.1; for unanswerable questions Rajpurkar et al. 2018, §5.

    >>> token_f1("in the Elbe river", ["Elbe"])
    0.5
    """
    return overlap(answer or "", golds)


def stands_in(names: Sequence[str], text: str) -> bool:
    """Whether one of the names stands in the text, as whole words after normalisation (ALCE's string match).

    Source: Gao et al. 2023, §3 (STR-EM, "exact match recall").

    >>> stands_in(["14 cm", "14 centimetres"], "It is 14 centimetres long.")
    True
    """
    said = f" {normal(text)} "
    return any(f" {normal(name)} " in said for name in names if normal(name))


def accepted(answer: str | None, text: str, golds: Sequence[str]) -> bool:
    """Whether an answer counts as right; the confidence of an answer is held against this.

    It is right if a gold answer stands in what is shown (an extract answers with a whole sentence), or if the short
    answer and a gold one share most words (F1 ≥ 0.6) and have the same numbers.

    >>> accepted("40 centimetres", "It is 40 centimetres.", ["14 centimetres"])
    False
    """
    if stands_in(golds, text):
        return True
    near = [gold for gold in golds if token_f1(answer, [gold]) >= ACCEPTED_F1]
    return any(_numbers(answer or "") == _numbers(gold) for gold in near)


def _numbers(text: str) -> set[str]:
    return {word for word in normal(text).split() if any(map(str.isdigit, word))}


def list_f1(answer: str | None, text: str, items: Sequence[Names]) -> tuple[float, float, float]:
    """Score a list: precision over the items given, recall over the items wanted, and their harmonic mean.

    An item given is a part of the short answer between commas, semicolons or "and"; it is right if it equals a name of
    a wanted item after normalisation. A wanted item is found if one of its names stands in the shown text.

    Source: after Amouyal et al. 2022 (QAMPARI), §4, and Gao et al. 2023, §3.

    >>> list_f1("Orsund, Elvane and Rome", "", [("Orsund",), ("Port Elvane", "Elvane")])
    (0.6666666666666666, 1.0, 0.8)
    """
    given = [part for part in re.split(r",|;|\band\b", answer or "") if normal(part)]
    right = sum(any(exact(part, names) for names in items) for part in given)
    precision = right / len(given) if given else 0.0
    found = sum(stands_in(names, f"{answer or ''}\n{text}") for names in items)
    recall = found / len(items)
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def nugget_recall(
    text: str, nuggets: Sequence[Nugget], supports: Supports, *, vital_only: bool = True
) -> float | None:
    """Share of the (vital) nuggets that the shown text supports; None where there is none.

    Source: Lin and Demner-Fushman 2005; the "vital strict" score of Pradeep et al. 2024.
    """
    wanted = [nugget for nugget in nuggets if nugget.vital or not vital_only]
    if not wanted:
        return None
    held = sum(stands_in([nugget.text], text) or supports(nugget.text, text) for nugget in wanted)
    return held / len(wanted)


def sides_told(text: str, sides: Sequence[Side]) -> float:
    """Share of the sides of a conflict whose value stands in the shown text."""
    return sum(stands_in(side.names, text) for side in sides) / len(sides)


def is_stale(answer: str | None, text: str, *, stale: Sequence[str], golds: Sequence[str]) -> bool:
    """Whether what was right once is given as right now: an outdated answer stands there, and no right one does.

    Source: the error of time-bound questions in Kasai et al. 2023, §4; Vu et al. 2023 (FreshQA), §2.

    >>> is_stale("40 cm", "The crack is 40 cm long.", stale=["40 cm"], golds=["14 cm"])
    True
    """
    shown = f"{answer or ''}\n{text}"
    return stands_in(stale, shown) and not stands_in(golds, shown)
