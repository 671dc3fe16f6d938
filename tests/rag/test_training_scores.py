"""What the figures of training mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.training.calibrate import best_f1_threshold, fit, threshold_for
from rag.training.predict import best_span
from rag.training.scores import auroc, calibration_error, exact, interval, normal, overlap
from rag.training.trec import Sentence, plain, rank_scores


@pytest.mark.parametrize(
    ("answer", "same"),
    [("The Elbe", "elbe"), ("U.S.", "us"), ("  an\tAnswer ", "answer"), ("“Yes”", "“yes”")],
)
def test_case_punctuation_articles_and_spaces_do_not_count(answer: str, same: str) -> None:
    assert normal(answer) == same


def test_an_answer_is_exact_if_it_equals_any_gold_one() -> None:
    assert exact("the Elbe.", ["Hamburg", "Elbe"]) == 1.0
    assert exact("river Elbe", ["Hamburg", "Elbe"]) == 0.0


def test_the_best_gold_answer_counts_for_f1() -> None:
    assert overlap("in the river Elbe", ["Elbe", "river Elbe", "x"]) == pytest.approx(0.8)


def test_where_no_answer_is_wanted_only_silence_scores() -> None:
    assert (exact("", []), overlap("", [])) == (1.0, 1.0)
    assert (exact("Elbe", []), overlap("Elbe", [])) == (0.0, 0.0)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_auroc_is_the_share_of_pairs_in_order(rows: list[tuple[int, bool]]) -> None:
    above = [score for score, label in rows if label]
    below = [score for score, label in rows if not label]
    if not above or not below:
        with pytest.raises(ValueError, match="both labels"):
            auroc([score for score, _ in rows], [label for _, label in rows])
        return
    pairs = [(a > b) + (a == b) / 2 for a in above for b in below]
    found = auroc([score for score, _ in rows], [label for _, label in rows])
    assert found == pytest.approx(sum(pairs) / len(pairs))


def test_honest_probabilities_have_a_small_calibration_error() -> None:
    generator = np.random.default_rng(1)
    stated = generator.random(20_000)
    seen = generator.random(20_000) < stated
    assert calibration_error(stated, seen) < 0.02
    assert calibration_error(stated**3, seen) > 0.1


def test_the_fitted_confidence_is_honest() -> None:
    generator = np.random.default_rng(2)
    margins, relevances = generator.normal(0, 4, 5000), generator.normal(0, 2, 5000)
    chance = 1 / (1 + np.exp(-(-0.5 + 0.4 * margins + 0.3 * relevances)))
    right = generator.random(5000) < chance
    fitted = fit(margins, relevances, right)
    assert (fitted.intercept, fitted.margin, fitted.relevance) == pytest.approx(
        (-0.5, 0.4, 0.3), abs=0.12
    )
    assert calibration_error(fitted.confidence(margins, relevances), right) < 0.04


def test_more_relevance_never_lowers_the_confidence() -> None:
    generator = np.random.default_rng(3)
    margins, relevances = generator.normal(0, 4, 2000), generator.normal(0, 2, 2000)
    right = generator.random(2000) < 1 / (1 + np.exp(-(0.5 * margins - 0.4 * relevances)))
    fitted = fit(margins, relevances, right)
    assert fitted.relevance == 0.0
    assert fitted.margin > 0.3


def test_the_threshold_keeps_the_stated_risk() -> None:
    stated = [0.9, 0.8, 0.7, 0.6, 0.5]
    assert threshold_for(stated, [True, True, True, True, False], risk=0.2) == 0.5
    assert threshold_for(stated, [True, True, True, True, False], risk=0.1) == 0.6
    assert threshold_for(stated, [False] * 5) > 0.9


def test_silence_is_chosen_where_it_scores_more() -> None:
    assert best_f1_threshold([0.9, 0.8, 0.3], [0.5, 1.0, 0.0], [True, True, False]) == 0.8


def test_an_interval_draws_whole_clusters() -> None:
    values = np.array([0.0, 0.0, 1.0, 1.0])
    value, low, high = interval(["a", "a", "b", "b"], lambda rows: float(values[rows].mean()))
    assert (value, low, high) == (0.5, 0.0, 1.0)


def test_questions_without_a_right_sentence_are_not_ranked() -> None:
    rows = [
        Sentence("1", "?", "x", right=False, split="test"),
        Sentence("1", "?", "y", right=True, split="test"),
        Sentence("2", "?", "z", right=False, split="test"),
        Sentence("3", "?", "z", right=True, split="test"),
    ]
    scores = [0.9, 0.1, 0.5, 0.5]
    assert rank_scores(rows, scores, need_wrong=True) == {"1": (0.5, 0.5)}
    assert set(rank_scores(rows, scores, need_wrong=False)) == {"1", "3"}


def test_brackets_and_quotes_are_put_back() -> None:
    assert plain("he did n't pay $ 5 -LRB- or 6 % -RRB- .") == "he didn't pay $5 (or 6%)."


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=12),
    st.integers(1, 5),
)
def test_the_best_span_is_the_best_of_all_spans(
    rows: list[tuple[float, float]], longest: int
) -> None:
    start, end = (np.array(column) for column in zip(*rows, strict=True))
    spans = [
        (start[i] + end[j], i, j)
        for i in range(len(rows))
        for j in range(i, min(len(rows), i + longest))
    ]
    first, last, score = best_span(start, end, longest)
    assert score == max(spans)[0]
    assert start[first] + end[last] == score
    assert first <= last < first + longest
