"""Claims written for dateline over articles of RealTime QA: true in other words, false, or beyond what is told.

`claims.jsonl` beside this file has our words alone: `evidence` is [start, end) of the text in corpus.jsonl.xz, one to
four sentences that bear a claim out or say otherwise; of a claim that goes beyond the article, a whole excerpt. Whole
articles are held apart, as those of the questions are.
"""

from __future__ import annotations

import json
import random
from importlib.resources import files
from typing import TYPE_CHECKING

from index.config import IndexConfig
from index.split import split
from index.types import Article
from rag.training.claims import Claim
from rag.training.data import places, read_lines
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.types import Passage

DATASET = "written"
ALONE = (
    0.6  # of the claims are held against their sentences alone, the others against their passage
)


def written_claims(folder: Path, part: str, seed: int) -> Iterator[Claim]:
    """Load the claims of one part ("train", "calibration", "development"), with evidence as the checker meets it.

    Args:
        folder: of corpus.jsonl.xz.
        part: which articles.
        seed: of what a claim is held against, its sentences or its passage.
    """
    lines = files("rag.training").joinpath("claims.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    part_of = places({str(row["article"]) for row in rows})
    wanted = [row for row in rows if part_of[row["article"]] == part]
    texts = _texts(folder, {row["article"] for row in wanted})
    for row in wanted:
        article = texts[row["article"]]
        start, end = row["evidence"]
        chance = random.Random(f"{seed}/{row['claim']}")  # noqa: S311 - a seeded draw, no secret
        alone = row["verdict"] != "neutral" and chance.random() < ALONE
        yield Claim(
            statement=row["claim"],
            evidence=article.text[start:end] if alone else _around(article, start, end, row),
            target=row["verdict"],
            dataset=DATASET,
            family=article.id,
        )


def _around(article: Article, start: int, end: int, row: dict[str, str]) -> str:
    """Take the passages that the evidence lies in; of a whole excerpt the one that shares most words with the claim."""
    passages = split(article, max_chars=IndexConfig().passage_chars)
    held = [p for p in passages if p.start < end and p.end > start]
    if row["verdict"] != "neutral":
        first, last = (
            min(start, held[0].start) if held else start,
            max([end, *(p.end for p in held)]),
        )
        return article.text[first:last]
    stems = set(content_stems(row["claim"]))

    def shared(passage: Passage) -> int:
        return len(stems & all_stems(passage.text))

    return max(held, key=shared).text if held else article.text[start:end]


def _texts(folder: Path, wanted: set[str]) -> dict[str, Article]:
    rows = (row for row in read_lines(folder / "corpus.jsonl.xz") if row["id"] in wanted)
    return {
        str(row["id"]): Article(id=str(row["id"]), title=str(row["title"]), text=str(row["text"]))
        for row in rows
    }
