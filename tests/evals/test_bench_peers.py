"""Benchmarks against others: what is scored, fitted and compared, on small made-up runs."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from newsroom import ARTICLES

from evals.bench.asked_peer import serve
from evals.bench.multihop import HopQuestion, as_run, read_questions, score_routes, spread
from evals.bench.peers_answers import nearest_sentence, score
from evals.bench.refusals import best_threshold, compare_refusals, drawn
from evals.bench.routes import compared
from evals.dataset import GoldQuestion, Span
from evals.locate import Articles
from index.testing import HashEmbedder
from index.types import Retrieved
from rag.training.hops import to_fit

FLOOD, VOTE, FERRY = ARTICLES
HOP = HopQuestion(
    id="1", text="?", kind="comparison_query", answer="yes",
    articles=(FLOOD.id, FERRY.id), unanswerable=False,
)  # fmt: skip


def hit(article: int, start: int = 0, end: int = 20) -> Retrieved:
    return Retrieved(ARTICLES[article].passage(start, end), 1.0, "fused")


def test_a_second_passage_of_an_article_takes_up_a_place_and_no_second_hit() -> None:
    run = as_run([hit(0), hit(0, 20, 40), hit(2)])
    assert run == {"flood-1": 0.0, "flood-1:20-40": -1.0, "ferry-1": -2.0}


def test_routes_are_scored_by_the_rank_of_the_first_article_and_the_share_found() -> None:
    ways = {
        "late": lambda _: [hit(1, n, n + 9) for n in range(4)] + [hit(0)],
        "both": lambda _: [hit(2), hit(0)],
        "nothing": lambda _: [hit(1)],
    }
    scores = score_routes([HOP], ways)
    assert scores["late"] == {"Hits@4": [0], "Hits@10": [1], "MRR@10": [0.2], "recall@10": [0.5]}
    assert scores["both"] == {"Hits@4": [1], "Hits@10": [1], "MRR@10": [1], "recall@10": [1]}
    assert all(values == [0] for values in scores["nothing"].values())


def test_questions_are_read_with_each_article_once_and_spread_evenly(tmp_path: Path) -> None:
    facts = [{"doc_id": "a"}, {"doc_id": "a"}, {"doc_id": "b"}]
    row = {"question": "Who?", "type": "comparison_query?", "answer": "Ann", "evidence": facts}
    lines = [json.dumps(row | {"id": str(n), "unanswerable": n == 3}) for n in range(5)]
    (tmp_path / "q.jsonl").write_text("\n".join(lines), "utf-8")
    asked = read_questions(tmp_path / "q.jsonl")
    assert asked[0].articles == ("a", "b")
    assert asked[0].kind == "comparison_query"
    assert [one.id for one in spread(asked, 3)] == ["0", "2", "4"]
    chosen = drawn(asked, 2, 0)
    assert len(chosen) == 3
    assert any(one.unanswerable for one in chosen)


def test_the_last_route_has_no_p_and_equal_ones_have_p_one() -> None:
    shown = compared({"a": {"m": [1, 0]}, "b": {"m": [1, 0]}}, ["x", "y"])
    assert shown["a"]["m"]["p"] == 1.0
    assert "p" not in shown["b"]["m"]
    assert shown["b"]["m"]["mean"] == 0.5


def told(number: int, **other: object) -> dict[str, object]:
    none = number % 2 == 0
    return {
        "id": str(number), "group": str(number), "kind": "null_query" if none else "comparison_query",
        "unanswerable": none,
        "refused": none, "right": not none, "confidence": 0.1 if none else 0.8, "score": 0.5,
    } | other  # fmt: skip


def test_refusals_are_counted_on_the_half_that_fitted_nothing() -> None:
    fitted = [n for n in range(100) if to_fit(str(n))]
    held_apart = [n for n in range(100) if not to_fit(str(n))]
    both = [
        n
        for half in (fitted, held_apart)
        for odd in (0, 1)
        for n in [n for n in half if n % 2 == odd][:4]
    ]
    measured = compare_refusals([told(n) for n in both])
    assert measured["questions"] == 8
    assert measured["unanswerable"] == 4
    shipped = measured["ways"]["as shipped"]
    assert shipped["precision"][0] == shipped["recall"][0] == 1
    assert shipped["reliability"] == 0.5
    assert measured["ways"]["confidence, fitted"]["F1"][0] == 1
    blind = measured["ways"]["best passage's score"]  # one score for all: refuse all or none
    assert blind["recall"][0] == blind["wrongly_refused"][0] == 1
    assert blind["precision"][0] == 0.5
    assert measured["refused, by kind"]["null_query"]["refused"] == 1


def test_a_threshold_may_refuse_everything() -> None:
    assert best_threshold([0.2, 0.2], [True, True]) > 0.2


def test_found_evidence_and_the_nearest_sentence_are_scored_by_characters() -> None:
    quote = "rose 2.4 metres"
    start = FLOOD.text.index(quote)
    span = Span(article_id=FLOOD.id, start=start, end=start + len(quote), quote=quote)
    question = GoldQuestion(
        id="q",
        question="How much rose the river Sile?",
        answers=("2.4 metres",),
        evidence=((span,),),
    )
    end = FLOOD.text.index(" Mayor")
    places = [[VOTE.id, 0, 40], [FLOOD.id, 0, end]]
    near = nearest_sentence(HashEmbedder())
    articles = Articles.of(ARTICLES)
    second = score([question], {"q": {"hits": places}}, articles, near)
    assert second["RR@10"] == [0.5]
    assert second["recall@10"] == [1]
    assert second["right, nearest sentence"] == [0]
    first = score([question], {"q": {"hits": places[::-1]}}, articles, near)
    assert first["RR@10"] == first["right, nearest sentence"] == [1]
    elsewhere = replace(span, start=start + 100, end=start + 115, quote="nowhere")
    missed = replace(question, evidence=((elsewhere,),))
    assert score([missed], {"q": {"hits": places}}, articles, near)["recall@10"] == [0]


def test_a_peer_tells_where_its_passages_stand(tmp_path: Path) -> None:
    pytest.importorskip("langchain_text_splitters", reason="needs the extra `peers`")
    given = {
        "articles": [{"id": one.id, "text": one.text} for one in ARTICLES],
        "questions": [{"id": "q", "question": "Who?"}],
    }
    (tmp_path / "given.json").write_text(json.dumps(given), "utf-8")
    measured = serve(str(tmp_path / "given.json"), lambda texts: lambda _, k: range(len(texts))[:k])
    assert measured["passages"] == 3
    assert measured["asked"]["q"]["hits"] == [(a.id, 0, len(a.text)) for a in ARTICLES]
