"""Train an adapter for the embedding of questions: `python -m rag.training.adapter --help`.

The passages of an archive keep their vectors; only a question's vector is moved, q + qAB with A and B of low rank,
until the passages that answer it are nearer than those that look right and do not (InfoNCE, van den Oord et al. 2018).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import TYPE_CHECKING, Annotated

import numpy as np
import torch
import typer

from index.types import Filters
from rag.compose import open_searcher
from rag.settings import Settings
from rag.training.data import read_lines
from rag.training.quiz import LIKELY, LINKED, load_grades, places, spelled, split_weeks
from rag.training.scores import interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.search import Searcher
    from index.store import Store

NEGATIVES = 7
POSITIVES = 4
_NEAREST = 60  # passages among which wrong ones are looked for
_TEMPERATURE = 0.05
_DEPTH = 10

EPILOG = """Example:

python -m rag.training.adapter --data DATA/realtimeqa --store FULL --rank 32 --out adapter.npz
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A quiz question: its vector (dim,), its week, the articles that answer it, the words that do."""

    vector: np.ndarray
    week: str
    articles: frozenset[str]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with the vectors of passages that answer it (p, dim), and of some that do not (n, dim)."""

    question: np.ndarray
    right: np.ndarray
    wrong: np.ndarray


class Adapter(torch.nn.Module):
    """Moves vectors by a map of low rank, and gives them length 1; at first it moves nothing."""

    def __init__(self, dim: int, rank: int) -> None:
        super().__init__()
        self.down = torch.nn.Parameter(torch.randn(dim, rank) / dim**0.5)
        self.up = torch.nn.Parameter(torch.zeros(rank, dim))

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """Move vectors (n, dim)."""
        return torch.nn.functional.normalize(vectors + vectors @ self.down @ self.up, dim=-1)

    def moved(self, vectors: np.ndarray) -> np.ndarray:
        """Move vectors outside of training."""
        with torch.inference_mode():
            return np.asarray(self(torch.from_numpy(vectors)).numpy())


def load_questions(
    folder: Path, searcher: Searcher, weeks: frozenset[str], least: int
) -> list[Asked]:
    """Embed the questions of some weeks that have an article of grade `least` or better."""
    grades = load_grades(folder)
    found = []
    for row in read_lines(folder / "queries.jsonl.xz"):
        graded = grades.get(str(row["id"]), {})
        likely = frozenset(article for article, grade in graded.items() if grade >= least)
        if str(row["date"]) in weeks and likely:
            vector = searcher.embedder([" ".join(str(row["question"]).split())])[0]
            answers = tuple(spelled(row["answers"]))
            found.append(
                Asked(vector=vector, week=str(row["date"]), articles=likely, answers=answers)
            )
    return found


def examples(questions: Sequence[Asked], store: Store, vectors: np.ndarray) -> list[Example]:
    """Find for each question passages that hold its answer, of its articles, and near ones of others that do not."""
    made = []
    for asked in questions:
        rows = [row for name in asked.articles for row in _rows_of(store, name)]
        right = [row for row in rows if _holds(store, row, asked)]
        if not right:
            continue
        right.sort(key=lambda row: -float(vectors[row] @ asked.vector))
        near = np.argpartition(-(vectors @ asked.vector), _NEAREST)[:_NEAREST]
        wrong = [int(row) for row in near if not _answers(store, int(row), asked)][:NEGATIVES]
        if len(wrong) == NEGATIVES:
            made.append(
                Example(
                    question=asked.vector,
                    right=vectors[right[:POSITIVES]],
                    wrong=vectors[wrong],
                )
            )
    return made


def _rows_of(store: Store, name: str) -> list[int]:
    article = store.article(name)
    return (store.rows_of(article) or []) if article else []


def _holds(store: Store, row: int, asked: Asked) -> bool:
    text = store.passage(row).text
    return any(places(text, answer) for answer in asked.answers)


def _answers(store: Store, row: int, asked: Asked) -> bool:
    return store.passage(row).article.id in asked.articles or _holds(store, row, asked)


