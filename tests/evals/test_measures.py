"""Every measure is held to its definition: by reference programs where there are any, else by worked examples."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from evals.dataset import GoldQuestion, Nugget, Side, Span
from evals.measures.answers import (
    accepted,
    exact_match,
    is_stale,
    list_f1,
    nugget_recall,
    sides_told,
    token_f1,
)
from evals.measures.citations import (
    Cited,
    Stored,
    alce_precision,
    alce_recall,
    article_precision,
    article_recall,
    is_fabricated,
    is_quoted,
    is_valid,
    span_precision,
)
from evals.measures.citations import span_recall as cited_span_recall
from evals.measures.costs import stage_times
from evals.measures.grounding import CheckerAccuracy, checker_accuracy, rogan_gladen
from evals.measures.ranking import (
    Hit,
    all_evidence,
    article_ranking,
    evidence_recall,
    ranked_measures,
    span_recall,
)
from evals.measures.refusals import (
    aurc,
    calibration_error_by_chance,
    coverage_at_risk,
    expected_calibration_error,
    refusal_scores,
    risk_coverage,
)
from evals.scoring.rows import Shown, score_answer

TEXT = "The crack is 40 centimetres long. The Haldis was built in 1998. Nobody was hurt."


def hit(start: int, end: int, article: str = "a", copies: tuple[str, ...] = ()) -> Hit:
    return Hit(article_id=article, start=start, end=end, text=TEXT[start:end], copies=copies)


def span(start: int, end: int, article: str = "a") -> Span:
    return Span(article_id=article, start=start, end=end, quote=TEXT[start:end])


def cite(start: int, end: int, article: str = "a", copies: tuple[str, ...] = ()) -> Cited:
    return Cited(hit=hit(start, end, article, copies), sha256="hash")


FIRST, SECOND, THIRD = span(0, 33), span(34, 63), span(64, 80)


# The worked examples of SQuAD's evaluation: lower case, no punctuation, no articles, single spaces.
@pytest.mark.parametrize(
    ("answer", "golds", "em", "f1"),
    [
        ("Denver Broncos", ["Denver Broncos", "The Denver Broncos"], 1.0, 1.0),
        ("the denver  broncos!", ["Denver Broncos"], 1.0, 1.0),
        ("Broncos", ["Denver Broncos"], 0.0, 2 / 3),
        ("gold and silver", ["gold", "gold gold"], 0.0, 0.5),
        ("a", ["an"], 1.0, 1.0),  # both are nothing after normalisation
        ("U.S.", ["us"], 1.0, 1.0),
        (None, [], 1.0, 1.0),
        ("Broncos", [], 0.0, 0.0),
        (None, ["Broncos"], 0.0, 0.0),
    ],
)
def test_em_and_f1_are_squads(
    answer: str | None, golds: Sequence[str], em: float, f1: float
) -> None:
    assert exact_match(answer, golds) == em
    assert token_f1(answer, golds) == pytest.approx(f1)


def test_an_answer_is_accepted_by_its_words_or_by_what_is_shown() -> None:
    assert accepted("of 14 centimetres", "", ["14 centimetres"])
    assert accepted(None, "It is 14 centimetres long.", ["14 cm", "14 centimetres"])
    assert not accepted("40 centimetres", "It is 40 centimetres long.", ["14 centimetres"])
    assert not accepted("14 billion", "", ["14 million"])
    assert accepted("Jon Haverlock", "", ["Mr. Jon Haverlock"])


def test_a_list_is_scored_by_its_items() -> None:
    wanted = [("Orsund",), ("Port Elvane", "Elvane"), ("Oxholt",)]
    assert list_f1("Orsund, Elvane and Rome", "", wanted) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert list_f1(None, "Oxholt was hit.", wanted) == (0.0, 1 / 3, 0.0)
    assert list_f1(None, "", wanted) == (0.0, 0.0, 0.0)


def test_vital_nuggets_count() -> None:
    nuggets = [Nugget(text="14 cm"), Nugget(text="a weld"), Nugget(text="2019", vital=False)]

    def never(_statement: str, _evidence: str) -> bool:
        return False

    assert nugget_recall("It is 14 cm.", nuggets, never) == 0.5
    assert nugget_recall("It is 14 cm.", nuggets, lambda _s, _e: True) == 1.0
    assert nugget_recall("In 2019.", nuggets, never, vital_only=False) == 1 / 3
    assert nugget_recall("x", nuggets[2:], never) is None


@pytest.mark.parametrize(
    ("short", "f1"), [("40,000", 1.0), ("55,000 or 40,000", 1.0), ("40,000 or 60,000", 0.667)]
)
def test_both_sides_together_are_a_right_answer_too(short: str, f1: float) -> None:
    question = GoldQuestion(
        id="q", question="How many came?", sides=(Side(value="40,000"), Side(value="55,000"))
    )
    seen = Shown(
        answered=True,
        short=short,
        text=short,
        confidence=0.9,
        hits=(),
        cited=(),
        statements=(),
        removed=0,
        timings={},
        error=None,
    )
    values = score_answer(question, seen, lambda _claim, _evidence: True)
    assert values["answer.f1"] == pytest.approx(f1, abs=0.01)
    assert values["answer.em"] == float(f1 == 1.0)


def test_sides_and_stale_answers() -> None:
    sides = [Side(value="40,000"), Side(value="55,000", aliases=("55 000",))]
    assert sides_told("Police said 40,000, others 55 000.", sides) == 1.0
    assert sides_told("Police said 40,000.", sides) == 0.5
    both = "First 40 cm was printed, but it is 14 cm."
    assert not is_stale(None, both, stale=["40 cm"], golds=["14 cm"])
    assert is_stale("40 cm", "", stale=["40 cm"], golds=["14 cm"])
    assert not is_stale(None, "", stale=["40 cm"], golds=["14 cm"])


def test_the_best_alternative_set_counts() -> None:
    sets = [(FIRST, SECOND), (THIRD,)]
    assert evidence_recall(sets, [hit(0, 33)]) == 0.5
    assert all_evidence(sets, [hit(0, 33)]) == 0.0
    assert all_evidence(sets, [hit(0, 33), hit(30, 63)]) == 1.0
    assert evidence_recall(sets, [hit(60, 80)]) == 1.0
    assert evidence_recall(sets, []) == all_evidence(sets, []) == 0.0


def test_half_a_span_is_enough_to_find_it_and_counts_half_by_characters() -> None:
    assert evidence_recall([(FIRST,)], [hit(0, 17)]) == 1.0
    assert evidence_recall([(FIRST,)], [hit(0, 15)]) == 0.0
    assert evidence_recall([(FIRST,)], [hit(0, 9), hit(9, 17)]) == 1.0
    assert span_recall([(FIRST,)], [hit(0, 11)]) == pytest.approx(1 / 3)
    assert span_recall([(FIRST, SECOND)], [hit(0, 33)]) == pytest.approx(33 / 62)


def test_a_reprint_with_the_same_words_counts() -> None:
    original = Hit(article_id="b", start=100, end=133, text=TEXT[:33], copies=("a",))
    other = Hit(article_id="b", start=100, end=133, text=TEXT[:33])
    assert evidence_recall([(FIRST,)], [original]) == 1.0
    assert evidence_recall([(FIRST,)], [other]) == 0.0
    assert article_ranking([original], {"a": 1}) == {"a": 0.0}


def test_articles_rank_where_their_first_passage_does() -> None:
    ranked = article_ranking([hit(0, 5), hit(6, 9, "b"), hit(10, 12)], {"b": 1})
    assert sorted(ranked, key=lambda name: -ranked[name]) == ["a", "b"]


def test_ranking_measures_are_trec_evals() -> None:
    chance = random.Random(7)  # noqa: S311 - examples, not secrets
    qrels = {
        f"q{q}": {f"d{d}": chance.randint(0, 2) for d in range(12)} | {"d99": 1} for q in range(20)
    }
    run = {
        query: {f"d{d}": -float(place) for place, d in enumerate(chance.sample(range(30), 20))}
        for query in qrels
    }
    names = {"ndcg_cut_10": "nDCG@10", "map": "AP", "success_5": "Success@5", "recall_10": "R@10"}
    reference = pytrec_eval.RelevanceEvaluator(
        qrels, {"ndcg_cut.10", "map", "success.5", "recall.10"}
    ).evaluate(run)
    ours = ranked_measures(qrels, run)
    for query, values in reference.items():
        for theirs, name in names.items():
            assert ours[query][name] == pytest.approx(values[theirs])


def test_ranking_measures_by_hand() -> None:
    ours = ranked_measures({"q": {"x": 1, "y": 1}}, {"q": {"w": 3.0, "x": 2.0, "v": 1.0}})["q"]
    assert (ours["RR@10"], ours["AP"], ours["R@10"]) == (0.5, 0.25, 0.5)
    assert ours["nDCG@10"] == pytest.approx((1 / np.log2(3)) / (1 + 1 / np.log2(3)))
    assert (ours["Success@1"], ours["Success@5"]) == (0.0, 1.0)


def test_a_question_without_results_scores_nothing_and_is_counted() -> None:
    ours = ranked_measures({"q": {"x": 1}, "r": {"x": 1}}, {"q": {"x": 1.0}, "r": {}})
    assert set(ours) == {"q", "r"}
    assert set(ours["r"].values()) == {0.0}


def test_citations_are_valid_quoted_or_fabricated() -> None:
    archive = {"a": Stored(text=TEXT, sha256="hash"), "b": Stored(text="Else.", sha256="h2")}
    right, shifted = (
        cite(0, 33),
        Cited(hit=Hit(article_id="a", start=1, end=34, text=TEXT[:33]), sha256="hash"),
    )
    altered = Cited(hit=Hit(article_id="a", start=0, end=9, text="The quack"), sha256="hash")
    older = Cited(hit=right.hit, sha256="older")
    nowhere, misplaced = cite(0, 33, "c"), cite(0, 33, "b")
    cases = [right, shifted, altered, older, nowhere, misplaced]
    assert [is_valid(c, archive) for c in cases] == [True, False, False, False, False, False]
    assert [is_quoted(c, archive) for c in cases] == [True, True, False, True, False, False]
    assert [is_fabricated(c, archive) for c in cases] == [False, False, True, False, True, False]


def test_gold_citations_by_article_and_by_span() -> None:
    sets = [(FIRST, SECOND), (THIRD,)]
    cited = [cite(0, 33), cite(0, 33, "b")]
    assert article_precision(cited, sets) == 0.5
    assert article_recall(cited, sets) == 1.0
    assert span_precision(cited, sets) == 0.5
    assert cited_span_recall(cited, sets) == 0.5
    assert cited_span_recall([cite(0, 63)], [(FIRST, SECOND)]) == 1.0
    assert span_precision([cite(0, 80)], [(FIRST,)]) == 1.0  # the shorter one lies inside
    assert span_precision([cite(30, 70)], [(FIRST,)]) == 0.0
    assert article_recall([], sets) == cited_span_recall([], sets) == 0.0


def supports(statement: str, evidence: str) -> bool:
    """Stand for ALCE's model: every letter of the statement is in the evidence."""
    return set(statement) <= set(evidence)


