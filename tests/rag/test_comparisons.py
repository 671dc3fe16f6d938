"""What a question that compares comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.types import Article, Filters
from rag.comparison_asked import read_comparison
from rag.comparisons import weigh_up
from rag.types import Plan, Reading
from rag.values import values_in
from rag.write import ExtractiveWriter


def _reading(number: int, sentence: str, source: str) -> Reading:
    article = Article(
        id=f"a{number}", title="", text=sentence, source=source, published=date(2024, 5, 6)
    )
    end = len(sentence)
    return Reading(passage=article.passage(0, end), start=0, end=end, answer=None, confidence=0.5)


def _asked(
    question: str, *sentences: str, source: str = "Northern Ledger"
) -> tuple[str, int] | None:
    readings = [_reading(number, sentence, source) for number, sentence in enumerate(sentences)]
    asked = read_comparison(question)
    found = asked and weigh_up(asked, {}, readings, quoted=readings[:1])
    return found and (found.answer, len(found.readings))


def _answer(question: str, *sentences: str) -> str | None:
    found = _asked(question, *sentences)
    return found and found[0]


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Did more or fewer pupils enrol than last year?", "Enrolment was 412, down from 430.", "fewer"),
        ("Was the toll higher or lower than first said?", "Nine people died, not 12 people.", "lower"),
        ("Did the rate rise or fall?", "The bank cut its rate from 4.75% to 4.25%.", "fall"),
        ("Did the rate rise or fall?", "The rate was raised from 2% to 2.5%.", "rise"),
        ("Is the herd larger or smaller?", "There are 61 elk, 9 more than in the spring.", "larger"),
        ("Did the share grow or shrink?", "The firm has 28.8 per cent of the market, after 30.9 three years ago.", "shrink"),
        ("Was the trip longer or shorter?", "It took 50 minutes where the old boat took an hour.", "shorter"),
        ("Was she faster or slower than in May?", "She needed 41 minutes, against 44 minutes in May.", "faster"),
    ],
)  # fmt: skip
def test_which_of_two_ways_is_read_from_values_held_against_each_other(
    question: str, sentence: str, answer: str
) -> None:
    assert _asked(question, sentence) == (answer, 1)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Has the new school more rooms than the old one?", "It has 31 rooms where the old one had 26.", "yes"),
        ("Did the tram cost more than first approved, and by how much?", "It cost 904 million krons, which is 41% above the 640 million approved.", "yes"),
        ("Did the pier cost less than planned?", "It cost 14 million krons, well above the 8 million planned.", "no"),
        ("Did the work cost more than planned?", "It should cost 26 million krons and came to 31.6 million.", "yes"),
    ],
)  # fmt: skip
def test_yes_or_no_is_read_from_values_held_against_each_other(
    question: str, sentence: str, answer: str
) -> None:
    assert _asked(question, sentence) == (answer, 1)


def test_two_that_are_named_are_compared_by_their_own_values() -> None:
    race = "Second was Lena Voss in 2:34:05, and Agathe Holt, who is 44, came third in 2:36:50."
    assert _asked("Who was faster, Voss or Holt?", race) == ("Voss", 1)
    counts = "Police counted 4,000 marchers.", "The union spoke of 9,000 marchers."
    assert _asked("Which count was higher, the police's or the union's?", *counts) == (
        "the union",
        2,
    )
    assert _asked("Which count was lower, the police's or the union's?", *counts) == (
        "the police",
        2,
    )
    one_of = "The spire is 80 metres high.", "A church is 30 metres."
    assert _asked("Is the spire taller than a church?", *one_of) == ("yes", 2)
    heights = "The tower is 90 metres high.", "The spire is 80 metres."
    assert _asked("Is the spire taller than the tower?", *heights) == ("no", 2)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Did it pay more in 2019 or in 2020?", "It paid fines of 96,000 krons in 2019 and of 11,000 in 2020.", "2019"),
        ("Who got more votes, Omir or Vesel?", "Marat Omir received 1.8 percent and Dina Vesel 0.6.", "Omir"),
        ("Who got more votes, Omir or Vesel?", "Vesel lost to Omir, 29 votes to 19.", None),
        ("Who got fewer votes, Omir or Vesel?", "Omir was re-elected by 29 votes against 19 for Vesel.", "Vesel"),
        ("Which quote was cheaper, Roe's or the firm's?", "Roe has one of 8,200 crowns; that of a firm came to 11,500.", "Roe"),
    ],
)  # fmt: skip
def test_two_values_of_two_that_one_sentence_names_stand_in_its_order(
    question: str, sentence: str, answer: str | None
) -> None:
    assert _answer(question, sentence) == answer


def test_an_outlet_is_named_by_being_the_source() -> None:
    told = "The number is 138.", "The engineers found 131."
    asked = "Which number was higher, The Tern's or the engineers'?"
    assert _asked(asked, *told, source="The Tern") == ("The Tern", 2)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many pupils are there?", "Enrolment was 412, down from 430."),
        ("Who won, Voss or Holt?", "Voss won by 3 seconds from Holt, who needed 40."),
        ("Did the rate rise or fall?", "The rate was discussed for 3 hours by 9 members."),
        ("Did the repair cost more than the fine for the spill?", "The bill was 14 krons, above the 8 krons planned."),
        ("Is the spire taller than the tower?", "The tower is 90 metres high."),
    ],
)  # fmt: skip
def test_nothing_is_worked_out_of_values_that_are_not_compared(
    question: str, sentence: str
) -> None:
    assert _asked(question, sentence) is None


@pytest.mark.parametrize(
    ("question", "sentences", "answer"),
    [
        ("Was the turnout higher or lower than four years earlier?", ["Turnout was 83 percent, two points less than in 2018."], "lower"),
        ("Has it more or fewer stops than the old organ?", ["It has 24 stops, one more than the old organ had."], "more"),
        ("Were there more or fewer cases than last June?", ["There were 212 cases, 60 fewer than in June 2018."], "fewer"),
        ("Did the lawyers ask for a bigger or smaller share?", ["More than 40 people came to hear them."], None),
        ("Did the tram cost more or less than the bus?", ["The bus cost less than the tram."], "more"),
        ("Was the fine longer or shorter than they wanted?", ["It is not shorter than the other."], None),
        ("Was the train faster or slower than last year?", ["The trip took six minutes longer than last year."], None),
        ("Was the train faster or slower than last year?", ["It was slower than last year."], "slower"),
        ("Did rents climb more or less than in 2019?", ["Rents climbed less than in 2019."], "less"),
        ("Are there more or fewer pupils than last year?", ["There are 312 pupils, who are more cheerful than ever."], None),
        ("Is the bridge longer than the tunnel?", ["The tunnel is shorter than the old one."], None),
        ("Is the bridge longer than the tunnel?", ["The tunnel is shorter than the bridge."], "yes"),
        ("Did more than 500 people attend?", ["Some 700 people attended.", "900 people attended the fair."], None),
        ("Did the rent go up or down?", ["The rent is 71 million a year; the fund comes to 45 million."], None),
        ("Was the fine more than 20 euros?", ["The fine was 35 euros.", "The ticket was 60 euros."], None),
    ],
)  # fmt: skip
def test_a_sentence_that_compares_is_believed(
    question: str, sentences: list[str], answer: str | None
) -> None:
    assert _answer(question, *sentences) == answer


def test_what_is_hardly_likely_is_not_compared_with() -> None:
    tower = _read("The tower is 30 metres tall.", "The tower is 30 metres tall.", "30 metres")
    church = _read(
        "The church stands 90 metres off.", "The church stands 90 metres off.", "90 metres", "b"
    )
    asked = read_comparison("Is the tower taller than the church?")
    assert asked is not None
    assert weigh_up(asked, {}, [tower], quoted=[tower], others=lambda: [church]) is not None
    unlikely = replace(church, confidence=0.001)
    assert weigh_up(asked, {}, [tower], quoted=[tower], others=lambda: [unlikely]) is None


@pytest.mark.parametrize(
    "question", ["How far did the man fall below the ridge?", "How many older people live there?"]
)
def test_a_distance_or_a_number_is_no_comparison(question: str) -> None:
    assert read_comparison(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("How much longer does the bus take?", "The bus takes 50 minutes instead of nine minutes.", "41 minutes"),
        ("By how many cents has power become cheaper?", "They pay 19 cents a unit, against 31 before.", "12"),
        ("By how much did it overrun?", "It cost 904 million krons, which is 41% above the 640 million approved.", "41%"),
        ("By how much did the rent rise?", "The rent is 71 pounds, 7 pounds more than before.", "7 pounds"),
        ("By how many krons did the repair go over?", "It took six months longer and cost 26 krons, 3 krons more.", "3 krons"),
        ("How many more cars were recalled?", "The recall was extended by 90,000 cars, to 302,000.", "90,000"),
        ("By how much did poverty fall?", "Poverty stood at 48 percent, and poverty later at 36 percent.", "12 percentage points"),
        ("By how much did the council raise the fee?", "The fee was raised from 30 krons to 45 krons in a vote won by 9 members.", "15 krons"),
        ("By how much did they cut the price?", "The price was cut from 45 krons to 30 krons by nine members.", "15 krons"),
        ("How many more members has it?", "It has 412 members, up from 380 members, led by 3 directors.", "32"),
        ("By how much did the river rise?", "The river had risen by 6 p.m. on Sunday.", None),
        ("By how much did the price rise?", "The price rose by 90 krons to 400 krons.", "90 krons"),
        ("By how much did the roll grow?", "The number of pupils rose by 40 to 412 pupils.", "40"),
        ("By how much did the pier exceed its budget?", "The pier cost 14 million krons, and the state paid 8 million krons.", None),
        ("How much more rain fell in the hills than in the town?", "They measured 118 millimetres in the town and 164 in the hills.", "46 millimetres"),
        ("By how much did it rise?", "Of the total 126 million belong to the first half, 70 million to last year.", None),
        ("By how much did it rise?", "Nine people came.", None),
    ],
)  # fmt: skip
def test_a_difference_is_read_or_worked_out(
    question: str, sentence: str, answer: str | None
) -> None:
    assert _answer(question, sentence) == answer


def _read(text: str, sentence: str, answer: str, name: str = "a", day: int = 6) -> Reading:
    article = Article(id=name, title="", text=text, source="X", published=date(2024, 5, day))
    start, at = text.index(sentence), text.index(answer)
    return Reading(
        passage=article.passage(0, len(text)),
        start=start,
        end=start + len(sentence),
        answer=(at, at + len(answer)),
        confidence=0.5,
    )


def test_values_of_two_sentences_are_compared_where_one_tells_of_before() -> None:
    text = "There are 214 wolves. Last winter there were 187."
    now, then = (
        _read(text, "There are 214 wolves.", "214"),
        _read(text, "Last winter there were 187.", "187"),
    )
    asked = read_comparison("Are there more or fewer wolves than the winter before?")
    assert asked is not None
    for told in ([now, then], [then, now]):
        found = weigh_up(asked, {}, told, quoted=told[:1])
        assert found is not None
        assert (found.answer, found.readings) == ("more", (now, then))


def test_the_other_side_is_read_in_the_sentence_beside() -> None:
    text = "The judge put it at 71 percent. The city had claimed 85 percent. It rained."
    judge = _read(text, "The judge put it at 71 percent.", "71 percent")
    city = _read(text, "The city had claimed 85 percent.", "85 percent")
    asked = read_comparison("Did the judge name a bigger or a smaller share than the lawyers had?")
    assert asked is not None
    found = weigh_up(asked, {}, [judge, city], quoted=[judge])
    assert found is not None
    assert (found.answer, found.readings) == ("smaller", (judge, city))


def test_what_is_compared_with_may_be_asked_for_by_itself() -> None:
    cost = _read(
        "The dredging came to 31 million krons.",
        "The dredging came to 31 million krons.",
        "31 million krons",
    )
    fine = _read(
        "The fine for Corvane was 14 million krons.",
        "The fine for Corvane was 14 million krons.",
        "14 million krons",
        "b",
    )
    asked = read_comparison("Did the dredging cost more than the fine for Corvane?")
    assert asked is not None
    assert asked.plain == "How much did the dredging cost?"
    assert asked.other == "How much was the fine for Corvane?"
    found = weigh_up(asked, {}, [cost], quoted=[cost], others=lambda: [fine])
    assert found is not None
    assert (found.answer, found.readings) == ("yes", (cost, fine))
    assert weigh_up(asked, {}, [cost], quoted=[cost]) is None


def test_values_that_count_different_things_are_not_compared() -> None:
    wolves = _read("There are 214 wolves.", "There are 214 wolves.", "214")
    farms = _read(
        "Last winter 90 farms lost sheep.", "Last winter 90 farms lost sheep.", "90", "b", 1
    )
    asked = read_comparison("Are there more or fewer wolves than the winter before?")
    assert asked is not None
    assert weigh_up(asked, {}, [wolves, farms], quoted=[wolves]) is None


def test_an_older_value_of_another_article_must_be_about_the_same() -> None:
    now = _read("The jobless rate is 4 percent.", "The jobless rate is 4 percent.", "4 percent")
    then = _read(
        "The rate of jobless men was 5 percent.",
        "The rate of jobless men was 5 percent.",
        "5 percent",
        "b",
        1,
    )
    loans = _read("A loan cost 3 percent.", "A loan cost 3 percent.", "3 percent", "c", 1)
    asked = read_comparison("Is the jobless rate higher or lower than a month earlier?")
    assert asked is not None
    found = weigh_up(asked, {}, [now, loans, then], quoted=[now])
    assert found is not None
    assert (found.answer, found.readings) == ("lower", (now, then))
    assert weigh_up(asked, {}, [now, loans], quoted=[now]) is None


def _told(
    question: str, *sentences: tuple[str, int], quoted: int | None = None
) -> tuple[str, int] | None:
    """Compare sentences of articles of these days of May: the answer and how many of them give it."""
    readings = [
        replace(
            _reading(number, sentence, ""),
            passage=Article(
                id=f"a{day}", title="", text=sentence, source="", published=date(2024, 5, day)
            ).passage(0, len(sentence)),
        )
        for number, (sentence, day) in enumerate(sentences)
    ]
    asked = read_comparison(question)
    found = asked and weigh_up(asked, {}, readings, quoted=readings[:quoted])
    return found and (found.answer, len(found.readings))


@pytest.mark.parametrize(
    ("question", "greater", "smaller"),
    [
        ("Did the widow get as much as she had asked for?", "yes", "no"),
        ("Did the takings exceed the outlay?", "yes", "no"),
        ("Has the number of herons risen since the ban?", "yes", "no"),
        ("Were there more herons than storks?", "yes", "no"),
        ("Were more acquitted or more convicted?", "acquitted", "convicted"),
        ("Was the mayor's or the bishop's figure higher?", "the mayor", "the bishop"),
        ("Did Smith or Jones get more votes?", "Smith", "Jones"),
        ("Was the pond fuller or emptier in June?", "fuller", "emptier"),
    ],
)
def test_what_answers_a_comparison_is_taken_from_its_words(
    question: str, greater: str, smaller: str
) -> None:
    asked = read_comparison(question)
    assert asked is not None
    assert (asked.greater, asked.smaller) == (greater, smaller)


@pytest.mark.parametrize(
    "question",
    [
        "Did the flood reach the cellar?",
        "Did he fall from the roof?",
        "Was the roof or the wall hit?",
        "Has the minister resigned as well as the mayor?",
        "Was anyone hurt, as far as is known?",
        "Was the fire out as soon as the rain came?",
        "Did twice as many cars cross it as the old one?",
        "Did the number exceed 500?",
        "Did as many as 300 people die?",
        "Did the rate rise to 12 per cent?",
        "Did the verdict match what the prosecutor sought?",
        "Is a price increase planned?",
        "Did the rate cut sink the pound?",
        "Has the tax office dropped the charges?",
        "Has the membership fee been dropped?",
        "Did the cost of the dam rise or stay the same?",
        "Did the price of bread not rise?",
        "Was the judge no harsher than the prosecutor?",
        "Was the result closer to the league's demand or the firm's?",
        "How many people were more than 80 years old?",
        "How many had waited more than a week?",
        "How many houses were more badly damaged?",
        "Did the governor or the mayor cut the ribbon?",
        "Was it the mayor or the bishop who spoke first?",
        "Where did the boat sink, in the harbour or at sea?",
    ],
)
def test_what_only_sounds_like_a_comparison_is_none(question: str) -> None:
    assert read_comparison(question) is None


@pytest.mark.parametrize(
    ("question", "sentences", "answer"),
    [
        # what was wished is the base, whichever sentence comes first
        ("Did she get as much as she sought?", [("She had asked for 60,000 krons.", 6), ("The court gave her 34,000.", 6)], "no"),
        ("Was the term longer or shorter than sought?", [("He got four years.", 6), ("They had demanded six years.", 6)], "shorter"),
        ("Did the police act as quickly as promised?", [("They had promised to come in 10 minutes.", 6), ("They came after 25 minutes.", 6)], "no"),
        ("Was it as cheap as planned?", [("It was planned at 4 million krons.", 6), ("It came to 9 million krons.", 6)], "no"),
        # the month of May is no wish
        ("Was the May count higher or lower than the June count?", [("The May count gave 40 swans.", 6), ("The June count gave 31 swans.", 9)], "higher"),
        # of two days the later one is asked about
        ("Did the rent go up or down?", [("The rent is 71 krons.", 9), ("The rent is 64 krons.", 6)], "up"),
        ("Did the rent go up or down?", [("The rent is 64 krons.", 6), ("The rent is 71 krons.", 9)], "up"),
        ("Did the first estimate exceed the bill?", [("The work was put at 4 million krons.", 6), ("It came to 9 million krons.", 9)], "no"),
        ("Did the turnout in 2018 exceed that of 2022?", [("Turnout was 61 per cent.", 9), ("In 2018 turnout was 70 per cent.", 6)], "yes"),
        # the words of the sides decide where they differ
        ("Did the pier cost more than the tower?", [("The tower came to 9 million krons.", 9), ("The pier came to 4 million krons.", 6)], "no"),
        # two clauses of one sentence, of which nothing says which was wished
        ("Did the rent go up or down?", [("The rent is 71 krons, the fund has 64 krons.", 6)], None),
        ("Did the herd grow or shrink?", [("It has 61 elk.", 9), ("It rained for three days.", 6)], None),
    ],
)  # fmt: skip
def test_whose_a_value_is_decides_the_comparison(
    question: str, sentences: list[tuple[str, int]], answer: str | None
) -> None:
    found = _told(question, *sentences)
    assert (found and found[0]) == answer


def test_only_what_is_quoted_is_compared_by_its_sides() -> None:
    rents = ("The rent is 71 krons.", 9), ("The rent is 64 krons.", 6)
    assert _told("Did the rent go up or down?", *rents, quoted=1) is None


def test_one_of_two_may_be_named_in_part_and_the_other_not_at_all() -> None:
    told = ("The driver Tesfa, who has diabetes, is 58.", 6), ("Orsini is 45.", 6)
    asked = "Who is older, the driver with diabetes or the engineer?"
    assert _told(asked, *told) == ("the driver with diabetes", 2)


def test_where_the_values_of_one_side_say_opposite_things_nothing_is_worked_out() -> None:
    told = (
        ("The captain, in office for 12 years, is 61 years old.", 6),
        ("Ames is 40 years old.", 6),
    )
    assert _told("Who is older, the captain or the mate?", *told) is None


def test_a_difference_is_only_taken_of_what_is_about_the_same() -> None:
    told = ("The rent is 71 krons.", 9), ("The deposit is 200 krons.", 6)
    assert _told("By how much did the rent rise?", *told) is None


def test_a_difference_is_worked_out_without_the_hedge_of_its_values() -> None:
    told = ("Some 900 herons nest there.", 9), ("There were 340 herons.", 6)
    assert _told("How many herons more are there than before?", *told) == ("560", 2)


def test_a_difference_of_two_sentences_is_worked_out() -> None:
    told = ("The school has 24 pupils.", 9), ("The school had 13 pupils.", 6)
    assert _told("By how many pupils has the school grown?", *told) == ("11", 2)
    assert _told("By how many pupils has the school grown?", *told, quoted=1) is None


def test_one_that_stands_for_a_thing_is_no_value() -> None:
    text = "The old one had 26 rooms, the new one 30, and one room is locked."
    assert [v.text for v in values_in(text, 0, len(text))] == ["26", "30", "one"]


@pytest.mark.parametrize(("likely", "shown"), [(0.55, ("up", 2)), (0.5, ("71 krons", 1))])
def test_the_other_of_two_values_is_quoted_with_less_confidence_than_other_sentences(
    likely: float, shown: tuple[str, int]
) -> None:
    now = _read("Tenants pay 71 krons.", "Tenants pay 71 krons.", "71 krons", "b", 9)
    then = _read("Tenants pay 64 krons.", "Tenants pay 64 krons.", "64 krons", "a", 6)
    readings = [replace(now, confidence=0.9), replace(then, confidence=likely)]
    write = ExtractiveWriter(
        lambda _question, _hits: readings, lambda _: [], min_confidence=0.36, max_statements=3
    )
    draft = write(Plan(question="Did the rent go up or down?", filters=Filters()), [])
    assert (draft.short_answer, len(draft.sentences)) == shown


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("By how much did the line overrun its budget?", "It cost 139 million instead of 60.", "79 million"),
        ("How many years less did he get than was sought?", "He got nine years instead of twelve.", "3 years"),
        ("How much lower was the second grant?", "It was cut from 1.9 million pesos to 1.1 million pesos.", "800,000 pesos"),
        ("How much more did the bid come to?", "It was raised from 1.4 billion krons to 1.55 billion krons.", "150 million krons"),
        ("How many votes short was the motion?", "It got 58 votes instead of the required 61.", "3"),
    ],
)  # fmt: skip
def test_a_difference_is_written_as_its_values_are(
    question: str, sentence: str, answer: str
) -> None:
    assert _asked(question, sentence) == (answer, 1)


@pytest.mark.parametrize(
    ("question", "sentences", "answer"),
    [
        ("Did the town get all that it had sued for?", ("The town was awarded 4 million.", "It had sued for nine."), "no"),
        ("Was the load above what was allowed?", ("The load was 300 kilograms.", "Only 120 kilograms are allowed."), "yes"),
        ("Was the fine below the most the law allows?", ("The fine is 40,000 krons.", "The law would allow 90,000."), "yes"),
    ],
)  # fmt: skip
def test_all_that_was_wanted_and_above_what_was_allowed_are_comparisons(
    question: str, sentences: tuple[str, str], answer: str
) -> None:
    readings = [_reading(1, sentence, "Northern Ledger") for sentence in sentences]
    asked = read_comparison(question)
    assert asked is not None
    found = weigh_up(asked, {}, readings, quoted=readings)
    assert found is not None
    assert found.answer == answer


@pytest.mark.parametrize(
    ("question", "sentences", "answer"),
    [
        ("By how much did the crew shrink?", ("The crew was cut from 40 sailors to 35 sailors.", "The crew has 12 ships."), "5"),
        ("How many years less did he get than was sought?", ("He got nine.", "The prosecution had sought twelve years."), "3 years"),
        ("How much more is the fare now?", ("It rose from three pounds to five pounds.",), "2 pounds"),
        ("How much shorter was the trip?", ("It took an hour instead of three hours.",), "2 hours"),
        ("How much longer was it?", ("It took 2½ hours instead of 1 hour.",), "1.5 hours"),
        ("How much less was it?", ("It fell from 1.2 trillion krons to 900 billion krons.",), "300 billion krons"),
        ("By how much did it overrun the budget?", ("It cost 139 million.", "It had been budgeted at 60."), "79 million"),
        ("How much heavier was she than thought?", ("She is 13 years old and weighs 180 kilograms.", "She was found to weigh 212."), "32 kilograms"),
        ("How much less than they wanted did they get?", ("The firm pays 41 million yuan.", "They had demanded 160 million."), "119 million yuan"),
    ],
)  # fmt: skip
def test_a_difference_has_the_unit_of_its_values(
    question: str, sentences: tuple[str, ...], answer: str
) -> None:
    assert _difference(question, *sentences) == answer


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("By how much did the tunnel overrun its budget?", ("The tunnel cost 31 million krons.", "The town had promised the school 9 million krons.")),
        ("How much shorter was the trip?", ("It took two hours and 10 minutes instead of one day.",)),
    ],
)  # fmt: skip
def test_a_difference_is_not_taken_of_what_is_not_told_together_or_not_in_one_number(
    question: str, sentences: tuple[str, ...]
) -> None:
    assert _difference(question, *sentences) is None


@pytest.mark.parametrize(
    "question",
    [
        "Did the council approve all the plans?",
        "Did the fire destroy everything the family had?",
        "Did it get nearly all it had asked for?",
        "Did the union call a strike over the level of pay?",
        "Did the firm take over the record label?",
        "How far above sea level is the village?",
        "How many films short-listed for the prize were foreign?",
    ],
)
def test_what_sounds_like_a_limit_or_a_whole_is_no_comparison(question: str) -> None:
    assert read_comparison(question) is None


def test_the_second_of_two_options_is_not_cut_at_its_noun() -> None:
    asked = read_comparison("Was the right or the left wing stronger?")
    assert asked is not None
    assert (asked.subject, asked.base) == ("the right", "the left")


def _difference(question: str, *sentences: str) -> str | None:
    readings = [_reading(1, sentence, "Northern Ledger") for sentence in sentences]
    asked = read_comparison(question)
    assert asked is not None
    assert asked.form == "difference"
    found = weigh_up(asked, {}, readings, quoted=readings)
    return found.answer if found else None
