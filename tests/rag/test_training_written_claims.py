"""How our own claims meet their evidence, over articles made up here: the real ones are not in the repository."""

from __future__ import annotations

import json
import lzma
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from rag.training.written_claims import written_claims

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

ROWS = [
    json.loads(line)
    for line in files("rag.training").joinpath("claims.jsonl").read_text("utf-8").splitlines()
]
SENTENCE = "The mayor of Dunmere opened the bridge on a rainy Tuesday in spring. "


def corpus(folder: Path) -> Path:
    """Make an article of the right length for every one that claims are about."""
    lengths: dict[str, int] = {}
    for row in ROWS:
        lengths[row["article"]] = max(lengths.get(row["article"], 0), row["evidence"][1])
    with lzma.open(folder / "corpus.jsonl.xz", "wt", encoding="utf-8", preset=0) as out:
        for name, length in lengths.items():
            text = (SENTENCE * (length // len(SENTENCE) + 1))[:length]
            out.write(json.dumps({"id": name, "title": "Bridge", "text": text}) + "\n")
    return folder


def test_claims_are_held_apart_by_article_and_have_evidence(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    parts = {
        part: list(written_claims(folder, part, seed=7))
        for part in ("train", "calibration", "development")
    }
    homes = [{claim.family for claim in claims} for claims in parts.values()]
    assert sum(map(len, homes)) == len(set.union(*homes))
    assert sum(map(len, parts.values())) == len(ROWS)
    every = [claim for claims in parts.values() for claim in claims]
    assert all(claim.evidence.strip() for claim in every)
    assert {claim.target for claim in every} == {"supported", "contradicted", "neutral"}


def test_what_goes_beyond_an_article_is_held_against_one_passage(tmp_path: Path) -> None:
    for claim in written_claims(corpus(tmp_path), "development", seed=7):
        if claim.target == "neutral":
            assert len(claim.evidence) <= 900
