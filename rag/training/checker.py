"""Train the support checker: `python -m rag.training.checker --help`."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import torch
import typer
from torch import Tensor, nn

from index.config import IndexConfig
from index.embed.tokens import load_tokenizer, pad
from index.read import read
from index.sentences import sentence_spans
from index.split import split
from index.types import Article
from rag.support import nearest
from rag.training.batches import in_batches
from rag.training.claims import Claim, load_claims, split_by_family
from rag.training.data import digest
from rag.training.edits import true, usable, wrong
from rag.training.export import load_weights
from rag.training.loop import Settings, begin_run, train
from rag.training.model import packaged_encoder
from rag.training.written_claims import written_claims
from rag.words import all_stems, content_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tokenizers import Tokenizer
    from transformers import BertModel

EPILOG = """Example:

python -m rag.training.checker --data DATA/train/claims.jsonl.xz --articles DATA/wikinews_2019_2020/corpus.jsonl.xz

python -m rag.training.checker --data DATA/train/claims.jsonl.xz --articles DATA/wikinews_2019_2020/corpus.jsonl.xz
--written DATA/realtimeqa --begin rag/weights/checker.safetensors --replay 0.4
"""
CHECKPOINTS = Path(tempfile.gettempdir()) / "dateline" / "checker"
MAX_TOKENS = 288
NAMES = ("supported", "neutral", "contradicted")
DEVELOPMENT = 5  # one article in so many makes no training statements
_ELSEWHERE = 0.5  # a sentence of another passage with less of its words in the evidence is not borne out by it
_HEAVIEST = 3.0


class Checker(nn.Module):
    """Logits of supported, neither and contradicted for statement + evidence; embedding tables stay frozen."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.verdict = nn.Linear(encoder.config.hidden_size, len(NAMES))
        nn.init.normal_(self.verdict.weight, std=0.02)
        nn.init.zeros_(self.verdict.bias)
        self.encoder.embeddings.requires_grad_(requires_grad=False)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Score a batch: float (batch, 3)."""
        hidden = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask)
        logits: Tensor = self.verdict(hidden.last_hidden_state[:, 0]).float()
        return logits


@dataclass(frozen=True, slots=True)
class Row:
    """One network input, its target, and how much it counts.

    It looks like an encoding to `pad`, but keeps only the numbers: an encoding holds kilobytes for each token.
    """

    ids: list[int]
    type_ids: list[int]
    target: str
    weight: float


def made_claims(path: Path, *, development: bool, seed: int) -> Iterator[Claim]:
    """Make statements from articles; one article in five is kept for development.

    The evidence is the passage that the sentence stands in, or now and then the sentence alone.
    """
    for article in read([path], config=IndexConfig()):
        if not isinstance(article, Article):
            continue
        if (int(digest(article.id), 16) % DEVELOPMENT == 0) != development:
            continue
        chance = random.Random(f"{seed}/{article.id}")  # noqa: S311 - a seeded draw, no secret
        text = article.text
        passages = [passage.text for passage in split(article, max_chars=700)]
        for start, end in sentence_spans(text):
            sentence = text[start:end]
            home = next((passage for passage in passages if sentence in passage), None)
            if home is None or not usable(sentence):
                continue
            evidence = sentence if chance.random() < 1 / 3 else home
            for made in [*true(sentence, chance), *wrong(sentence, home, chance)]:
                if made.kind == "verbatim" and chance.random() < 1 / 2:
                    continue
                yield Claim(
                    statement=made.statement,
                    evidence=evidence,
                    target="supported" if made.true else "contradicted",
                    dataset=f"made/{made.kind}",
                    family=article.id,
                )
            away = chance.choice(passages)
            held = set(content_stems(sentence))
            if held and len(held & all_stems(away)) < _ELSEWHERE * len(held):
                yield Claim(
                    statement=sentence,
                    evidence=away,
                    target="neutral",
                    dataset="made/elsewhere",
                    family=article.id,
                )


def weigh(claims: Sequence[Claim]) -> list[float]:
    """Let supported and unsupported claims of a set count alike in sum, none more than three times."""
    made = ["made" if claim.dataset.startswith("made/") else claim.dataset for claim in claims]
    counts = Counter((name, claim.supported) for name, claim in zip(made, claims, strict=True))
    sizes = Counter(made)
    return [
        min(_HEAVIEST, sizes[name] / (2 * counts[name, claim.supported]))
        for name, claim in zip(made, claims, strict=True)
    ]


def rows_of(claims: Sequence[Claim], tokenizer: Tokenizer) -> list[Row]:
    """Encode claims as the checker will read them."""
    pairs = [(claim.statement, nearest(claim.statement, claim.evidence)) for claim in claims]
    weights = weigh(claims)
    encoded = (
        one
        for at in range(0, len(pairs), 256)
        for one in tokenizer.encode_batch(pairs[at : at + 256])
    )
    return [
        Row(one.ids, one.type_ids, claim.target, weight)
        for one, claim, weight in zip(encoded, claims, weights, strict=True)
    ]


def plan_of(rows: Sequence[Row], settings: Settings) -> list[list[Row]]:
    """Lay out every batch of every pass, rows of like length together."""
    return [
        batch
        for epoch in range(settings.epochs)
        for batch in in_batches(
            rows,
            settings.batch_size,
            random.Random(f"{settings.seed}/{epoch}"),  # noqa: S311
            length=lambda row: len(row.ids),
        )
    ]


def loss_of(model: nn.Module, rows: Sequence[Row]) -> Tensor:
    """Weighted cross-entropy; "unsupported" wants either of the two that are not supported."""
    likely = torch.log_softmax(model(*tensors(rows)), dim=-1)  # (rows, 3)
    either = torch.logsumexp(likely[:, 1:], dim=-1)
    wanted = torch.stack(
        [
            either[at] if row.target == "unsupported" else likely[at, NAMES.index(row.target)]
            for at, row in enumerate(rows)
        ]
    )
    weights = torch.tensor([row.weight for row in rows])
    return -(weights * wanted).sum() / weights.sum()


def tensors(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor]:
    """Pad rows to the longest of them: ids, types and mask, each (rows, tokens)."""
    padded = pad(rows)
    names = ("input_ids", "token_type_ids", "attention_mask")
    ids, types, mask = (torch.from_numpy(padded[name]).long() for name in names)
    return ids, types, mask


def main(
    data: Annotated[Path, typer.Option(help="claims.jsonl.xz")],
    articles: Annotated[Path, typer.Option(help="articles to make statements from")],
    out: Annotated[Path, typer.Option(help="folder of the checkpoints")] = CHECKPOINTS,
    *,
    begin: Annotated[
        Path | None, typer.Option(help="weights to begin from: the reader's, or the checker's own")
    ] = Path("rag/weights/reader.safetensors"),
    epochs: Annotated[int, typer.Option(help="passes over the claims")] = 1,
    learning_rate: Annotated[float, typer.Option(help="at its highest")] = 2e-4,
    seed: Annotated[int, typer.Option(help="of everything drawn by chance")] = 7,
    written: Annotated[
        Path | None,
        typer.Option(help="folder of RealTime QA: with our own claims about its articles"),
    ] = None,
    replay: Annotated[float, typer.Option(help="share of the labelled claims that is used")] = 1.0,
    most_made: Annotated[int, typer.Option(help="statements made from articles, at most")] = 4000,
    stop_at: Annotated[int | None, typer.Option(help="stop before this step")] = None,
    threads: Annotated[int, typer.Option(help="cores to use; one, where the others are busy")] = 2,
    resume: Annotated[bool, typer.Option(help="go on from the checkpoint in --out")] = False,
) -> None:
    """Train the checker on labelled claims and on statements made from articles."""
    settings = Settings(
        seed=seed,
        epochs=epochs,
        learning_rate=learning_rate,
        max_tokens=MAX_TOKENS,
        threads=threads,
    )
    folder = begin_run(settings, out)
    made = list(made_claims(articles, development=False, seed=seed))
    random.Random(seed).shuffle(made)  # noqa: S311
    labelled = split_by_family(load_claims(data)).train
    labelled = random.Random(seed).sample(labelled, round(replay * len(labelled)))  # noqa: S311
    own = list(written_claims(written, "train", seed)) if written else []
    claims = [*labelled, *made[:most_made], *own]
    typer.echo(
        f"{len(claims)} claims, {len(made[:most_made])} made from articles, {len(own)} written"
    )
    rows = rows_of(claims, load_tokenizer(folder, max_tokens=MAX_TOKENS))
    model = Checker(packaged_encoder(folder, settings.dropout))
    if begin is not None:
        load_weights(model, begin, every_head=False)
    train(
        model,
        plan_of(rows, settings),
        loss_of,
        settings,
        out / "last.pt",
        resume=resume,
        stop_at=stop_at,
    )


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(main)
    app()
