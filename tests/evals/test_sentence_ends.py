"""Sentence ends against ends decided by reading; the articles lie beside a developer's checkout."""

from pathlib import Path
from typing import Literal

import pytest

from evals.bench.sentences import Checked, check, compare, measure_sentences

SHARED = Path(__file__).parents[3] / "shared" / "data"
TEXT = 'Ann said: "It rained." Then she left.'
TRUE = [22, 37]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real articles are not on this machine")
def test_most_sentence_ends_of_articles_chosen_to_be_hard_are_right() -> None:
    """Chosen for their abbreviations, lists and broken quotations, and looked at when the splitter was mended."""
    measured = measure_sentences(SHARED, "hard")
    assert measured["not_found"] == []
    assert measured["ends"] >= 350
    assert measured["share_right"] >= 0.96, (measured["missed_at"], measured["wrong_at"])


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real articles are not on this machine")
@pytest.mark.parametrize("drawn", ["ordinary", "fresh"])
def test_nearly_all_sentence_ends_of_articles_drawn_by_chance_are_right(
    drawn: Literal["ordinary", "fresh"],
) -> None:
    measured = measure_sentences(SHARED, drawn)
    assert measured["not_found"] == []
    assert measured["ends"] >= 200
    assert measured["share_right"] >= 0.99, (measured["missed_at"], measured["wrong_at"])


def test_articles_that_are_not_there_are_named_and_score_nothing(tmp_path: Path) -> None:
    measured = measure_sentences(tmp_path, "hard")
    assert len(measured["not_found"]) >= 20
    assert (measured["articles"], measured["ends"], measured["share_right"]) == (0, 0, None)


def test_equal_ends_are_right() -> None:
    assert compare(TEXT, TRUE, TRUE) == Checked(right=2, missed=(), wrong=())


@pytest.mark.parametrize("end", [21, 22, 23])
def test_a_closing_quote_or_space_makes_no_difference(end: int) -> None:
    assert compare(TEXT, [end, 37], TRUE) == Checked(right=2, missed=(), wrong=())


def test_an_opening_quote_makes_a_difference() -> None:
    text = 'Ann left. "Rain," she said.'
    assert compare(text, [11, 27], [9, 27]) == Checked(right=1, missed=(9,), wrong=(11,))


def test_an_end_left_out_is_missed_and_an_end_too_many_is_wrong() -> None:
    assert compare(TEXT, [37], TRUE) == Checked(right=1, missed=(22,), wrong=())
    assert compare(TEXT, [8, 22, 37], TRUE) == Checked(right=2, missed=(), wrong=(8,))


def test_two_ends_for_one_sentence_are_not_both_right() -> None:
    assert compare(TEXT, [21, 22, 37], TRUE) == Checked(right=2, missed=(), wrong=(22,))


def test_what_lies_beyond_the_checked_part_is_not_judged() -> None:
    text = "Rain fell. Snow fell. Nobody read this. Nor this."
    assert check(text, [10, 21], until=21) == Checked(right=2, missed=(), wrong=())


def test_a_sentence_that_runs_past_the_checked_part_is_missed() -> None:
    assert check("Rain fell in May", [9], until=9) == Checked(right=0, missed=(9,), wrong=())