# ALCE, section 4.3: citation recall and precision of one statement.
@pytest.mark.parametrize(
    ("quotes", "recall", "precision"),
    [
        (["ab"], 1.0, [1.0]),
        (["a", "b"], 1.0, [1.0, 1.0]),  # neither alone supports it, each is needed
        (["ab", "x"], 1.0, [1.0, 0.0]),  # the second neither supports nor is needed
        (["ab", "ab"], 1.0, [1.0, 1.0]),  # each supports it alone
        (["ab", "a"], 1.0, [1.0, 0.0]),
        (["a"], 0.0, [0.0]),  # nothing is precise where all together do not support it
        (["a", "x"], 0.0, [0.0, 0.0]),
        ([], 0.0, []),
    ],
)
def test_citation_recall_and_precision_are_alces(
    quotes: list[str], recall: float, precision: list[float]
) -> None:
    assert alce_recall("ab", quotes, supports) == recall
    assert alce_precision("ab", quotes, supports) == precision


def test_refusals_and_answers_are_scored() -> None:
    def score(
        *, answered: bool, unanswerable: bool = False, right: bool = False
    ) -> dict[str, float]:
        return refusal_scores(
            answered=answered, unanswerable=unanswerable, right=right, confidence=0.5
        )

    assert score(answered=True, right=True) == {
        "wrongly_refused": 0.0,
        "reliability": 1.0,
        "Brier": 0.25,
    }
    assert score(answered=True)["reliability"] == -1.0
    assert score(answered=False) == {"wrongly_refused": 1.0, "precision": 0.0, "reliability": 0.0}
    assert score(answered=True, unanswerable=True)["recall"] == 0.0
    costly = refusal_scores(answered=True, unanswerable=False, right=False, confidence=1, cost=10)
    assert (costly["reliability"], costly["Brier"]) == (-10, 1.0)


