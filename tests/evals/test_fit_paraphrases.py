"""Weights are fitted so that what is right stands above what is not, and absent excerpts below the limit."""

import json
from pathlib import Path

import pytest
from newsroom import ARTICLES, Build

from evals.bench import excerpts, fit_paraphrases
from index.testing import HashEmbedder
from index.types import Article


def test_weights_tell_paraphrases_from_absent_excerpts(
    build: Build, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = excerpts.written_paraphrases(to_fit=True)[0]
    present = Article(
        id="p", title="Trains", text=written["paraphrase"], path=f"news/{written['file']}"
    )
    build([*ARTICLES, present])
    monkeypatch.setattr(fit_paraphrases, "query_embedder", lambda _config, **_how: HashEmbedder())
    foreign = tmp_path / "foreign.jsonl"
    text = "A bus drove into the old town hall of Brodd late in the night and nobody was hurt."
    foreign.write_text(json.dumps({"title": "Bus", "text": text}) + "\n", "utf-8")
    told = fit_paraphrases.fit_paraphrases([store], [str(foreign)], excerpts=5, seed=0)
    assert len(told["weights"]) == 7
    (shares,) = told["stores"].values()
    assert (shares["right"], shares["wrong"]) == (1.0, 0.0)
