"""Accounts that the reader thinks little of are found by their words; values that no longer hold are no accounts."""

from datetime import date

import pytest

from index.types import Article
from rag.account import Account
from rag.accounts import find_accounts
from rag.amounts import compare
from rag.asked import asked_kind
from rag.conflicts import find_conflict
from rag.lexical import sentences_of
from rag.revisions import is_replaced
from rag.types import Conflict, Reading
from rag.values import placed_values
from rag.words import content_stems

SURE, UNLIKELY = 0.8, 0.12


def read(
    name: str, text: str, *, answer: str = "", sure: float = UNLIKELY, day: int = 13
) -> list[Reading]:
    """Read an article of one passage: the sentence with the answer is that sure, the others are not."""
    article = Article(
        id=name, title=name, text=text, published=date(2024, 11, day), source=name.partition(" ")[0]
    )
    passage = article.passage(0, len(text))
    readings = []
    for start, end in sentences_of(passage):
        at = text.find(answer, start, end) if answer else -1
        readings.append(
            Reading(
                passage=passage,
                start=start,
                end=end,
                answer=(at, at + len(answer)) if at >= 0 else None,
                confidence=sure if at >= 0 else 0.02,
            )
        )
    return readings


def accounts(asked: str, *articles: list[Reading]) -> list[Account]:
    readings = sorted((r for a in articles for r in a), key=lambda reading: -reading.confidence)
    weights = dict.fromkeys(content_stems(asked), 0.5)
    return find_accounts(asked_kind(asked), weights, readings, {}, asked=asked)


def told(asked: str, *articles: list[Reading]) -> Conflict | None:
    return find_conflict(asked, accounts(asked, *articles))


def values(conflict: Conflict | None) -> list[str]:
    return [side.value for side in conflict.sides] if conflict else []


WORKS = read(
    "Tern on the mill",
    "The Marlow mill employs 310 people, the union said.",
    answer="310",
    sure=SURE,
)
MILL = "How many people work at the Marlow mill?"


def test_an_unlikely_sentence_is_an_account_if_its_article_has_the_names_and_it_says_the_rest() -> (
    None
):
    other = read(
        "Courier",
        "Smoke rose over the Marlow mill at noon. The mill and its 260 people do no work today.",
        answer="260",
    )
    assert values(told(MILL, WORKS, other)) == ["310", "260"]


def test_the_same_sentence_in_an_article_about_something_else_is_none() -> None:
    other = read(
        "Courier",
        "Smoke rose over the Corrow yard at noon. The mill and its 260 people do no work today.",
        answer="260",
    )
    assert told(MILL, WORKS, other) is None


def test_a_count_of_something_else_in_the_same_words_is_none() -> None:
    other = read(
        "Courier",
        "Smoke rose over the Marlow mill at noon. People work at the mill with 260 looms.",
        answer="260",
    )
    assert told(MILL, WORKS, other) is None


def test_a_pronoun_takes_its_subject_from_the_sentence_before() -> None:
    asked = "How long were the thieves inside the Marlow museum?"
    guard = read(
        "Tern",
        "The thieves were inside the Marlow museum for nine minutes, a guard said.",
        answer="nine minutes",
        sure=SURE,
    )
    wire = read(
        "Wire",
        "Thieves broke into the Marlow museum. They were gone in three minutes and 40 seconds.",
        answer="three minutes",
    )
    assert values(told(asked, guard, wire)) == ["nine minutes", "three minutes and 40 seconds"]


def test_of_two_values_in_a_sentence_the_one_beside_the_words_of_the_question_is_compared() -> None:
    asked = "When did the sirens sound at the Marlow dam?"
    police = read(
        "Courier",
        "The sirens at the Marlow dam sounded at 3 a.m., police said.",
        answer="3 a.m.",
        sure=SURE,
    )
    agency = read(
        "Record",
        "Water topped the Marlow wall at 2:38 a.m. and the sirens began to sound at 3:25 a.m., the agency said.",
        answer="2:38 a.m.",
        sure=0.7,
    )
    assert values(told(asked, police, agency)) == ["3 a.m.", "3:25 a.m."]


