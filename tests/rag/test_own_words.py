"""Who did what is told in the speaker's own words."""

from __future__ import annotations

import pytest

from index.types import Article
from rag.lexical import sentences_of
from rag.own_words import speaker_meant
from rag.types import Reading

TEXT = (
    "“Then there was no wall,” said Ada Roe, 61, who keeps a shop. “I went down the stairs with the cat.” "
    "The captain, Bo Lind, waited below. “The lamp was in my left hand,” he said. "
    "The minister said that we must pay."
)


def _read(sentence: int, answer: str, marks: str = "“”") -> Reading:
    text = TEXT.translate(str.maketrans("“”", marks))
    whole = Article(id="a", title="", text=text).passage(0, len(text))
    start, end = sentences_of(whole)[sentence]
    at = text.index(answer, start)
    return Reading(
        passage=whole, start=start, end=end, answer=(at, at + len(answer)), confidence=0.7
    )


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "speaker"),
    [
        ("Who went down the steps with a pet?", 1, "I went down the stairs", "Ada Roe"),
        ("Which woman went down the steps with a pet?", 1, "the cat", "Ada Roe"),
        ("Who held a light?", 3, "my left hand", "Bo Lind"),
    ],
)
@pytest.mark.parametrize("marks", ["“”", '""'])
def test_who_speaks_of_themselves_is_named(
    question: str, sentence: int, answer: str, speaker: str, marks: str
) -> None:
    assert speaker_meant(question, _read(sentence, answer, marks)) == speaker


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("What was carried down the steps?", 1, "the cat"),
        ("Which animal was carried down the steps?", 1, "the cat"),
        ("Who waited at the foot?", 2, "Bo Lind"),
        ("Who waited at the foot?", 2, "below"),
        ("Who has to pay?", 4, "we"),
    ],
)
def test_otherwise_the_words_that_were_read_stand(
    question: str, sentence: int, answer: str
) -> None:
    assert speaker_meant(question, _read(sentence, answer)) is None
