"""How our own questions become reading questions, over an article made up here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.types import Article, Retrieved
from rag.training.written import Written, load_written, written_readings

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST = "Ada Berg cut the ribbon of the new bridge. " + "It was a fine day for the town. " * 30
LAST = "The bridge had cost 14 million krons, the mayor said."
TEXT = FIRST + "\n\n" + LAST
COST = TEXT.index("14 million")
HOME = {"a1": Article(id="a1", title="Bridge opens", text=TEXT)}
ELSEWHERE = [
    Article(id="a2", text="The other bridge was closed for repairs."),
    Article(id="a3", text="It cost 14 million krons, a paper wrote."),
]


def search(_: str) -> Sequence[Retrieved]:
    return [Retrieved(a.passage(0, len(a.text)), 1.0, "fused") for a in ELSEWHERE]


def asked(answer: tuple[int, int] | None) -> Written:
    return Written(
        question="What was the price of the crossing?",
        article="a1",
        sentence=(TEXT.index(LAST), len(TEXT)),
        answer=answer,
    )


def test_a_question_is_asked_of_its_passage_and_missed_by_others() -> None:
    quiz = written_readings(
        [asked((COST, COST + 16))],
        HOME,
        search,
    )
    (whole, alone), (wrong, wrong_alone) = quiz.readings, quiz.negatives
    for reading in (whole, alone):
        ((start, end),) = reading.spans
        assert reading.context[start:end] == "14 million krons"
    assert alone.context == f"Bridge opens\n{LAST}"
    assert any("fine day" in text for text in wrong_alone)
    assert not any("14 million" in text for text in wrong_alone)
    assert any("Ada Berg" in text for text in wrong)
    assert ELSEWHERE[0].text in wrong
    assert ELSEWHERE[1].text not in wrong


def test_what_an_excerpt_does_not_answer_has_no_span() -> None:
    quiz = written_readings([asked(None)], HOME, search)
    assert quiz.readings
    assert not any(reading.answerable for reading in quiz.readings)


def test_articles_are_held_apart_and_every_place_is_sound() -> None:
    parts = {p: load_written(p) for p in ("train", "calibration", "development")}
    homes = {part: {one.article for one in own} for part, own in parts.items()}
    assert sum(map(len, homes.values())) == len(set.union(*homes.values()))
    assert sum(map(len, parts.values())) == len(load_written())
    for one in load_written():
        assert one.question.endswith("?")
        first, last = one.answer or one.sentence
        assert one.sentence[0] <= first < last <= one.sentence[1]
