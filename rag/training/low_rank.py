"""Linear layers that stay as they are and learn a product of two thin matrices beside them (Hu et al. 2022)."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn


class LowRank(nn.Module):
    """A frozen layer W x + b, to which up (down x) is added: `up` (out, rank) begins at 0, `down` is (rank, in)."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer.requires_grad_(requires_grad=False)
        self.down = nn.Parameter(torch.empty(rank, layer.in_features))
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))
        nn.init.kaiming_uniform_(self.down, a=math.sqrt(5))

    def forward(self, inner: Tensor) -> Tensor:
        """Multiply (..., in) to (..., out), in the precision of the frozen layer."""
        product: Tensor = _Product.apply(  # type: ignore[no-untyped-call]
            inner, self.layer.weight, self.layer.bias, self.down, self.up
        )
        return product


class _Product(torch.autograd.Function):
    """The sum of both products without a pass of its own for the sum, forwards and backwards."""

    @staticmethod
    def forward(  # noqa: PLR0917
        ctx: Any,  # noqa: ANN401
        inner: Tensor,
        weight: Tensor,
        bias: Tensor,
        down: Tensor,
        up: Tensor,
    ) -> Tensor:
        rows = inner.reshape(-1, inner.shape[-1])
        down, up = down.to(weight.dtype), up.to(weight.dtype)
        thin = rows @ down.t()
        product = torch.addmm(bias, rows, weight.t()).addmm_(thin, up.t())
        ctx.save_for_backward(rows, weight, down, up, thin)
        return product.view(*inner.shape[:-1], -1)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN401
        rows, weight, down, up, thin = ctx.saved_tensors
        own = gradient.reshape(-1, gradient.shape[-1])
        thin_gradient = own @ up
        of_inner = None
        if ctx.needs_input_grad[0]:
            of_inner = (own @ weight).addmm_(thin_gradient, down).view(*gradient.shape[:-1], -1)
        of_down = (thin_gradient.t() @ rows).float()
        return of_inner, None, None, of_down, (own.t() @ thin).float()


def add_low_rank(module: nn.Module, rank: int) -> None:
    """Put a `LowRank` in the place of every linear layer inside `module`."""
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.Linear) and not isinstance(parent, LowRank):
                setattr(parent, name, LowRank(child, rank))
