"""Train the reader: `python -m rag.training.reader --help`."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import torch
import typer

from rag.compose import open_searcher
from rag.settings import Settings as Configuration
from rag.training.batches import Windows, collate, in_batches
from rag.training.data import digest, load_readings, split_by_article
from rag.training.export import load_weights
from rag.training.loop import Settings, begin_run, train
from rag.training.model import Reader, loss_of, packaged_encoder
from rag.training.negatives import hard_negatives
from rag.training.quiz import Quiz, load_quiz
from rag.training.thread_readings import thread_readings
from rag.training.threads import load_threads
from rag.training.trec import load_sentences
from rag.training.windows import load_tokenizer
from rag.training.written import load_articles, load_written, written_readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor, nn

    from index.types import Retrieved
    from rag.training.windows import Window

EPILOG = """Examples:

python -m rag.training.reader --data ../shared/data/train --out /tmp/dateline/reader

python -m rag.training.reader --data ../shared/data/train --out /tmp/dateline/reader --resume

python -m rag.training.reader --data ../shared/data/train --begin rag/weights/reader.safetensors
--quiz ../shared/data/realtimeqa --store STORE

Several runs side by side, a core and a --share of our own questions each, whose weights are averaged afterwards
(rag.training.average), keep every core busy where two threads of one run would wait for each other.

A step takes 1.3 seconds on two cores with bf16 that are nearly free, over 2 on busy ones. Set
MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 first: page faults cost some 15 % otherwise.
"""
DEPTH = 30  # passages that are looked at for a question of the quiz
CHECKPOINTS = Path(tempfile.gettempdir()) / "dateline" / "reader"


def plan_of(
    data: Path,
    folder: Path,
    settings: Settings,
    vectors: Path,
    news: Sequence[Quiz],
    *,
    replay: float,
) -> list[list[Window]]:
    """Lay out every batch of every pass.

    Args:
        data: folder of reading.jsonl.xz and answer_sentences.jsonl.xz.
        folder: the packaged sentence encoder.
        settings: of the run.
        vectors: where to keep the vectors that the hard negatives are found by.
        news: questions on news with near misses of their own.
        replay: share of the other questions that is used.
    """
    readings = split_by_article(load_readings(data / "reading.jsonl.xz")).train
    sentences = load_sentences(data / "answer_sentences.jsonl.xz")
    if replay < 1:
        readings = random.Random(settings.seed).sample(  # noqa: S311
            readings, round(replay * len(readings))
        )
    negatives = hard_negatives(readings, folder, vectors)
    for more in news:
        readings, negatives = [*readings, *more.readings], [*negatives, *more.negatives]
    typer.echo(f"{len(readings)} questions to train on")
    windows = Windows(
        readings,
        negatives,
        load_tokenizer(folder),
        settings.max_tokens,
        sentences=[sentence for sentence in sentences if sentence.split == "train"],
        far_share=settings.far_share,
    )
    return [
        batch
        for epoch in range(settings.epochs)
        for batch in in_batches(
            windows.draw(settings.seed, epoch),
            settings.batch_size,
            random.Random(f"order/{settings.seed}/{epoch}"),  # noqa: S311
            length=lambda window: len(window.ids),
        )
    ]


def news_questions(folder: Path, store: Path, *, quizzed: bool, share: tuple[int, int]) -> Quiz:
    """Search the store for what questions on news are asked of, the quiz's (if `quizzed`) and our own: some minutes.

    `share` is (i, n): of our own questions every nth article from the ith on.
    """
    searcher = open_searcher(Configuration(store=store), lasting=True)

    def search(question: str) -> Sequence[Retrieved]:
        return searcher(question, k=DEPTH)

    quiz = load_quiz(folder, search, "train") if quizzed else Quiz(readings=[], negatives=[])
    wanted = load_written("train")
    ours = set(sorted({one.article for one in wanted}, key=digest)[share[0] :: share[1]])
    wanted = [one for one in wanted if one.article in ours]
    own = written_readings(wanted, load_articles(folder, wanted), search)
    typer.echo(f"{len(quiz.readings)} questions of the quiz, {len(own.readings)} written for it")
    return Quiz(
        readings=[*quiz.readings, *own.readings], negatives=[*quiz.negatives, *own.negatives]
    )


def main(
    data: Annotated[Path, typer.Option(help="folder of reading.jsonl.xz")],
    out: Annotated[Path, typer.Option(help="folder of the checkpoints")] = CHECKPOINTS,
    *,
    epochs: Annotated[int, typer.Option(help="passes over the questions")] = 2,
    learning_rate: Annotated[float, typer.Option(help="at its highest")] = 2e-4,
    max_tokens: Annotated[int, typer.Option(help="of question and text together")] = 320,
    dropout: Annotated[float, typer.Option(help="share of hidden values")] = 0.1,
    far_share: Annotated[float, typer.Option(help="of questions on reviews and comments")] = 0.5,
    seed: Annotated[int, typer.Option(help="of everything drawn by chance")] = 7,
    threads: Annotated[int, typer.Option(help="cores to use")] = 2,
    begin: Annotated[
        Path | None, typer.Option(help="checkpoint, or shipped weights, to begin from")
    ] = None,
    quiz: Annotated[Path | None, typer.Option(help="folder of RealTime QA")] = None,
    store: Annotated[Path | None, typer.Option(help="of the articles of --quiz, indexed")] = None,
    events: Annotated[
        bool, typer.Option(help="use the questions about invented events, too")
    ] = False,
    replay: Annotated[float, typer.Option(help="share of the questions not on news")] = 1.0,
    quizzed: Annotated[bool, typer.Option(help="use the quiz's own questions, too")] = True,
    share: Annotated[
        str, typer.Option(help="I/N: every Nth of our own articles from the Ith on")
    ] = "0/1",
    steps: Annotated[int | None, typer.Option(help="shorten the run to so many steps")] = None,
    stop_at: Annotated[
        int | None, typer.Option(help="stop before this step, as if interrupted")
    ] = None,
    resume: Annotated[bool, typer.Option(help="go on from the checkpoint in --out")] = False,
) -> None:
    """Train the reader on questions over texts, holding articles apart."""
    settings = Settings(
        seed=seed,
        epochs=epochs,
        learning_rate=learning_rate,
        max_tokens=max_tokens,
        dropout=dropout,
        far_share=far_share,
        threads=threads,
    )
    folder = begin_run(settings, out)
    first, every = map(int, share.split("/"))
    news = [thread_readings(load_threads("train"))] if events else []
    if quiz and store:
        news.append(news_questions(quiz, store, quizzed=quizzed, share=(first, every)))
    plan = plan_of(data, folder, settings, out / "vectors.npy", news, replay=replay)[:steps]
    model = Reader(packaged_encoder(folder, dropout))
    if begin is not None and begin.suffix == ".safetensors":
        load_weights(model, begin)
    elif begin is not None:
        model.load_state_dict(torch.load(begin, weights_only=True)["model"])

    def loss(network: nn.Module, windows: Sequence[Window]) -> Tensor:
        batch = collate(windows)
        spans, relevance = network(batch.ids, batch.types, batch.mask)
        return loss_of(spans, relevance, batch, settings.relevance_weight)

    train(model, plan, loss, settings, out / "last.pt", resume=resume, stop_at=stop_at)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
