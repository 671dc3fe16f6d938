"""How sentences are ranked and how sure to be of the best: the parts of the judge and how they are fitted."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from index.types import Article, Retrieved
from rag.asked import asks_for_present
from rag.judge import CLOSE, FIRST, SHORTLIST, SURE, Asked, beside, chance, read_hits, sure_values
from rag.reader import NetworkReader
from rag.training.asked import Case, Posed, elsewhere
from rag.training.judge import Fitted, balanced, best, fit, fit_long
from rag.training.judge_fit import Top, calibrated, chances, ranking, scaled
from rag.training.judge_seen import Seen

RNG = np.random.default_rng(5)


def test_what_is_ranked_is_the_order_within_a_question_not_the_level_between_questions() -> None:
    questions = []
    for level in RNG.normal(0, 50, 40):  # drowns the difference between right and wrong
        values = RNG.normal(0, 1, (6, 2))
        values[:, 0] += level
        values[2, 0] += 4
        questions.append((values, np.eye(6)[2]))
    weights = ranking(questions, ("told", "noise"))
    best = [int((values @ [weights["told"], weights["noise"]]).argmax()) for values, _ in questions]
    assert best.count(2) >= 38


def test_questions_with_nothing_to_choose_change_no_ranking() -> None:
    one = (np.array([[1.0], [0.0]]), np.array([1.0, 0.0]))
    idle = (np.array([[1.0], [0.0]]), np.zeros(2))
    assert ranking([one], ("told",)) == ranking([one, idle], ("told",))


def test_confidence_is_scaled_to_how_often_it_is_right_and_keeps_its_order() -> None:
    rng = np.random.default_rng(4)

    def tops(steepness: float, level: float) -> list[Top]:
        values = rng.normal(0, 1, (600, len(SURE)))
        right = rng.random(600) < 1 / (1 + np.exp(-steepness * values[:, 0] - level))
        return [
            Top(values=dict(zip(SURE, map(float, row), strict=True)), right=float(r))
            for row, r in zip(values, right, strict=True)
        ]

    seen, apart = tops(4.0, 0.0), tops(1.0, -1.0)
    sure = calibrated(seen, SURE)
    assert chances(sure, seen).mean() == pytest.approx(np.mean([t.right for t in seen]), abs=1e-3)
    fitted = scaled(sure, apart)
    stated, right = chances(fitted, apart), np.array([t.right for t in apart])
    order = np.argsort(chances(sure, apart))
    assert np.diff(stated[order]).min() > -1e-4  # weights are rounded
    for part in np.array_split(order, 4):
        assert stated[part].mean() == pytest.approx(right[part].mean(), abs=0.08)


def test_a_confidence_weighs_the_values_that_it_was_fitted_on_and_no_other() -> None:
    weights = {"intercept": -1.0, "told": 2.0}
    assert chance(weights, {"told": 0.5, "noise": 99.0}) == 0.5
    with pytest.raises(KeyError):
        chance(weights, {"noise": 99.0})


def test_a_short_list_is_filled_up_with_what_is_usual() -> None:
    values = [0.0] * len((*FIRST, *CLOSE))
    whole = sure_values([5.0, *[1.0] * (SHORTLIST - 1)], values, {"typical": -2.0})
    alone = sure_values([5.0], values, {"typical": -2.0})
    assert (whole["score"], whole["typical"]) == (5.0, 1.0)
    assert (alone["score"], alone["typical"]) == (5.0, -2.0)


def test_the_likeliest_has_all_of_its_chance_and_the_others_a_share() -> None:
    shares = beside([1.0, 3.0, 2.0])
    assert shares[1] == 1
    assert 0 < shares[0] < shares[2] < 1
    assert beside([]) == []


unused: Any = None


def _seen(
    rng: np.random.Generator,
    group: str,
    level: float,
    *,
    right: int | None,
    foreign: bool = False,
) -> Seen:
    """Eight sentences, one of them right or none; `level` is how sure the network is of all of them."""
    first = rng.normal(level, 1, (SHORTLIST, len(FIRST)))
    if right is not None:
        first[right] += 2
    numbers: list[Any] = list(range(SHORTLIST))  # in the place of sentences
    posed = Posed(question="?", as_of=None, group=group, is_right=lambda one: one == right)
    if foreign:
        (posed,) = elsewhere([posed])
    return Seen(
        case=Case(posed=posed, hits=[]),
        eyes=unused,  # the closer look is taken already
        asked=unused,
        sentences=numbers,
        first=first,
        right=np.eye(SHORTLIST)[right] if right is not None else np.zeros(SHORTLIST),
        close={
            tuple(range(SHORTLIST)): (
                numbers,
                [tuple(rng.normal(level, 1, len(CLOSE))) for _ in range(SHORTLIST)],
            )
        },
    )


def test_foreign_questions_teach_what_to_be_unsure_of_and_change_no_ranking() -> None:
    rng = np.random.default_rng(8)
    own = [
        _seen(rng, str(n), rng.normal(), right=n % SHORTLIST if rng.random() < 0.6 else None)
        for n in range(90)
    ]
    foreign = [_seen(rng, f"foreign {n}", -1.0, right=None, foreign=True) for n in range(60)]
    without, taught = fit(own, 3), fit([*own, *foreign], 3)
    assert (taught.first, taught.close) == (without.first, without.close)

    def sure(fitted: Fitted, seen: list[Seen]) -> float:
        return float(best(seen, fitted)[0].mean())

    assert sure(taught, foreign) < 0.9 * sure(without, foreign)
    assert sure(taught, own) == pytest.approx(sure(without, own), abs=0.05)


def test_a_long_question_is_sure_where_the_archive_has_what_it_speaks_of() -> None:
    long = (
        "Did the Harrow Courier say that the bridge at Kaas was closed for repairs after the flood, while the Lindmoor "
        "Post blamed missing inspections and a late warning by the harbour office?"
    )
    assert Asked.of(long, lambda _: 1.0).long
    assert not Asked.of("Who closed the bridge at Kaas after the flood?", lambda _: 1.0).long
    posed = Posed(question=long, as_of=None, group="", is_right=lambda _: False)
    hit, rng = _hit("found", None), np.random.default_rng(9)
    cases = [
        Case(
            posed=replace(posed, foreign=n % 2 == 0),
            hits=[
                replace(hit, score=float(rng.normal(0.5 + 0.4 * (n % 2), 0.2))),
                replace(hit, score=0.1),
            ],
        )
        for n in range(200)
    ]
    weights = fit_long(cases)
    assert chance(weights, {"found": 0.9}) > 0.7
    assert chance(weights, {"found": 0.5}) < 0.3


def test_as_many_questions_with_an_answer_are_drawn_as_without() -> None:
    posed = Posed(question="?", as_of=None, group="", is_right=lambda _: False)
    drawn = balanced([replace(posed, group=str(n), foreign=n < 5) for n in range(30)], 1)
    assert sorted(one.foreign for one in drawn) == [False] * 5 + [True] * 5


@pytest.mark.parametrize(
    ("question", "newer"),
    [
        ("How many people are missing?", True),
        ("How many people were missing in the end?", True),
        ("What is the latest estimate?", True),
        ("How many people went missing?", False),
    ],
)
def test_newer_articles_know_better_only_where_it_is_asked_how_things_stand(
    question: str, *, newer: bool
) -> None:
    assert asks_for_present(question) is newer
    hits = [_hit("old", date(2024, 1, 1)), _hit("new", date(2024, 1, 9)), _hit("undated", None)]
    asked = Asked.of(question, lambda _: 1.0)
    at = FIRST.index("recent")
    recent = {s.passage.article.id: v[at] for s, v in read_hits(asked, hits, NetworkReader())}
    assert recent == (
        {"old": 0, "new": 1, "undated": 0.5} if newer else {"old": 0, "new": 0, "undated": 0}
    )


def _hit(name: str, day: date | None) -> Retrieved:
    text = f"There are 11 people missing, {name} reports say."
    article = Article(id=name, title="Ferry search", text=text, published=day)
    return Retrieved(article.passage(0, len(text)), 0.5, "reranked")


def test_a_passage_is_read_under_its_headline_which_is_no_answer() -> None:
    text = "Nothing of the kind was said.\n\nShe was sworn in on Friday at noon, with 98 votes."
    article = Article(id="a", title="Ada Brandt sworn in as mayor of Harrow", text=text)
    start = text.index("She")
    passage = article.passage(start, len(text))
    read = NetworkReader()
    (found,) = read("Who was sworn in as mayor of Harrow?", [passage])
    assert start <= found.answer[0] < found.answer[1] <= len(text)
    (votes,) = read("How many votes did Ada Brandt get?", [passage])
    assert "98" in text[slice(*votes.answer)]
    untitled = Article(id="b", title="", text=text).passage(start, len(text))
    (without,) = read("How many votes did Ada Brandt get?", [untitled])
    assert votes.relevance > without.relevance
