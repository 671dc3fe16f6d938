"""What a correction says was wrong must not be an answer."""

from __future__ import annotations

import pytest

from rag.errata import asks_for_error, errata, repeats_error

NOTES = [
    (
        "Correction: Our article of May 5 said that the bridge was 40 metres long. It is 14 metres long.",
        ["40 metres"],
        ["14 metres"],
    ),
    (
        "This article was amended on 3 March 2024. An earlier version said that Mr Hall was 54. He is 52.",
        ["54"],
        ["3 March 2024", "52"],
    ),
    (
        "Correction: A report gave the spill as 42,000 litres. It was 24,000. The 42,000 litres had been guessed.",
        ["42,000 litres. It", "42,000 litres had"],
        ["24,000"],
    ),
    (
        "Clarification: We reported that the plant would close in May; it will close in June.",
        ["May"],
        ["June"],
    ),
    (
        "Corrected: The story incorrectly named the mayor as Anna Brand, when she is Anna Brandt.",
        ["Anna Brand,"],
        ["Anna Brandt"],
    ),
    (
        "This story has been corrected to show that the vote was on Tuesday, not Wednesday.",
        [],
        ["Tuesday"],
    ),
]


@pytest.mark.parametrize(("note", "wrong", "right"), NOTES)
def test_an_error_is_told_from_what_mends_it(note: str, wrong: list[str], right: list[str]) -> None:
    text = f"Our article said that rain fell on 40 days.\n\n{note}\n\nThe story said 40."

    def repeated(words: str) -> bool:
        start = text.index(words, text.index(note))
        return repeats_error(text, (start, start + len(words)))

    assert [words for words in wrong if not repeated(words)] == []
    assert [words for words in right if repeated(words)] == []
    assert not repeats_error(text, (text.index("40"), text.index("40") + 2))
    assert not repeats_error(text, (len(text) - 3, len(text) - 1))


def test_a_text_without_corrections_has_no_errata() -> None:
    assert errata("The story said that it rained.\n\nUpdate: The story said that it snowed.") == ()


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What did the paper first report about the crack?", True),
        ("Which figure was wrongly printed?", True),
        ("What was the mistake?", True),
        ("How long is the crack, after the error was put right?", False),
        ("Who first reached the pole?", False),
    ],
)
def test_the_error_itself_may_be_asked_for(question: str, *, wanted: bool) -> None:
    assert asks_for_error(question) is wanted
