"""Quotations in a draft with one word, number or speaker changed: which are flagged, and which pass untouched."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.statistics import wilson
from index.embed.choose import query_embedder
from rag.compose import open_searcher
from rag.lookup.attribution import same_person, utterances
from rag.lookup.compose import compose_tracer
from rag.lookup.quotations import quotations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.types import Article
    from rag.lookup.quotations import Quoted
    from rag.settings import Settings

_WORDS = (5, 60)  # in a quotation
_STRANGE = "gravel"  # what a word is changed to
_NUMBER = re.compile(r"(?<![\w.,:-])\d+(?:[.,:]\d+)*(?![\w-]|[.,:]\d)")
_MARKS = re.compile(r"[“”\"\[\]…]|\.\.\.")
KINDS = ("untouched", "word", "number", "speaker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A quotation as its article has it, without its marks, and who says it."""

    article: Article
    words: str
    speaker: str


def measure_quotes(settings: Settings, *, quotes: int, seed: int) -> dict[str, Any]:
    """Change one word, one number or the speaker of a third of `quotes` verbatim quotations each.

    Flagged means: altered, with exactly the changed word in the diff; or said by another, with the right one named.
    Passed means: verbatim, and by nobody else.

    Returns: for each kind the share that is told right with its 95 % interval (Wilson), and what was told wrong.
    """
    embedder = query_embedder(settings.index)
    searcher = open_searcher(settings, embedder)
    tracer = compose_tracer(searcher, embedder)
    draw = random.Random(seed)  # noqa: S311 - chance that repeats
    table = searcher.store.articles
    rows = draw.sample(range(len(table)), len(table))
    sets = _chosen((said for row in rows for said in _sayings(table.get(row), draw)), quotes)
    names = [said.speaker for said in sets["untouched"]]
    told: dict[str, list[bool]] = {}
    wrong = []
    for kind in KINDS:
        for said in sets[kind]:
            sentence, was, now = draft_of(said, kind, names, draw)
            found = next(iter(quotations(sentence, tracer)), None)
            right = found is not None and _RIGHT[kind](found, said, was, now)
            told.setdefault(kind, []).append(right)
            if not right:
                wrong.append({"kind": kind, "sentence": sentence, "was": was, **_seen(found)})
    changed = [right for kind in KINDS[1:] for right in told.get(kind, [])]
    return {
        "articles": len(table),
        "seed": seed,
        "kinds": {kind: _share(rights) for kind, rights in told.items()},
        "changed": _share(changed),
        "wrong": wrong,
    }


def _sayings(article: Article, draw: random.Random) -> list[Said]:
    """Take one direct quotation of an article whose speaker has a name; two where the second has a number."""
    found = [
        Said(article=article, words=words, speaker=u.speaker)
        for u in utterances(article.text[:20_000])
        if u.direct and u.speaker[:1].isupper()
        for words in [article.text[u.start : u.end].strip('“”" \n,')]
        if _WORDS[0] <= len(words.split()) <= _WORDS[1]
        and not _MARKS.search(words)
        and "\n" not in words
    ]
    draw.shuffle(found)
    numbered = [said for said in found[1:] if _NUMBER.search(said.words)]
    return [*found[:1], *numbered[:1]]


def _chosen(sayings: Iterator[Said], quotes: int) -> dict[str, list[Said]]:
    """Deal quotations out, a third to each change; where there are too few, one is changed in several ways.

    All that were dealt are left untouched once.
    """
    third = quotes // 3
    sets: dict[str, list[Said]] = {"word": [], "number": [], "speaker": []}
    dealt: list[Said] = []
    for said in sayings:
        kinds = [kind for kind in _kinds(said) if len(sets[kind]) < third]
        if kinds:
            sets[min(kinds, key=lambda kind: len(sets[kind]))].append(said)
            dealt.append(said)
        if len(dealt) == 3 * third:
            break
    for said in dealt:
        for kind in _kinds(said):
            if len(sets[kind]) < third and said not in sets[kind]:
                sets[kind].append(said)
    return {"untouched": dealt, **sets}


def _kinds(said: Said) -> tuple[str, ...]:
    """List what can be changed, the rarest first."""
    return ("number", "word", "speaker") if _NUMBER.search(said.words) else ("word", "speaker")


def draft_of(
    said: Said, kind: str, names: Sequence[str], draw: random.Random
) -> tuple[str, str, str]:
    """Write a sentence of a draft with the quotation in it: what was changed, and to what."""
    words, speaker, was, now = said.words, said.speaker, "", ""
    if kind == "speaker":
        was, speaker = speaker, draw.choice([n for n in names if not same_person(n, speaker)])
        now = speaker
    elif kind in {"word", "number"}:
        pattern = _NUMBER if kind == "number" else re.compile(r"\b[^\W\d_]{2,}\b(?!['’-])")
        place = draw.choice(list(pattern.finditer(words)))
        was = place[0]
        now = _another(was) if kind == "number" else _STRANGE
        words = words[: place.start()] + now + words[place.end() :]
    mark = "" if words[-1] in "?!" else ","
    return f"“{words.rstrip('.')}{mark}” {speaker} said.", was, now


def _another(number: str) -> str:
    """Change the first digit of a number."""
    return str(int(number[0]) % 9 + 1) + number[1:]


def _passed(found: Quoted, _said: Said, _was: str, _now: str) -> bool:
    return found.traced.match == "verbatim" and found.same_speaker is not False


def _differs(found: Quoted, _said: Said, was: str, now: str) -> bool:
    steps = {name: _plain(found, name) for name in ("delete", "insert")}
    return found.traced.match == "altered" and steps == {"delete": was, "insert": now}


def _by_another(found: Quoted, said: Said, _was: str, _now: str) -> bool:
    there = found.speaker_there or ""
    return found.same_speaker is False and same_person(there, said.speaker)


_RIGHT: dict[str, Callable[[Quoted, Said, str, str], bool]] = {
    "untouched": _passed,
    "word": _differs,
    "number": _differs,
    "speaker": _by_another,
}


def _plain(found: Quoted, step: str) -> str:
    """Give the words of one kind of step, without the marks around them."""
    return " ".join(text for kind, text in found.traced.diff if kind == step).strip(
        " ,.;:!?‘’'()—–-$£€%"
    )


def _seen(found: Quoted | None) -> dict[str, Any]:
    if found is None:
        return {"match": None}
    steps = [step for step in found.traced.diff if step[0] != "equal"]
    return {"match": found.traced.match, "diff": steps, "there": found.speaker_there}


def _share(rights: Sequence[bool]) -> dict[str, float]:
    low, high = wilson(sum(rights), len(rights))
    return {
        "n": len(rights),
        "right": round(sum(rights) / len(rights), 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }
