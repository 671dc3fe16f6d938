"""What an article says about itself is found; what it says about the world is not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.config import IndexConfig
from index.notes import notes
from index.read import read
from index.samples import samples_folder
from index.types import Article

NOTES = [
    ("Correction: The crack was 14 centimetres long, not 40.", "correction"),
    ("CORRECTION – The mayor’s name is Ada Brandt.", "correction"),
    ("Correction, April 28, 2031: The bridge has four lanes.", "correction"),
    ("Correction (May 3): The vote was on Tuesday.", "correction"),
    ("Corrections and clarifications: The dam holds 14 million litres.", "correction"),
    ("This article was amended on 3 May 2031 to remove a reference to the minister.", "correction"),
    ("An earlier version of this article misstated the height of the dam.", "correction"),
    ("A previous version of this story gave the wrong year.", "correction"),
    (
        "Due to an editing error, an earlier version of this report said 42 people died.",
        "correction",
    ),
    ("(This story has been updated to correct the spelling of a name.)", "correction"),
    ("The original version of this headline incorrectly named the river.", "correction"),
    ("CORRECTED-Rain falls on Port Elvane", "correction"),
    ("Clarification: The fee is paid once a year.", "clarification"),
    ("This story has been updated to clarify that no one was charged.", "clarification"),
    ("CLARIFICATION - The ferry carries cars as well.", "clarification"),
    ("Editor’s note: The author once worked for the harbour company.", "editor's note"),
    ("Editors' Note — This page sums up the news of Monday.", "editor's note"),
    ("[Editor's note: Some names were changed.]", "editor's note"),
    ("This interview has been edited for length and clarity.", "editor's note"),
    ("The headline was amended on Monday.", "correction"),
    ("UPDATE 3-River Sile falls below flood level", "update"),
    ("UPDATE 3: The bridge was opened again at noon.", "update"),
    ("Update: The council voted on Friday.", "update"),
    ("This story has been updated with additional developments.", "update"),
    ("This story and headline have been updated.", "update"),
    ("*This article was updated at 5 p.m. on Monday.*", "update"),
]
NO_NOTES = [
    "The market saw a correction on Monday: shares fell by a tenth.",
    "Correction territory is what traders call a fall of ten percent.",
    "Correction – a fall of a tenth – has come to the market.",
    "“Correction: I never said that,” the mayor told reporters.",
    "Clarification was sought from the ministry, which did not answer.",
    "Corrections officers at the Harrow prison went on strike.",
    "The department of corrections: who runs it and what it costs.",
    "Update your telephone before Friday, the agency said.",
    "Updated figures: none were given by the ministry.",
    "The editor’s note on his desk said: go home.",
    "The report was amended by the committee before the vote on Tuesday.",
    "An earlier version of this bill was voted down in March.",
    "A version of this story first appeared in the weekly magazine.",
    "This story begins in a kitchen in Port Elvane.",
    "This article of the constitution was never changed by parliament.",
    "The software update: what it brings and whom it harms.",
    "Editors of three papers signed the letter.",
    "The minister corrected herself: it was 40 million, not 14.",
]


@pytest.mark.parametrize(("paragraph", "kind"), NOTES)
def test_a_note_is_found_exactly(paragraph: str, kind: str) -> None:
    text = f"Rain fell on Oslo.\n\n  {paragraph} \n\nSnow fell later."
    [found] = notes(text)
    assert text[found.start : found.end] == paragraph
    assert found.kind == kind


@pytest.mark.parametrize("paragraph", NO_NOTES)
def test_what_only_sounds_like_a_note_is_none(paragraph: str) -> None:
    assert notes(f"Rain fell.\n\n{paragraph}\n\nSnow fell.") == []


def test_a_label_on_its_own_line_marks_what_follows() -> None:
    text = "Rain.\n\nCorrection\n\nThe rain fell on Monday.\n\nMore rain."
    [found] = notes(text)
    assert text[found.start : found.end] == "Correction\n\nThe rain fell on Monday."


def test_the_notes_of_the_sample_articles_are_found() -> None:
    found: dict[str, list[tuple[str, str]]] = {}
    with samples_folder() as folder:
        for article in read([folder], config=IndexConfig()):
            assert isinstance(article, Article)
            for note in notes(article.text):
                marked = article.text[note.start : note.end]
                found.setdefault(Path(article.path or "").stem, []).append((note.kind, marked[:30]))
    assert found == {
        "2024-02-14-lindmoor-speed-recorder": [("correction", "Correction: An article on Feb.")],
        "2024-03-08-ferry-crack-correction": [("correction", "Correction: Our article of Mar")],
        "2024-05-17-gullholm-schoolgirl": [("correction", "Correction: Some newspapers, i")],
        "2024-06-22-sile-water-ban-correction": [("correction", "Correction: An article on June")],
        "2024-08-09-grenmark-baler": [("correction", "Correction: On July 24 we repo")],
        "2024-10-08-brodd-recount": [("correction", "Correction: On Sept. 17 we wro")],
        "2024-10-11-dock-strike-count": [("clarification", "Clarification: The Courier’s r")],
        "2024-11-15-legionnaires-correction": [("correction", "Correction: In an editorial on")],
        "2025-06-19-corvus-takes-skua-routes": [("correction", "Correction: The Ledger’s artic")],
    }


@given(
    st.lists(
        st.sampled_from([*(note for note, _ in NOTES), *NO_NOTES, "Correction", "", "x" * 99])
        | st.text(),
        max_size=8,
    )
)
def test_spans_are_ordered_inside_and_visible(paragraphs: list[str]) -> None:
    text = "\n".join(paragraphs)
    end = 0
    for note in notes(text):
        assert end <= note.start < note.end <= len(text)
        assert text[note.start : note.end] == text[note.start : note.end].strip()
        end = note.end


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece", ["an earlier version of this ", "Correction, 1", "this story and ", " ", "(", "\n"]
)
def test_long_texts_take_no_long_time(piece: str) -> None:
    assert notes(piece * 200_000) == []
