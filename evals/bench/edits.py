"""Citations of a copy of the sample archive after hundreds of random edits: is each told ok, moved, altered or gone?"""

from __future__ import annotations

import random
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.statistics import wilson
from index.build import Builder
from index.config import IndexConfig
from index.progress import silent
from index.read import read
from index.samples import samples_folder
from index.sentences import sentence_spans
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article
from rag.lookup.recheck import Saved, recheck
from rag.types import Citation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.embed import Embedder
    from rag.lookup.recheck import Rechecked, Status

_SHORTEST = 40  # characters of a cited sentence
_WORD = re.compile(r"\b\w{2,}\b")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?![\w]|[.,]\d)")
_NEW = (
    "Nobody had asked the harbour office about any of this before noon, a clerk noted.",
    "The ledger of that week is kept in a cellar in Brodd.",
    "It was the ninth such letter since Easter.",
)
_WITHIN = ("nothing", "nothing", "nothing", "word", "number", "dropped", "sentence", "article")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """An article with one of its citations, after edits: the text now, the true status, and where the words begin now.

    `text` is None where the article was taken out, `start` where the words were.
    """

    article: Article
    saved: Saved
    text: str | None
    status: Status
    start: int | None
    edits: tuple[str, ...]


def measure_edits(*, edits: int, seed: int) -> dict[str, Any]:
    """Cite a sentence of each sample article, edit the articles, index them again, re-check; until `edits` are checked.

    Right means: the true status, and for what is still there the place where it is.

    Returns: the table `true status → status told → count`, the share that is right with its 95 % interval (Wilson),
        and what was told wrong.
    """
    draw = random.Random(seed)  # noqa: S311 - chance that repeats
    with samples_folder() as folder:
        articles = [a for a in read([folder], config=IndexConfig()) if isinstance(a, Article)]
    told: list[tuple[Edited, Rechecked]] = []
    with tempfile.TemporaryDirectory() as folder_name:
        store = Path(folder_name) / "store"
        while len(told) < edits:
            changed = [_edited(article, draw) for article in articles]
            _builder(store).build(articles, rebuild=True)
            _builder(store).build([replace(e.article, text=e.text) for e in changed if e.text])
            if gone := [e.article.id for e in changed if not e.text]:
                _builder(store).remove(gone)
            opened = Store.open(store)
            told += [(e, recheck(e.saved, opened)) for e in changed]
    counts = Counter((e.status, found.status) for e, found in told)
    wrong = [(e, found) for e, found in told if not _right(e, found)]
    low, high = wilson(len(told) - len(wrong), len(told))
    return {
        "articles": len(articles),
        "edits": len(told),
        "right": round(1 - len(wrong) / len(told), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "table": {true: {given: counts[true, given] for given in _STATUSES} for true in _STATUSES},
        "wrong": [
            {
                "edits": e.edits,
                "is": e.status,
                "told": found.status,
                "quote": e.saved.quote,
                "now": found.now.quote if found.now else None,
            }
            for e, found in wrong
        ],
    }


_STATUSES: tuple[Status, ...] = ("ok", "moved", "altered", "gone")


def _builder(store: Path) -> Builder:
    def choose(_sample: Sequence[str], _total: int) -> Embedder:
        return HashEmbedder()

    return Builder(
        store=store,
        config=IndexConfig(),
        embedder=HashEmbedder(),
        choose=choose,
        progress=silent,
    )


def _edited(article: Article, draw: random.Random) -> Edited:
    """Cite a sentence of an article, edit the sentence or not, and edit up to three places around it."""
    spans = sentence_spans(article.text)
    start, end = draw.choice([s for s in spans[1:] if s[1] - s[0] >= _SHORTEST])
    citation = Citation(article=article, start=start, end=end)
    saved = Saved(
        article_id=article.id,
        start=start,
        end=end,
        quote=citation.quote,
        sha256=article.sha256,
        prefix=citation.prefix,
        suffix=citation.suffix,
    )
    within = draw.choice(_WITHIN)
    words, status = _inside(citation.quote, within, draw)
    before, after = article.text[:start], article.text[end:]
    around = tuple(
        draw.choice(("put in", "changed", "taken out")) for _ in range(draw.randrange(4))
    )
    for edit in around:
        if draw.random() < 1 / 2:
            before = _outside(before, edit, draw)
        else:
            after = _outside(after, edit, draw)
    if status == "ok" and len(before) != start:
        status = "moved"
    return Edited(
        article=article,
        saved=saved,
        text=None if within == "article" else before + words + after,
        status=status,
        start=None if status == "gone" else len(before),
        edits=(within, *around),
    )


def _inside(quote: str, edit: str, draw: random.Random) -> tuple[str, Status]:
    """Edit the cited words: what stands there now, and what became of the citation."""
    numbers = list(_NUMBER.finditer(quote))
    if edit == "nothing":
        return quote, "ok"
    if edit in {"sentence", "article"}:
        return "", "gone"
    if edit == "number" and numbers:
        number = draw.choice(numbers)
        return quote[: number.start()] + str(int(number[0]) + 7) + quote[number.end() :], "altered"
    word = draw.choice(list(_WORD.finditer(quote))[1:-1])
    new = "" if edit == "dropped" else "gravel"
    return quote[: word.start()] + new + quote[word.end() :], "altered"


def _outside(text: str, edit: str, draw: random.Random) -> str:
    """Put a sentence in, change a word, or take a sentence out, somewhere in the text around a citation."""
    spans = sentence_spans(text)
    if not spans:
        return text
    start, end = draw.choice(spans)
    if edit == "put in":
        return text[:start] + draw.choice(_NEW) + " " + text[start:]
    if edit == "taken out":
        return text[:start] + text[end:]
    word = draw.choice(list(_WORD.finditer(text, start, end)) or [None])
    return text[: word.start()] + "gravel" + text[word.end() :] if word else text


def _right(edited: Edited, found: Rechecked) -> bool:
    """Whether the status is true; and the place, for words that changed to within a few of them."""
    if found.status != edited.status:
        return False
    if edited.start is None or found.now is None:
        return edited.start is None and found.now is None
    off = abs(found.now.start - edited.start)
    return off == 0 or (edited.status == "altered" and off <= len(edited.saved.quote) // 5)
