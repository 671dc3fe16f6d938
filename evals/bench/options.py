"""Options that several benchmarks have, and what may be chosen of them."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

Selector = Annotated[Literal["packaged", "large"], typer.Option(help="Who chooses sentences.")]
Half = Literal["seen", "fresh", "kinds", "kinds-fresh"]
"""Of `evals/gold/derived.jsonl`: two halves of events, twice."""