def test_a_later_passage_that_was_not_read_takes_a_figure_back() -> None:
    asked = "How many houses were flooded at Marlow?"
    first = read(
        "Wire", "Some 310 houses were flooded at Marlow, the county said.", answer="310", sure=SURE
    )
    text = "A judge has written about Marlow. She puts the homes under water at 286, fewer than the 310 first reported."
    inquiry = Article(id="late", title="", text=text, published=date(2024, 12, 20), source="Record")
    opening = Reading(passage=inquiry.passage(0, 33), start=0, end=33, answer=None, confidence=0.02)
    conflict = told(asked, first, [opening])
    assert conflict is not None
    assert conflict.relation == "update"
    assert values(conflict) == ["Some 310", "286"]


def test_an_old_value_told_beside_the_new_one_is_an_update() -> None:
    asked = "How many stops does the Marlow tram have?"
    alone = read(
        "Record", "The Marlow tram now has six stops instead of five.", answer="six", sure=SURE
    )
    conflict = told(asked, alone)
    assert conflict is not None
    assert (conflict.relation, values(conflict)) == ("update", ["five", "six"])


def test_the_figure_of_last_year_is_no_other_account() -> None:
    asked = "How much did the Marlow race raise for the lifeboat?"
    one = read(
        "Tern",
        "The Marlow race raised 1.3 million krons for the lifeboat.",
        answer="1.3 million krons",
        sure=SURE,
    )
    two = read(
        "Courier",
        "The Marlow race raised 1.3 million krons for the lifeboat, against 1.1 million last year.",
        answer="1.3 million krons",
        sure=SURE,
    )
    assert told(asked, one, two) is None


def test_parts_of_a_whole_are_no_accounts_of_it() -> None:
    asked = "How many people died in the Marlow earthquake?"
    toll = read("Wire", "The Marlow earthquake has killed 41 people.", answer="41", sure=SURE)
    parts = read(
        "Record",
        "The Marlow earthquake is over. Twenty-three of the dead were in Oxholt, 14 in Corrie.",
        answer="Twenty-three",
        sure=SURE,
    )
    assert told(asked, toll, parts) is None


def test_a_rate_is_no_account_of_a_total() -> None:
    asked = "How much did the Marlow mission cost?"
    rate = read(
        "Ledger",
        "Storage for the Marlow mission will cost 2.4 million krons a month.",
        answer="2.4 million krons",
        sure=SURE,
    )
    total = read(
        "Record", "The Marlow mission cost 5 million krons.", answer="5 million krons", sure=0.7
    )
    assert [account.value.text for account in accounts(asked, rate, total)] == ["5 million krons"]


def test_a_question_about_a_year_is_not_answered_with_the_figures_of_a_later_one() -> None:
    asked = "What was the Marlow rate in January 2023?"
    then = read("Ledger", "The Marlow rate was 4.50% in January 2023.", answer="4.50%", sure=SURE)
    now = read("Record", "The Marlow rate was cut from 4.50% to 4.25%.", answer="4.25%", sure=SURE)
    assert told(asked, then, now) is None


def test_a_question_for_a_name_has_no_figures_to_disagree_about() -> None:
    asked = "Which runner won the Marlow marathon?"
    one = read(
        "Tern", "The runner Ada Brandt won the Marlow marathon in 2 hours.", answer="2", sure=SURE
    )
    two = read(
        "Wire",
        "The runner Ada Brandt won the Marlow marathon with 30 others.",
        answer="30",
        sure=SURE,
    )
    assert told(asked, one, two) is None


@pytest.mark.parametrize(
    ("one", "other", "compared"),
    [
        ("138 fire-door certificates", "nine certificates", "different"),
        ("three minutes and 40 seconds", "220 seconds", "same"),
        ("14 years and 73 days old", "14 years old", "same"),
        ("31.6 million krons", "73 million lira", None),
        ("9 million crowns", "5 million rupees", None),
        ("12 kronor", "1 krona", "different"),
        ("5 million dollars", "$5 million", "same"),
        ("€5 million", "$6 million", None),
        ("40 rubles", "50 roubles", "different"),
        ("40 rupees", "50 rupiahs", None),
        ("Two Crown Court judges", "five crowns", None),
    ],
)
def test_values_are_read_with_what_belongs_to_them(
    one: str, other: str, compared: str | None
) -> None:
    first, second = (placed_values(text)[0].value for text in (one, other))
    assert compare(first, second) == compared


