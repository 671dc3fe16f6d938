"""How sentences of a draft are judged over the sample articles: a confusion table, true verdict by verdict given."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from index.types import Filters
from rag.lookup.compose import open_draft_checker

if TYPE_CHECKING:
    from rag.lookup.evidence import Verdict
    from rag.settings import Settings

VERDICTS: tuple[Verdict, ...] = (
    "supported",
    "partial",
    "unsupported",
    "contradicted",
    "not_in_corpus",
)


def measure_check(settings: Settings) -> dict[str, Any]:
    """Check the hand-written sentences against the store of the settings, which holds the sample articles.

    Returns: the table `true verdict → verdict given → count`, the share that is right, and what was judged wrong.
    """
    checker = open_draft_checker(settings)
    lines = files("evals").joinpath("gold/draft_sentences.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    given = [checker.evidence(row["sentence"], Filters()).verdict for row in rows]
    counts: Counter[tuple[str, str]] = Counter(
        (row["verdict"], verdict) for row, verdict in zip(rows, given, strict=True)
    )
    return {
        "sentences": len(rows),
        "right": sum(counts[verdict, verdict] for verdict in VERDICTS) / len(rows),
        "table": {
            true: {verdict: counts[true, verdict] for verdict in VERDICTS} for true in VERDICTS
        },
        "wrong": [
            {**row, "given": verdict}
            for row, verdict in zip(rows, given, strict=True)
            if row["verdict"] != verdict
        ],
    }
