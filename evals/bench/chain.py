"""What the chain does beyond finding: conflicts told, follow-ups understood, absences admitted; over the samples.

The sets are in evals/gold. Every figure counts all rows of its set: an answer that fails counts as one that is wrong.
Accounts are asked of a store that also holds the articles planted for their set. The rules were made with `accounts`
and `accounts_seen` in view; `accounts_fresh` was written later, and half of it was not looked into since.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from index.build import Builder
from index.config import IndexConfig
from index.embed.minilm import MiniLM
from index.progress import silent
from index.read import read
from index.samples import samples_folder
from index.sentences import sentence_spans
from index.types import Article
from rag.amounts import compare
from rag.compose import compose, open_searcher
from rag.pipeline import Conversation
from rag.settings import Settings
from rag.types import Question
from rag.values import placed_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from index.types import Problem
    from rag.pipeline import Pipeline
    from rag.types import Answer

    Row = dict[str, Any]
    Selector = Literal["packaged", "large"]

_ACCOUNTS = ("accounts", "accounts_seen", "accounts_fresh")
SETS = (*_ACCOUNTS, "followups", "absent")
_REPRINTED = 0.8  # of an article's sentences stand in its planted reprint


def measure_chain(sets: Collection[str], selector: Selector = "packaged") -> dict[str, Any]:
    """Ask every question of the sets named: `accounts`, `accounts_seen`, `accounts_fresh`, `followups`, `absent`.

    Returns: for each set the share of rows that came out as written there, by kind, and the ids of those that did not.
    """
    measured: dict[str, Any] = {}
    for name in (name for name in _ACCOUNTS if name in sets):
        rows = _gold(name)
        with _pipeline([planted for row in rows for planted in row["plant"]], selector) as pipeline:
            measured[name] = _accounts(rows, pipeline)
    with _pipeline((), selector) as pipeline:
        if "followups" in sets:
            measured["followups"] = _follow_ups(_gold("followups"), pipeline)
        if "absent" in sets:
            measured["absent"] = _absences(_gold("absent"), pipeline)
    return measured


@contextmanager
def _pipeline(planted: Sequence[Row], selector: Selector) -> Iterator[Pipeline]:
    """Make a pipeline over the sample articles and the planted ones."""
    with tempfile.TemporaryDirectory() as folder, samples_folder() as samples:
        settings = Settings(store=Path(folder) / "store", selector=selector)
        config, embedder = IndexConfig(), MiniLM()
        builder = Builder(
            store=settings.store,
            config=config,
            embedder=embedder,
            choose=lambda _sample, _total: embedder,
            progress=silent,
        )
        articles = list(read([samples], config=config))
        builder.build([*articles, *(_planted(row, articles) for row in planted)])
        yield compose(settings, open_searcher(settings, embedder))


def _planted(row: Row, articles: Sequence[Article | Problem]) -> Article:
    """Make an article of a planted row: a text of its own, or the first sentences of another one."""
    text = row.get("text") or _opening(row["reprint_of"], articles)
    return Article(
        id=f"planted-{row['source']}-{row['published']}-{row['title']}",
        title=row["title"],
        source=row["source"],
        published=date.fromisoformat(row["published"]),
        text=text,
    )


def _opening(file: str, articles: Sequence[Article | Problem]) -> str:
    for article in articles:
        if isinstance(article, Article) and (article.path or "").endswith(file):
            spans = sentence_spans(article.text)
            return article.text[: spans[int(_REPRINTED * len(spans))][1]]
    raise ValueError(f"{file} is not among the sample articles")


def _accounts(rows: Sequence[Row], pipeline: Pipeline) -> Row:
    """A row is right if the relation told, or none, is the one that is written, with every value of it."""
    outcomes = {}
    for row in rows:
        answer = pipeline.answer(Question(row["question"], as_of=_day(row["as_of"])))
        outcomes[row["id"]] = row["kind"], _account_outcome(row, answer)
    return _by_kind(outcomes)


def _account_outcome(row: Row, answer: Answer) -> str:
    told = {conflict.relation for conflict in answer.conflicts}
    if answer.abstained:
        return "abstained"
    if row["kind"] == "apart":  # other values stand near, of other things
        return "conflict told" if told else "right"
    if row["kind"] in {"agree", "reprint"}:
        return "conflict told" if told else _counted(row, answer)
    if not told:
        return "no conflict told"
    values = [side.value for conflict in answer.conflicts for side in conflict.sides]
    if not all(_is_among(values, value) for value in row["values"]):
        return "other values"
    return "right" if row["kind"] in told else f"told as {min(told)}"


def _is_among(told: Sequence[str], value: str) -> bool:
    """Whether a value stands in one that is told, or is the same amount: "38" and "Thirty-eight"."""
    printed = re.compile(rf"(?<!\d){re.escape(value)}(?!\d)", re.IGNORECASE)
    return any(
        printed.search(one)
        or any(
            compare(mine.value, theirs.value) == "same"
            for mine, theirs in product(placed_values(one), placed_values(value))
        )
        for one in told
    )


def _counted(row: Row, answer: Answer) -> str:
    """A reprint must be counted as one, an independent report as a further one."""
    found = answer.corroboration
    if found is None:
        return "not counted"
    if row["kind"] == "reprint":
        right = len(found.independent) == 1 and len(found.reprints) > 0
    else:
        right = len(found.independent) > 1
    return "right" if right else "counted wrongly"


def _follow_ups(rows: Sequence[Row], pipeline: Pipeline) -> Row:
    """A turn is found if its article is among the five best, right if the answer is said; with and without history."""
    outcomes = {}
    for row in rows:
        talk = Conversation(pipeline).ask(Question(row["opening"]))
        for at, turn in enumerate(row["turns"], start=1):
            talk = talk.ask(Question(turn["question"]))
            alone = pipeline.answer(Question(turn["question"]))
            for name, answer in (("with history", talk.turns[-1]), ("without", alone)):
                outcomes[f"{row['id']}.{at} {name}"] = f"found {name}", _found(turn, answer)
                outcomes[f"{row['id']}.{at} {name} "] = f"answered {name}", _said(turn, answer)
    return _by_kind(outcomes)


def _found(turn: Row, answer: Answer) -> str:
    best = [(hit.passage.article.path or "") for hit in answer.evidence[:5]]
    return "right" if any(path.endswith(turn["file"]) for path in best) else "not found"


def _said(turn: Row, answer: Answer) -> str:
    said = " ".join((answer.short_answer or "", *(s.text for s in answer.statements))).casefold()
    if answer.abstained:
        return "abstained"
    return "right" if any(a.casefold() in said for a in turn["answers"]) else "something else"


def _absences(rows: Sequence[Row], pipeline: Pipeline) -> Row:
    """An absence is right if nothing is claimed; a false premise if it is pointed out, or nothing is claimed."""
    outcomes = {}
    for row in rows:
        answer = pipeline.answer(Question(row["question"]))
        if row["kind"] == "absent":
            outcomes[row["id"]] = "absent", "right" if answer.abstained else "answered"
            continue
        pointed = bool(
            answer.premise and row["truth"].casefold() in answer.premise.found.casefold()
        )
        kept = "right" if answer.abstained or pointed else "answered"
        outcomes[row["id"]] = "false premise not answered", kept
        outcomes[f"{row['id']} "] = "false premise pointed out", "right" if pointed else "not"
    return _by_kind(outcomes)


def _by_kind(outcomes: dict[str, tuple[str, str]]) -> Row:
    kinds: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, (kind, outcome) in outcomes.items():
        kinds[kind][outcome].append(name.strip())
    return {
        kind: {
            "right": len(found.get("right", ())),
            "of": sum(map(len, found.values())),
            "not right": {k: v for k, v in found.items() if k != "right"},
        }
        for kind, found in kinds.items()
    }


def _gold(name: str) -> list[Row]:
    lines = files("evals").joinpath(f"gold/{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
