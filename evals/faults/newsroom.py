"""Folders of made-up articles: the same for the same seed, each with a word that no other holds."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_WORDS = (
    "the council river harbour budget minister vote strike bridge school market court storm train hospital "
    "union report police museum election factory ferry drought tax border treaty museum mayor on Monday said that "
    "after before in of for a an its new old rose fell by percent people were was held opened closed"
).split()
_FIRST_DAY = date(2024, 1, 1)


def marker(number: int) -> str:
    """Give the word that only article `number` holds."""
    return f"zq{number:05d}x"


def article(number: int, *, seed: int, edition: int = 1) -> dict[str, str]:
    """Write one article; another edition has other words under the same id."""
    chosen = random.Random(f"{seed} {number} {edition}")
    sentences = [
        f"{' '.join(chosen.choices(_WORDS, k=chosen.randint(8, 24))).capitalize()}."
        for _ in range(chosen.randint(12, 40))
    ]
    sentences.insert(
        chosen.randrange(len(sentences)), f"Witnesses spoke of {marker(number)} – 24 °C."
    )
    return {
        "id": f"made-{number}",
        "title": f"Story {number}, edition {edition}",
        "text": " ".join(sentences),
        "published": (_FIRST_DAY + timedelta(days=number)).isoformat(),
        "source": f"Outlet {number % 5}",
    }


def write_folder(
    folder: Path, numbers: Iterable[int], *, seed: int, changed: Iterable[int] = ()
) -> Path:
    """Write articles into a folder, twenty to a file; those in `changed` in their second edition."""
    folder.mkdir(parents=True)
    second = set(changed)
    written = [article(n, seed=seed, edition=2 if n in second else 1) for n in numbers]
    for start in range(0, len(written), 20):
        lines = [json.dumps(one, ensure_ascii=False) for one in written[start : start + 20]]
        (folder / f"{start:05d}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder
