"""The reader as a torch module: the packaged encoder, a span head and a relevance head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from index.embed.torch_minilm import torch_gains_by_bf16

if TYPE_CHECKING:
    from pathlib import Path

    from rag.training.batches import Batch

MASKED = -1e4
POOL = 1 << 23  # more than any batch has hidden values


class PooledDropout(nn.Module):
    """Drop hidden values by a mask that is cut from a pool of random bits at a random place.

    Drawing fresh bits for every value takes a tenth of a training step on a processor.
    """

    def __init__(self, share: float, pool: Tensor) -> None:
        super().__init__()
        self.share = share
        self.pool = pool  # no buffer: it is no part of a checkpoint

    def forward(self, hidden: Tensor) -> Tensor:
        """Zero a share of the values and enlarge the others in proportion."""
        if not self.training or not self.share:
            return hidden
        begin = int(torch.randint(len(self.pool) - hidden.numel(), ()))
        return hidden * self.pool[begin : begin + hidden.numel()].view_as(hidden)


def pool_dropout(module: nn.Module, share: float) -> None:
    """Put pooled dropout in the place of every dropout that drops something."""
    generator = torch.Generator().manual_seed(0)
    kept = torch.rand(POOL, generator=generator) >= share
    pool = (kept / (1 - share)).to(torch.bfloat16 if torch_gains_by_bf16() else torch.float32)
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.Dropout) and child.p:
                setattr(parent, name, PooledDropout(share, pool))


class Reader(nn.Module):
    """Start, end and relevance scores for question + text.

    The embedding tables are the package's own and stay frozen; every layer above is trained.
    """

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.span = nn.Linear(encoder.config.hidden_size, 2)
        self.relevance = nn.Linear(encoder.config.hidden_size, 1)
        for head in (self.span, self.relevance):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)
        self.encoder.embeddings.requires_grad_(requires_grad=False)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Score a batch.

        Returns:  span logits (batch, 2, length), masked outside [CLS] and the text;
                  relevance logits (batch,).
        """
        hidden = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        spans = self.span(hidden).float().transpose(1, 2)
        allowed = candidates(types, mask)
        spans = spans.masked_fill(~allowed.unsqueeze(1), MASKED)
        return spans, self.relevance(hidden[:, 0]).float().squeeze(-1)


def candidates(types: Tensor, mask: Tensor) -> Tensor:
    """Mark [CLS] and the text's tokens, not the question and not the last [SEP]."""
    allowed = (types == 1) & (mask == 1)
    last = mask.sum(dim=1) - 1
    allowed[torch.arange(len(last)), last] = False
    allowed[:, 0] = True
    return allowed


def packaged_encoder(folder: Path, dropout: float) -> BertModel:
    """Load the packaged MiniLM with dropout on hidden states only, which is the cheap half.

    Attention is written out where bf16 makes it cheap (docs/experiments.md); in float32 the fused one is faster.
    """
    encoder: BertModel = BertModel.from_pretrained(
        str(folder),
        add_pooling_layer=False,
        attn_implementation="eager" if torch_gains_by_bf16() else "sdpa",
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,
        dtype=torch.float32,
    )
    if dropout:
        pool_dropout(encoder, dropout)
    return encoder


def tiny_encoder(vocabulary: int) -> BertModel:
    """Build a random two-layer encoder for tests."""
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        hidden_dropout_prob=0.1,
        attention_probs_dropout_prob=0.0,
    )
    return BertModel(config, add_pooling_layer=False)


def loss_of(spans: Tensor, relevance: Tensor, batch: Batch, relevance_weight: float) -> Tensor:
    """Add the cross-entropy of start and end to the weighted one of relevance.

    Position 0 is the target of both ends where there is no answer.
    """
    known = (batch.starts >= 0).sum().clamp(min=1)
    span_loss = nn.functional.cross_entropy(spans[:, 0], batch.starts, reduction="sum")
    span_loss = span_loss + nn.functional.cross_entropy(spans[:, 1], batch.ends, reduction="sum")
    judged = nn.functional.binary_cross_entropy_with_logits(relevance, batch.relevant)
    return span_loss / (2 * known) + relevance_weight * judged


def learning_rate(step: int, total: int, warm_up: int) -> float:
    """Rise for `warm_up` steps to 1, then fall in a straight line to 0.

    >>> [learning_rate(step, 10, 2) for step in (0, 1, 2, 6, 10)]
    [0.5, 1.0, 1.0, 0.5, 0.0]
    """
    if step < warm_up:
        return (step + 1) / warm_up
    return max(0.0, (total - step) / max(1, total - warm_up))
