"""What a question takes for granted, held against what the articles say; and why what came near was rejected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.amounts import best_match, compare
from rag.asked import find_answers
from rag.lexical import coverage
from rag.particulars import holds, particulars
from rag.types import Citation, NearMiss, Premise
from rag.values import values_in
from rag.words import all_stems, content_stems, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.asked import Kind
    from rag.particulars import Particular
    from rag.types import Reading

_SAME_SENTENCE = (
    0.55  # share of the question's other words that a sentence holds to be about the same thing
)
_SOME_OF_IT = 0.25  # share that is enough where the article holds the rest
_COMPARED = 6  # sentences
_SAME_ARTICLE = 0.7  # share that its article holds
_READ = 40  # readings looked at
_SHOWN = 3  # near misses
_ROLES = (
    r"mayor|prime minister|president|governor|captain|skipper|judge|superintendent|chief executive|managing director|director|minister|"
    r"chancellor|king|queen|coach|manager|head teacher|headmaster|bishop|commissioner|surgeon|spokesman|spokeswoman|chairman|chairwoman|champion|winner"
)
_PROPER = r"[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*"
_NAMED_ROLE = re.compile(
    rf"\b(?P<role>(?i:{_ROLES}))(?:\s+of\s+{_PROPER})?,?\s+(?P<name>{_PROPER})"
)
_KINDS = {
    "distance": "distance",
    "duration": "length of time",
    "age": "age",
    "money": "sum of money",
    "percent": "percentage",
    "number": "number",
    "date": "date or time",
    "person": "name",
    "place": "place",
    "name": "name",
}


def find_premise(
    asked: str, weights: Mapping[str, float], readings: Sequence[Reading]
) -> Premise | None:
    """Find a number, sum, date or name of the question that the articles give otherwise, in a sentence about the same.

    A particular that any passage read holds is taken as it is.
    """
    read = readings[:_READ]
    everything = "\n".join(
        {r.passage.id: f"{r.passage.article.title}\n{r.passage.text}" for r in read}.values()
    )
    for particular in particulars(asked):
        amount = particular.kind in {"number", "percent", "money"}
        if amount and not holds(everything, particular):
            found = _other_amount(asked, particular, weights, read)
            if found:
                return found
    if (named := _NAMED_ROLE.search(asked)) and not _mentioned(named["name"], everything):
        return _other_name(named, weights, read)
    return None


def premise_words(premise: Premise) -> str:
    """Say what was assumed and what is found instead.

    The first letter is small: it follows a heading.
    """
    return f"the question says “{premise.assumed}”, the articles say “{premise.found}”"


def near_misses(
    kind: Kind, weights: Mapping[str, float], readings: Sequence[Reading], *, asked: str
) -> tuple[NearMiss, ...]:
    """Show the likeliest sentence of each of the nearest articles, and why it is no answer."""
    shown: dict[str, NearMiss] = {}
    for reading in readings:
        article = reading.passage.article
        if article.id in shown:
            continue
        cited = Citation(article=article, start=reading.start, end=reading.end)
        shown[article.id] = NearMiss(citation=cited, why=_why(kind, weights, reading, asked))
        if len(shown) == _SHOWN:
            break
    return tuple(shown.values())


def _why(kind: Kind, weights: Mapping[str, float], reading: Reading, asked: str) -> str:
    article = reading.passage.article
    held = all_stems(f"{article.title} {article.source or ''} {article.text}")
    missing = sorted((stem for stem in weights if stem not in held), key=lambda s: -weights[s])
    if missing:
        said = {part: word for word in words(asked) for part in content_stems(word)}
        named = (f"“{said.get(stem, stem)}”" for stem in missing[:3])
        return f"the article does not speak of {', '.join(named)}"
    sentence = article.text[reading.start : reading.end]
    if kind.answer is not None and not find_answers(kind, sentence):
        return f"it gives no {_KINDS.get(kind.name, 'such thing')}"
    if coverage(weights, sentence) < _SAME_SENTENCE:
        return "the article is about it, this sentence of it is not"
    return f"judged to answer with a probability of {reading.confidence:.0%} only"


def _other_amount(
    asked: str, particular: Particular, weights: Mapping[str, float], readings: Sequence[Reading]
) -> Premise | None:
    """Find another amount of the same thing in a sentence that holds most other words of the question."""
    assumed = values_in(asked, particular.start, particular.end)
    own = set(content_stems(particular.text))
    others = {stem: weight for stem, weight in weights.items() if stem not in own}
    if not assumed or not others:
        return None
    ranked = sorted(readings, key=lambda r: -coverage(others, _sentence(r)))
    for reading in ranked[:_COMPARED]:
        article, sentence = reading.passage.article, _sentence(reading)
        said = coverage(others, sentence)
        told = coverage(others, f"{article.title} {article.text}")
        if said < _SAME_SENTENCE and (said < _SOME_OF_IT or told < _SAME_ARTICLE):
            continue
        values = values_in(sentence, 0, len(sentence), published=reading.passage.article.published)
        found = best_match(values, assumed[0])
        if (
            found
            and compare(found, assumed[0]) == "different"
            and _in_question(sentence, found.text, asked, particular)
        ):
            cited = Citation(article=reading.passage.article, start=reading.start, end=reading.end)
            return Premise(assumed=assumed[0].text, found=found.text, citation=cited)
    return None


def _in_question(sentence: str, found: str, asked: str, particular: Particular) -> bool:
    """Whether the amounts stand beside the same words."""
    mine = _beside(asked, particular.start, particular.end)
    at = sentence.find(found)
    theirs = _beside(sentence, at, at + len(found))
    return not mine or bool(mine & theirs)


def _beside(text: str, start: int, end: int) -> set[str]:
    near = f"{' '.join(words(text[:start])[-4:])} {' '.join(words(text[end:])[:4])}"
    return set(content_stems(near))


def _other_name(
    named: re.Match[str], weights: Mapping[str, float], readings: Sequence[Reading]
) -> Premise | None:
    """Find who holds the role that the question gives to somebody else."""
    own = set(content_stems(named["name"]))
    others = {stem: weight for stem, weight in weights.items() if stem not in own}
    for reading in readings:
        article, sentence = reading.passage.article, _sentence(reading)
        if coverage(others, f"{article.title} {article.text}") < _SAME_ARTICLE:
            continue
        for found in _NAMED_ROLE.finditer(sentence):
            if found["role"].lower() == named["role"].lower():
                cited = Citation(article=article, start=reading.start, end=reading.end)
                return Premise(assumed=named[0], found=found[0], citation=cited)
    return None


def _mentioned(name: str, text: str) -> bool:
    return all_stems(name) <= all_stems(text)


def _sentence(reading: Reading) -> str:
    return reading.passage.article.text[reading.start : reading.end]