def test_a_bare_amount_has_the_unit_that_was_said_before() -> None:
    found = placed_values(
        "The bill is 14.2 million krons, well above the 8 million first forecast."
    )
    assert [placed.value.dimension for placed in found] == ["money", "money"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Omir got 1.8 percent and Dina Vesel 0.6.", ["1.8 percent", "0.6"]),
        ("They paid him 60,000 and the Vrbnas 85,000.", ["60,000", "85,000"]),
        ("Section 3.2 was cut, in 2 of 5 towns.", ["2", "5"]),
        ("Up to August 14,700 trains were late.", ["14,700"]),
    ],
)
def test_a_figure_with_a_mark_in_it_is_an_amount_whatever_it_stands_behind(
    text: str, values: list[str]
) -> None:
    assert [placed.value.text for placed in placed_values(text)] == values


def test_a_number_that_names_a_thing_counts_nothing() -> None:
    found = placed_values("Route 9 was shut, tank No. 4 leaked, 60-bed wards and 12 cows fled.")
    assert [placed.value.text for placed in found] == ["12"]


@pytest.mark.parametrize(
    ("sentence", "replaced"),
    [
        ("The toll was lowered from 41 to 38.", ["41"]),
        ("The price went up from 640 million to 652 million krons.", ["640 million"]),
        ("It cost 904 million krons, above the 640 million approved in May.", ["640 million"]),
        ("It was to have cost 26 million krons and came to 31.6 million.", ["26 million krons"]),
        ("He lowered the boat from 20 to 30 metres away.", ["20"]),
        ("Trains run from 6 to 9.", []),
        ("It will be 23 million krons and not 19 million.", ["19 million"]),
        ("The rate is 20%, not 19%.", ["19%"]),
        ("They had 12 boats, but not one boat sailed.", []),
        ("The village, not 10 kilometres from Marlow, has an inn.", []),
        ("The 640 people approved.", []),
    ],
)
def test_what_held_before_is_told_from_what_holds(sentence: str, replaced: list[str]) -> None:
    found = [
        placed.value.text for placed in placed_values(sentence) if is_replaced(sentence, placed)
    ]
    assert found == replaced


def test_an_article_that_names_another_figure_in_passing_does_not_contradict_itself() -> None:
    asked = "How many people does the Marlow mill employ?"
    text = (
        "The Marlow mill employs 310 people, the union said. "
        "With every driver the Marlow mill employs 402 people, Tern said."
    )
    alone = read("Tern on the mill", text, answer="310", sure=SURE)
    assert values(told(asked, alone)) == []
    other = read("Herald on the mill", text.partition(". ")[2])
    first = read("Tern on the mill", text.partition(". ")[0] + ".", answer="310", sure=SURE)
    assert sorted(values(told(asked, first, other))) == ["310", "402"]


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("No more than 900 copies were sold.", 0, 900),
        ("Not over 900 copies were sold.", 0, 900),
        ("No fewer than 900 copies were sold.", 900, float("inf")),
        ("Not less than 900 copies were sold.", 900, float("inf")),
        ("More than 900 copies were sold.", 900, float("inf")),
        ("Fewer than 900 copies were sold.", 0, 900),
        ("Not well over 900 copies were sold.", 0, 900),
        ("Not under 900 copies were sold.", 900, float("inf")),
    ],
)
def test_a_denied_bound_is_the_other_one(said: str, low: float, high: float) -> None:
    (placed,) = placed_values(said)
    assert (placed.value.low, placed.value.high) == (low, high)
    assert placed.value.text == said[: placed.end]


def test_there_are_so_many_of_them_is_no_part_of_a_whole() -> None:
    asked = "How many steps does the Marlow tower have?"
    climbed = read(
        "Tern", "The Marlow tower has 148 steps, he said.", answer="148 steps", sure=SURE
    )
    whole = read("Courier", "There are 151 of them in the Marlow tower.", answer="151", sure=0.7)
    part = read("Wire", "The Marlow tower was repaired, 30 of them are new.", answer="30", sure=0.7)
    assert values(told(asked, climbed, whole)) == ["148", "151"]
    assert values(told(asked, climbed, part)) == []


@pytest.mark.parametrize("names_it", [True, False])
def test_the_value_that_the_likeliest_sentence_takes_back_is_found_in_other_articles(
    *, names_it: bool
) -> None:
    asked = "How big will the shortfall in the Marlow budget be?"
    now = read(
        "Tern",
        "The shortfall in Marlow would be 23 million krons and not 19 million, she was told.",
        answer="23 million krons",
        sure=SURE,
    )
    place = "Marlow" if names_it else "Corrow"
    then = read(
        "Courier", f"Rivals met in {place}. The shortfall of 19 million krons is no secret.", day=9
    )
    found = accounts(asked, now, then)
    assert [one.value.text for one in found] == [
        "23 million krons",
        *["19 million krons"] * names_it,
    ]


