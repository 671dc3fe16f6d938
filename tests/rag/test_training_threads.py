"""How invented events are read from their files, and what becomes of their questions."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from rag.training.thread_readings import thread_readings
from rag.training.threads import export, load_threads, parse, part_of

if TYPE_CHECKING:
    from pathlib import Path

EVENT = """## article 1
title: Crane topples in Oste harbour
source: Oste Tribune
date: 2022-04-11

A harbour crane fell on Monday and hurt three people.

Gusts had been forecast by nobody.

## article 2
title: Toll of the crane rises
source: Bay Post
date: 2022-04-12

By Tuesday nine people were known to be hurt. The crane was put up in 1974.

## questions
1 | fact | What fell over in the port? | A harbour crane | A harbour crane fell
2 | latest@2022-04-20 | How many were hurt, as far as is known? | nine | nine people were known
1 | none | Who built the crane? | - | A harbour crane fell
"""


def test_a_file_gives_articles_and_questions_with_their_places() -> None:
    thread = parse("crane", EVENT)
    assert [a.id for a in thread.articles] == ["crane-1", "crane-2"]
    assert thread.articles[1].source == "Bay Post"
    assert thread.articles[1].published == date(2022, 4, 12)
    fact, latest, none = thread.questions
    assert fact.answer
    text = fact.article.text
    assert text[slice(*fact.answer)] == "A harbour crane"
    assert (
        text[slice(*fact.sentence)].strip()
        == "A harbour crane fell on Monday and hurt three people."
    )
    assert (latest.kind, latest.as_of, latest.article.id) == (
        "latest",
        date(2022, 4, 20),
        "crane-2",
    )
    assert none.answer is None


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("3 | fact | Who? | nine | nine people", "no article 3"),
        ("2 | fakt | Who? | nine | nine people", "no kind fakt"),
        ("2 | fact | Who? | nine", "4 cells"),
        ("2 | fact | Who? | - | nine people", "an answer where there is none"),
        ("2 | none | Who? | nine | nine people", "an answer where there is none"),
        ("2 | fact | Who? | ten | nine people", "does not stand in the words"),
        ("2 | fact | Who? | nine | nine people fell", "stand 0 times"),
        ("1 | fact | Who? | r | r", "stand 6 times"),
        ("2 | fact | Who? | hurt. The | be hurt. The crane", "not stand in one sentence"),
    ],
)
def test_a_wrong_line_is_named(line: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as caught:
        parse("crane", f"{EVENT}{line}\n")
    assert line in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "right", "fault"),
    [
        ("## article 1", "## article 2", "two articles 1"),
        ("", "source: Bay Post\n", "no title, no source or no date"),
        ("2022-04-32", "2022-04-12", "day"),
    ],
)
def test_a_wrong_article_is_named(wrong: str, right: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse("crane", EVENT.replace(right, wrong))


def test_how_things_stand_is_not_missed_by_older_articles_of_the_event() -> None:
    thread = parse("crane", EVENT)
    quiz = thread_readings([thread])
    missed = {
        reading.question: " ".join(wrong)
        for reading, wrong in zip(quiz.readings, quiz.negatives, strict=True)
        if reading.origin == "thread" and reading.answerable
    }
    assert "nine people" in missed["What fell over in the port?"]
    assert "hurt three people" not in missed["How many were hurt, as far as is known?"]
    assert [r.answers for r in quiz.readings if r.question == "Who built the crane?"].count(()) >= 1


def test_events_are_held_apart_whatever_others_there_are() -> None:
    every = load_threads()
    parts = {part: load_threads(part) for part in ("train", "calibration", "development")}
    assert sum(map(len, parts.values())) == len(every)
    for part, threads in parts.items():
        assert threads
        assert {part_of(thread.name) for thread in threads} == {part}


def test_events_held_apart_become_small_archives_with_question_sets(tmp_path: Path) -> None:
    export(tmp_path)
    held = [t for part in ("development", "calibration") for t in load_threads(part)]
    articles = {
        row["id"]: row["text"]
        for path in set(tmp_path.glob("*.jsonl")) - set(tmp_path.glob("*.questions.jsonl"))
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    }
    questions = [
        row
        for path in tmp_path.glob("*.questions.jsonl")
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    ]
    assert articles == {a.id: a.text for t in held for a in t.articles}
    assert len({row["id"] for row in questions}) == sum(len(t.questions) for t in held)
    for row in questions:
        assert row["unanswerable"] == (not row["answers"]) == (not row["evidence"])
        for span in (span for way in row["evidence"] for span in way):
            assert articles[span["article_id"]][span["start"] : span["end"]] == span["quote"]
            assert row["answers"][0] in span["quote"]


def test_every_shipped_event_is_sound() -> None:
    asked = [one.question for thread in load_threads() for one in thread.questions]
    assert all(question.endswith("?") for question in asked)
    for thread in load_threads():
        days = [article.published for article in thread.articles]
        assert len({(one.question, one.as_of) for one in thread.questions}) == len(thread.questions)
        assert days == sorted(days, key=str), thread.name