def train(
    made: Sequence[Example], *, rank: int, epochs: int, rate: float, seed: int, batch: int = 64
) -> Adapter:
    """Fit an adapter: each question to one of its passages, against its wrong ones and those of the batch."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    adapter = Adapter(made[0].question.shape[0], rank)
    optimizer = torch.optim.AdamW(adapter.parameters(), lr=rate, weight_decay=0.01)
    for _ in range(epochs):
        order = chance.permutation(len(made))
        for begin in range(0, len(order), batch):
            part = [made[at] for at in order[begin : begin + batch]]
            asked = adapter(torch.from_numpy(np.stack([one.question for one in part])))
            right = [one.right[chance.integers(len(one.right))] for one in part]
            pool = torch.from_numpy(np.concatenate([np.stack(right), *(one.wrong for one in part)]))
            loss = torch.nn.functional.cross_entropy(
                asked @ pool.T.float() / _TEMPERATURE, torch.arange(len(part))
            )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return adapter


def reciprocal_ranks(
    questions: Sequence[Asked], moved: np.ndarray, store: Store, vectors: np.ndarray
) -> np.ndarray:
    """Give 1 / rank of the first right article among ten, by exact search up to each question's day: (n,)."""
    found = np.zeros(len(questions))
    allowed: dict[str, np.ndarray | None] = {}
    for number, asked in enumerate(questions):
        if asked.week not in allowed:
            allowed[asked.week] = store.allowed(Filters(until=date.fromisoformat(asked.week)))
        scores = vectors @ moved[number]
        mask = allowed[asked.week]
        if mask is not None:
            scores = np.where(mask, scores, -1.0)
        near = np.argsort(-scores)[: 8 * _DEPTH]
        names = list(dict.fromkeys(store.passage(int(row)).article.id for row in near))[:_DEPTH]
        ranks = [at for at, name in enumerate(names, start=1) if name in asked.articles]
        found[number] = 1 / ranks[0] if ranks else 0.0
    return found


def figures(
    questions: Sequence[Asked], before: np.ndarray, after: np.ndarray
) -> Mapping[str, object]:
    """Compare reciprocal ranks (n,) with and without the adapter; intervals draw whole weeks."""
    weeks = [asked.week for asked in questions]
    told: dict[str, object] = {"questions": len(questions)}
    for name, values in (("plain", before), ("adapted", after), ("difference", after - before)):
        told[f"MRR@10, {name}"] = interval(weeks, lambda rows, v=values: float(v[rows].mean()))  # type: ignore[misc]
    for name, values in (("plain", before), ("adapted", after)):
        hit = values >= 1 / 5
        told[f"recall@5, {name}"] = interval(weeks, lambda rows, v=hit: float(v[rows].mean()))  # type: ignore[misc]
    return told


def main(
    data: Annotated[Path, typer.Option(help="folder of RealTime QA")],
    store: Annotated[Path, typer.Option(help="of its articles, indexed")],
    out: Annotated[Path | None, typer.Option(help="where the adapter goes, as .npz")] = None,
    *,
    rank: int = 32,
    epochs: int = 8,
    rate: float = 1e-3,
    seed: int = 7,
) -> None:
    """Train on the quiz's training weeks; measure on weeks that had no part in it."""
    searcher = open_searcher(Settings(store=store), lasting=True)
    opened = searcher.store
    vectors = np.asarray(opened.vectors.rows(0, len(opened)), dtype=np.float32)
    weeks = split_weeks(list(read_lines(data / "queries.jsonl.xz")), load_grades(data))
    made = examples(load_questions(data, searcher, weeks.train, LIKELY), opened, vectors)
    adapter = train(made, rank=rank, epochs=epochs, rate=rate, seed=seed)
    told: dict[str, object] = {"examples": len(made), "rank": rank, "epochs": epochs, "rate": rate}
    for name, part, least in (
        ("calibration weeks", weeks.calibration, LIKELY),
        ("development weeks", weeks.development, LINKED),
    ):
        asked = load_questions(data, searcher, part, least)
        plain = np.stack([one.vector for one in asked])
        before = reciprocal_ranks(asked, plain, opened, vectors)
        after = reciprocal_ranks(asked, adapter.moved(plain), opened, vectors)
        told[name] = figures(asked, before, after)
    if out is not None:
        np.savez(out, down=adapter.down.detach().numpy(), up=adapter.up.detach().numpy())
    typer.echo(json.dumps(told, indent=1))


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
