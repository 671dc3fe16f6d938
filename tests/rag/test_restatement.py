"""Sentences that say an excerpt in other words are weighed against what any excerpt finds in an archive."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from newsroom import ARTICLES

from index.search import Searcher
from index.testing import HashEmbedder
from index.types import Filters
from rag.lookup.restatement import Features, Restatements

FEATURES = Features(cosine=0.6, above=0.3, below=0.0, words=0.4, particulars=0.5)


def test_a_sentence_must_stand_higher_above_its_background_in_a_larger_archive() -> None:
    chances = [FEATURES.probability(passages) for passages in (1, 100, 10_000, 1_000_000)]
    assert chances == sorted(chances, reverse=True)
    assert chances[1] > 0.5 > chances[3]


@pytest.mark.parametrize("name", ["cosine", "above", "below", "words", "particulars"])
def test_every_feature_speaks_for_a_paraphrase(name: str) -> None:
    more = replace(FEATURES, **{name: getattr(FEATURES, name) + 0.1})
    assert more.probability(1000) > FEATURES.probability(1000)


def test_stretches_are_sentences_of_the_passages_the_likeliest_first(searcher: Searcher) -> None:
    restatements = Restatements(searcher, HashEmbedder(), lambda _word: 1.0)
    excerpt = "300 people left their homes, said Mayor Brandt of Harrow"
    passages = [hit.passage for hit in searcher(excerpt, k=5)]
    found = restatements(excerpt, passages, Filters())
    chances = [one.probability for one in found]
    assert chances == sorted(chances, reverse=True)
    best = found[0].passage.article.text[found[0].start : found[0].end]
    assert "Mayor Ada Brandt said 300 people left their homes." in best
    assert best in ARTICLES[0].text
    assert restatements(excerpt, [], Filters()) == []


def test_no_article_serves_both_to_fit_the_weights_and_to_measure_them() -> None:
    held = [
        {
            json.loads(line)["file"]
            for line in files("evals").joinpath("gold", name).read_text("utf-8").splitlines()
        }
        for name in ("paraphrases.jsonl", "paraphrases_fit.jsonl")
    ]
    assert all(held)
    assert not held[0] & held[1]