def test_the_risk_coverage_curve_by_hand() -> None:
    confidence, right = [0.9, 0.8, 0.8, 0.3], [True, True, False, False]
    coverage, risk = risk_coverage(confidence, right, [False] * 4)
    assert list(coverage) == [0.25, 0.75, 1.0]
    assert list(risk) == pytest.approx([0, 1 / 3, 1 / 2])
    assert aurc(confidence, right, [False] * 4) == pytest.approx(0.25 * 0 + 0.5 / 3 + 0.25 / 2)
    assert aurc(confidence, right, [False, True, True, True]) == 0.0
    assert np.isnan(aurc([0.9], [False], [True]))


def test_coverage_at_risk_takes_the_last_place_where_the_risk_is_low() -> None:
    right = [True] * 9 + [False] + [True] * 10
    confidence = list(np.linspace(0.9, 0.1, 20))
    assert coverage_at_risk(confidence, right, [False] * 20, risk=0.05) == 1.0
    assert coverage_at_risk(confidence, right, [False] * 20, risk=0.04) == 0.45
    assert coverage_at_risk([0.5], [False], [False], risk=0.1) == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_calibration_errors_lie_between_zero_and_one(rows: list[tuple[float, bool]]) -> None:
    confidence, right = zip(*rows, strict=True)
    assert 0 <= expected_calibration_error(confidence, right) <= 1


