"""Excerpts cut from articles and damaged in known ways, and excerpts of articles that a store does not hold."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from evals.bench.damage import DAMAGES
from index.config import IndexConfig
from index.read import read
from index.sentences import sentence_spans
from index.types import Article
from rag.lookup.tokens import letters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from index.search import Searcher

BY_HAND = "paraphrased by hand"
ABSENT = "absent"
_WORDS = (12, 60)  # in an excerpt
_TRIES = 40
_PROBE = 24  # letters that find an excerpt in a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """An excerpt as an editor has it, the words it was, and the article; None where the store has no such article.

    `shared`: the words stand in articles that are no copies of this one, as promotions and contact lines do.
    """

    kind: str
    excerpt: str
    original: str
    article: Article | None
    shared: bool = False


def written_paraphrases(*, to_fit: bool = False) -> list[dict[str, str]]:
    """Read paraphrases of the sample articles that were written by hand: file, paraphrase.

    Those to measure on, or those of other articles that weights are fitted to.
    """
    name = "paraphrases_fit.jsonl" if to_fit else "paraphrases.jsonl"
    lines = files("evals").joinpath("gold", name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def damaged(
    searcher: Searcher, excerpts: int, seed: int, kinds: Collection[str]
) -> Iterator[Lookup]:
    """Cut excerpts, each from another article, and damage each in every way of `kinds`."""
    draw = random.Random(seed)  # noqa: S311 - chance that repeats
    table = searcher.store.articles
    cuts: list[tuple[Article, str]] = []
    for row in draw.sample(range(len(table)), len(table)):
        article = table.get(row)
        if passage := cut(article, draw):
            cuts.append((article, passage))
        if len(cuts) == excerpts:
            break
    words = [word for _, passage in cuts for word in passage.split() if word.isalpha()]
    held = _holders([passage for _, passage in cuts], table)
    families = {a.id: {a.id, *(c.id for c in searcher.store.copies_of(a))} for a, _ in cuts}
    for kind in (kind for kind in DAMAGES if kind in kinds):
        chance = random.Random(f"{seed} {kind}")  # noqa: S311 - the same whatever else is asked for
        for article, passage in cuts:
            yield Lookup(
                kind=kind,
                excerpt=DAMAGES[kind](passage, chance, words),
                original=passage,
                article=article,
                shared=not held.get(passage, set()) <= families[article.id],
            )


def by_hand(searcher: Searcher, *, to_fit: bool = False) -> Iterator[Lookup]:
    """Give the hand-written paraphrases of those sample articles that a store holds."""
    table = searcher.store.articles
    ids = {path.rsplit("/", 1)[-1]: article_id for article_id, path in table.paths()}
    for written in written_paraphrases(to_fit=to_fit):
        if (article_id := ids.get(written["file"])) and (found := table.find(article_id)):
            yield Lookup(
                kind=BY_HAND, excerpt=written["paraphrase"], original="", article=found[1]
            )  # fmt: skip


def absent(path: str, searcher: Searcher, excerpts: int, seed: int) -> list[Lookup]:
    """Cut excerpts from a file of articles that the store does not hold; those whose words it holds are not used."""
    draw = random.Random(seed)  # noqa: S311 - chance that repeats
    foreign = [a for a in read([path], config=IndexConfig()) if isinstance(a, Article)]
    first = draw.sample(foreign, min(len(foreign), 2 * excerpts))
    cuts = [passage for article in first if (passage := cut(article, draw))]
    if len(cuts) < excerpts:  # many have no sentence on one line
        known = {article.id for article in first}
        rest = (cut(article, draw) for article in foreign if article.id not in known)
        cuts += islice((passage for passage in rest if passage), excerpts - len(cuts))
    held = _holders(cuts, searcher.store.articles)
    kept = [passage for passage in cuts if passage not in held][:excerpts]
    return [Lookup(kind=ABSENT, excerpt=c, original=c, article=None) for c in kept]


def _holders(cuts: Sequence[str], articles: Iterable[Article]) -> dict[str, set[str]]:
    """Find the articles in which the letters of each cut stand: cut → their ids."""
    probes: dict[int, list[str]] = {}
    for passage in cuts:
        probes.setdefault(int(letters(passage).grams(_PROBE)[0]), []).append(passage)
    wanted = np.sort(np.array(list(probes), dtype=np.uint64))
    found: dict[str, set[str]] = {}
    for article in articles:
        text = letters(article.text)
        for gram in np.intersect1d(text.grams(_PROBE), wanted):
            for passage in probes[int(gram)]:
                if str(letters(passage)) in str(text):
                    found.setdefault(passage, set()).add(article.id)
    return found


def cut(article: Article, draw: random.Random) -> str | None:
    """Cut one to three sentences of 12 to 60 words out of an article."""
    spans = sentence_spans(article.text[:20_000])
    for _ in range(_TRIES if spans else 0):
        first = draw.randrange(len(spans))
        last = min(len(spans) - 1, first + draw.randrange(3))
        passage = article.text[spans[first][0] : spans[last][1]]
        if _WORDS[0] <= len(passage.split()) <= _WORDS[1] and "\n" not in passage:
            return passage
    return None
