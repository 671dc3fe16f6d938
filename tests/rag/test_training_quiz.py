"""How quiz questions become reading questions, without the quiz itself."""

from __future__ import annotations

import json
import lzma
from typing import TYPE_CHECKING

import pytest

from index.types import Article, Retrieved
from rag.training.quiz import load_quiz, read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ARTICLE = Article(id="a1", text="The mayor opened the bridge on Monday. Ada Berg cut the ribbon.")
OTHER = Article(id="a2", text="The bridge was closed for repairs.")


def row(number: int, day: str, answer: str, told: str) -> dict[str, object]:
    return {
        "id": f"q{number}",
        "question": "Who cut the ribbon of the bridge?",
        "answers": [answer],
        "date": day,
        "evidence": [{"text": told}],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    days = [f"2024-01-{day:02}" for day in range(1, 11)]
    rows = [row(n, day, "“Ada Berg”", "It was Ada Berg.") for n, day in enumerate(days)]
    rows.append(row(99, days[0], "Yes", "Yes, she did."))
    with lzma.open(tmp_path / "queries.jsonl.xz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(r) + "\n" for r in rows)
    with lzma.open(tmp_path / "qrels.tsv.xz", "wt", encoding="utf-8") as out:
        out.write("query_id\tdoc_id\tgrade\n")
        out.writelines(f"q{n}\ta1\t{3 if n == 0 else 2}\n" for n in range(10))
    return tmp_path


def search(_: str) -> Sequence[Retrieved]:
    return [
        Retrieved(article.passage(0, len(article.text)), 1.0, "fused")
        for article in (ARTICLE, OTHER)
    ]


def test_no_week_is_in_two_parts_and_linked_weeks_are_for_development(folder: Path) -> None:
    parts = {
        part: {r.article for r in load_quiz(folder, search, part).readings}
        for part in ("train", "calibration", "development")
    }
    assert parts["development"] == {"quiz/2024-01-01"}
    assert sum(map(len, parts.values())) == len(set.union(*parts.values())) == 10
    assert parts["calibration"]


def test_a_question_is_asked_of_its_explanation_and_of_the_linked_article(folder: Path) -> None:
    quiz = load_quiz(folder, search, "development")
    assert [r.context for r in quiz.readings] == ["It was Ada Berg.", ARTICLE.text]
    assert all(r.context[slice(*r.spans[0])] == "Ada Berg" for r in quiz.readings)


def test_near_misses_never_hold_the_answer(folder: Path) -> None:
    quiz = load_quiz(folder, search, "train")
    assert {text for near in quiz.negatives for text in near} == {OTHER.text}


def test_the_answer_is_taken_where_the_words_of_the_question_are() -> None:
    text = "Oslo is cold. " + "x " * 80 + "The prize was given in Oslo. " + "y " * 80 + "Oslo."
    found = read("Where was the prize given?", text, ["oslo"], week="w")
    assert found is not None
    assert found.spans == ((text.index("in Oslo") + 3, text.index("in Oslo") + 7),)
    assert read("Where?", "Nothing here.", ["Oslo"], week="w") is None