def test_who_was_killed_is_not_counted_among_the_injured() -> None:
    asked = "How many people were injured in the Marlow blast?"
    first = read("Tern", "The Marlow blast hurt 126 people.", answer="126", sure=SURE)
    later = "The Marlow blast has now killed 41 people. "
    dead = read("Wire", later, answer="41", sure=0.6)
    injured = read(
        "Wire", f"{later}After the blast the injured number 340.", answer="340", sure=0.3
    )
    assert values(told(asked, first, dead)) == []
    assert values(told(asked, first, injured)) == ["126", "340"]


def test_the_first_of_two_amounts_has_the_unit_of_the_second() -> None:
    said = "It wants to raise the price of a ticket from 32 to 34 krons."
    old, new = placed_values(said)
    assert (old.value.dimension, new.value.dimension) == ("money", "money")
    assert is_replaced(said, old)
    assert not is_replaced(said, new)
    first, _ = placed_values("from 19 to 23 billion krons")
    assert first.value.dimension == "count"  # of billions, it may be


def test_a_sentence_that_speaks_as_the_likeliest_one_is_an_account() -> None:
    asked = "How much will a dose of the Marlow vaccine cost?"
    agreed = read(
        "Tern",
        "Sandell will charge 395 krons for a dose of the Marlow vaccine.",
        answer="395 krons",
        sure=SURE,
    )
    planned = read(
        "Courier", "The Marlow vaccine works. Sandell meant to charge 480 krons a dose.", sure=0.1
    )
    elsewhere = read("Wire", "Sandell meant to charge 480 krons a dose of another one.", sure=0.1)
    assert values(told(asked, agreed, planned)) == ["395 krons", "480 krons"]
    assert values(told(asked, agreed, elsewhere)) == []


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (
            "The mill has 310 people, up from 260 a year ago.",
            "Some 260 people came to see a school.",
        ),
        ("The mill has 310 people, not 260.", "Some 260 people came to see a school."),
    ],
)
def test_the_same_number_of_other_things_is_no_account_of_before(now: str, then: str) -> None:
    likely = read("Tern", f"In Marlow it is so. {now}", answer="310", sure=SURE)
    other = read("Courier", f"In Marlow a school opened. {then}", day=13)
    conflict = told("How many people work at the Marlow mill?", likely, other)
    assert conflict is None or conflict.relation == "update"


def test_a_nautical_mile_is_longer() -> None:
    (placed,) = placed_values("She was picked up 40 nautical miles west of the cape.")
    assert (placed.value.text, placed.value.low) == ("40 nautical miles", 40 * 1852)
    (charts,) = placed_values("They used 2 nautical charts.")
    assert charts.value.dimension == "count"


@pytest.mark.parametrize(
    ("asked", "first", "other", "sides"),
    [
        (
            "What did the salmon of the Marlow pen weigh?",
            "The salmon of the Marlow pen weighed 4.6 kilos, he said.",
            "Officers came to Marlow with a scale. The salmon had a mean of 3.8 kilos.",
            ["4.6 kilos", "3.8 kilos"],
        ),
        (
            "How old was the rower from Marlow?",
            "The rower from Marlow was 44, police said.",
            "Friends in Marlow mourned. The rower would have been 47 in May.",
            ["44", "47"],
        ),
        (
            "How much did Marlow give for the bell?",
            "Marlow gave 40 krons for the bell.",
            "People in Marlow were glad. Another 55 krons went to the choir.",
            [],
        ),
    ],
)
def test_half_as_likely_is_enough_for_what_articles_seldom_tell_twice(
    asked: str, first: str, other: str, sides: list[str]
) -> None:
    likely = read("Tern", first, answer=_number(first), sure=SURE)
    half = read("Courier", other, answer=_number(other), sure=0.4 * SURE)
    assert values(told(asked, likely, half)) == sides


def _number(text: str) -> str:
    return next(word.strip(".,") for word in text.split() if word[0].isdigit())


def test_how_fast_asks_for_a_rate() -> None:
    asked = "How fast was the Marlow train going?"
    first = read(
        "Tern", "The Marlow train was doing 94 kilometres an hour.", answer="94", sure=SURE
    )
    other = read(
        "Courier", "It was doing 91 kilometres an hour, said Marlow.", answer="91", sure=0.7
    )
    assert values(told(asked, first, other)) == ["94 kilometres", "91 kilometres"]
