"""Figures of other parties that stand beside an account."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

from index.types import Article
from rag.account import Account
from rag.account_beside import told_beside
from rag.lexical import sentences_of
from rag.types import Reading
from rag.values import placed_values

SECONDS = 5.0  # a busy machine takes some


def _account(text: str) -> Account:
    article = Article(
        id="a", title="", text=text, source="Northern Ledger", published=date(2024, 5, 6)
    )
    whole = article.passage(0, len(text))
    start, end = sentences_of(whole)[0]
    reading = Reading(passage=whole, start=start, end=end, answer=None, confidence=0.7)
    value = placed_values(text[start:end], published=article.published)[0].value
    return Account(value=value, reading=reading, speaker=None, family="a")


def _told(text: str, asked: str = "How many came to the rally?") -> list[tuple[str, str | None]]:
    return [(other.value.text, other.speaker) for other in told_beside(_account(text), asked)]


@pytest.mark.parametrize(
    ("text", "value", "party"),
    [
        ("The police say that 1,200 people came; the organisers say 3,000.", "3,000", "the organisers"),
        ("Police put the crowd at 1,200, the organisers at 3,000.", "3,000", "the organisers"),
        ("Police saw 1,200. Its chairwoman, Ada Roe, speaks of 3,000.", "3,000", "Its chairwoman, Ada Roe"),
        ("1,200 people came, police said. It rained. The union counted 3,000 people there.", "3,000", "The union"),
        ("It cost 31 million krons, it says, or 44 million according to the bank.", "44 million", "the bank"),
        ("It closed at 6.10 a.m., they say; the mayor puts the start at 7.30 a.m.", "7.30 a.m.", "the mayor"),
        ("The firm reckons with a loss of 260 jobs, the union with 400.", "400", "the union"),
        ("It is put at 3 million lira by the chamber and at 1.8 million by the bank.", "1.8 million", "the bank"),
    ],
)  # fmt: skip
def test_another_party_gives_another_figure_in_one_breath(
    text: str, value: str, party: str
) -> None:
    assert _told(text) == [(value, party)]


@pytest.mark.parametrize(
    "text",
    [
        "The police say that 1,200 people came; the organisers say 1,200.",
        "Police say 1,200 people came. The fire service had at first spoken of 900.",
        "Police say 1,200 people came. The organisers sold 3,000 tickets.",
        "The exchange comprises 912 people: 530 held by the army and 382 by the council.",
        "It cost 140 million krons. Insurers put the damage to the harbour at 75 million krons.",
        "The town paid 96,000 krons. The first bidder had given them 70,000 krons.",
        "Police say 1,200 people came. A speaker, Ada Roe, 38, fell ill.",
        "Police say 1,200 people came. We said 3,000.",
        "Police say 1,200 people came.\n\nThe organisers say 3,000.",
        "The exhibition opens on 3 June, the museum said on Tuesday.",
        "Ruiz won 54 percent, the commission said, Holm 46 percent.",
        "Police said 12 people were killed. The hospital said 40 people were injured.",
        "Twelve people were killed, the ministry said, four by the army.",
        "Police arrested 40 people, and Ada Roe, 38, said the street was quiet.",
        "Police say 1,200 people came. The organisers did not say 3,000, as reported.",
        "Germany reported 340 deaths, while France reported 120.",
        "The fair drew 84,000 visitors, they said. Last year the council counted 79,000 visitors.",
        "Police say 12 people died. The mayor, who gave 3 people medals, wept.",
    ],
)
def test_figures_of_other_things_are_no_account(text: str) -> None:
    assert _told(text) == []


def test_a_row_of_numbers_takes_no_time() -> None:
    started = perf_counter()
    _told("Police say 1,200 people came, " + "1, " * 700)
    assert perf_counter() - started < SECONDS


def test_the_name_of_a_party_is_shown_without_what_leads_to_it() -> None:
    text = "It cost 31 million krons, the city says, but the auditors, however, put the cost at 44 million krons."
    assert _told(text) == [("44 million krons", "the auditors")]


def test_what_somebody_wants_answers_only_who_asks_for_it() -> None:
    text = "The herders want four percent, and the firm offers two percent."
    assert _told(text, "What share should the herders get?") == [("two percent", "the firm")]
    assert _told(text, "What share do herders get in Uyo?") == []


def test_who_asks_for_the_figure_of_one_party_is_told_no_other() -> None:
    text = "The ministry says that 1,200 people came; the organisers say 3,000."
    assert _told(text, "How many came, by the count of the ministry?") == []