def test_certainty_that_is_right_has_no_error() -> None:
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0.0
    assert expected_calibration_error([1.0] * 4, [False] * 4) == 1.0


def test_a_confidence_without_fault_is_off_by_chance_the_less_the_more_answers() -> None:
    # one bin: the mean distance of a binomial share from its chance, 1 of 2 at .5: (.5 + 0 + .5 of the weights 1 2 1)
    assert calibration_error_by_chance([0.5, 0.5], bins=1, draws=20_000) == pytest.approx(
        0.25, abs=0.01
    )
    few, many = (
        calibration_error_by_chance(np.linspace(0.4, 1.0, count)) for count in (100, 10_000)
    )
    assert few > 5 * many > 0


def test_a_known_checkers_errors_are_taken_out() -> None:
    truth = [True] * 10 + [False] * 10
    said = [True] * 9 + [False] + [True] * 2 + [False] * 8
    checker = checker_accuracy(said, truth)
    assert checker == CheckerAccuracy(sensitivity=0.9, specificity=0.8, supported=10, others=10)
    share = 0.7 * 0.9 + 0.3 * 0.2  # what it counts where 70 % hold
    assert rogan_gladen(share, checker) == pytest.approx(0.7)
    assert rogan_gladen(0.0, checker) == 0.0
    assert checker_accuracy([True], [True]) is None
    chance = CheckerAccuracy(sensitivity=0.5, specificity=0.5, supported=1, others=1)
    assert rogan_gladen(0.5, chance) is None


def test_stage_times_are_percentiles() -> None:
    times = stage_times([{"read": float(n), "total": 1.0} for n in range(101)] + [{"total": 1.0}])
    assert times == {"read": {"p50": 50.0, "p95": 95.0}, "total": {"p50": 1.0, "p95": 1.0}}
