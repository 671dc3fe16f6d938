"""Load labelled claims and hold whole families of them apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.training.data import digest, read_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Target = Literal["supported", "neutral", "contradicted", "unsupported"]

NON_COMMERCIAL = frozenset({"anli"})  # CC BY-NC: weights that learnt from it would inherit doubt
DEVELOPMENT_SHARE, CALIBRATION_SHARE = 0.15, 0.07

# Labels that say how a claim fails; the others say only that it does: "unsupported".
_TARGETS: dict[str, Target] = {
    "c": "contradicted",
    "REFUTES": "contradicted",
    "n": "neutral",
    "NOT_ENOUGH_INFO": "neutral",
    "partially_supported": "neutral",
    "not_supported": "neutral",
    "Incomplete": "neutral",
    "Partial": "neutral",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement, the words it is to be checked against, and what came of that.

    `family` is shared by all claims that have an evidence or a statement in common.
    """

    statement: str
    evidence: str
    target: Target
    dataset: str
    family: str

    @property
    def supported(self) -> bool:
        """Whether the evidence bears the statement out."""
        return self.target == "supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Three parts that share no evidence and no statement."""

    train: list[Claim]
    calibration: list[Claim]
    development: list[Claim]


def load_claims(path: Path, *, skip: frozenset[str] = NON_COMMERCIAL) -> list[Claim]:
    """Load the labelled claims of every set that is not skipped."""
    rows = [row for row in read_lines(path) if row["dataset"] not in skip]
    texts = [(str(row["claim"]), str(row["premise"])) for row in rows]
    return [
        Claim(
            statement=statement,
            evidence=evidence,
            target="supported"
            if row["label"] == "supported"
            else _TARGETS.get(str(row["raw_label"]), "unsupported"),
            dataset=str(row["dataset"]),
            family=family,
        )
        for row, (statement, evidence), family in zip(rows, texts, families(texts), strict=True)
    ]


def families(texts: Sequence[tuple[str, str]]) -> list[str]:
    """Name the family of each pair: pairs that have either text in common are of one family.

    >>> families([("a", "x"), ("b", "x"), ("b", "y"), ("c", "z")])[:3].count("a")
    3
    """
    head: dict[str, str] = {}

    def find(text: str) -> str:
        while (up := head.setdefault(text, text)) != text:
            head[text] = head[up]
            text = head[text]
        return text

    for one, other in texts:
        first, second = sorted((find(one), find(other)))
        head[second] = first
    return [find(one) for one, _ in texts]


def split_by_family(claims: Sequence[Claim]) -> Claims:
    """Hold 15 % of each set's claims apart for development and 7 % for calibration, by whole families.

    Families go in the order of their hash; one larger than a part's share goes to training.
    """
    parts: dict[str, list[Claim]] = {"train": [], "calibration": [], "development": []}
    for dataset in sorted({claim.dataset for claim in claims}):
        own = [claim for claim in claims if claim.dataset == dataset]
        sizes = Counter(claim.family for claim in own)
        room = {
            "development": DEVELOPMENT_SHARE * len(own),
            "calibration": CALIBRATION_SHARE * len(own),
        }
        place: dict[str, str] = {}
        for family in sorted(sizes, key=digest):
            part = next((name for name, left in room.items() if sizes[family] <= left), "train")
            place[family] = part
            if part in room:
                room[part] -= sizes[family]
        for claim in own:
            parts[place[claim.family]].append(claim)
    return Claims(**parts)
