"""Accounts are put side by side, speakers kept, premises tested, corrections told."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from newsroom import Build

from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article
from rag.amounts import compare
from rag.asked import asked_kind, find_answers
from rag.cite import cite
from rag.compose import compose, rarity_in
from rag.contract import answer_json
from rag.lexical import LexicalReader
from rag.settings import Settings
from rag.speakers import is_attributed, speaker_of
from rag.types import Answer, Question, Sentence
from rag.values import values_in
from rag.verify import verify
from rag.write import ExtractiveWriter

Ask = Callable[..., Answer]


def report(name: str, day: int, text: str, source: str, title: str = "") -> Article:
    return Article(
        id=name, title=title or name, text=text, published=date(2024, 11, day), source=source
    )


@pytest.fixture
def ask(store: object, build: Build) -> Ask:
    """Ask by words alone, so that what is tested is the comparison, not the network."""

    def ask(question: str, articles: Sequence[Article]) -> Answer:
        build(articles)
        searcher = Searcher(Store.open(store), HashEmbedder())  # type: ignore[arg-type]
        rarity = rarity_in(searcher.store)
        write = ExtractiveWriter(
            LexicalReader(rarity), lambda _: [], min_confidence=0.3, max_statements=3, weigh=rarity
        )
        return compose(Settings(), searcher, write=write).answer(Question(question))

    return ask


POLICE = report(
    "police", 13, "About 1,200 people were evacuated below the dam, county police said.", "Courier"
)
AGENCY = report(
    "agency",
    13,
    "Some 1,850 people were evacuated below the dam, the rescue agency said.",
    "Record",
)
EVACUATED = "How many people were evacuated below the dam?"


def test_accounts_that_differ_are_both_told_with_their_sources(ask: Ask) -> None:
    answer = ask(EVACUATED, [POLICE, AGENCY])
    (conflict,) = answer.conflicts
    assert conflict.relation == "disagreement"
    assert {side.value for side in conflict.sides} == {"About 1,200", "Some 1,850"}
    assert {side.speaker for side in conflict.sides} == {"county police", "the rescue agency"}
    document = answer_json(answer)
    assert "Accounts differ" in document["answer"]
    numbers = {side["citation"] for side in document["conflicts"][0]["sides"]}
    assert numbers == {1, 2}
    assert all("current" in side for side in document["conflicts"][0]["sides"])


def test_a_later_figure_of_the_same_source_is_an_update(ask: Ask) -> None:
    later = report(
        "later",
        15,
        "In all 1,340 people were evacuated below the dam, county police said.",
        "Courier",
    )
    answer = ask(EVACUATED, [POLICE, later])
    (conflict,) = answer.conflicts
    assert conflict.relation == "update"
    assert conflict.sides[-1].value == "1,340"
    assert answer.short_answer == "1,340"


def test_a_correction_is_told_as_one_and_beside_the_article(ask: Ask) -> None:
    first = report(
        "first",
        13,
        "The mast of the schooner is 42 metres high.",
        "Tern",
        "Schooner Amity comes in from sea",
    )
    second = report(
        "second",
        15,
        "Correction: Our report “Schooner Amity comes in from sea” was wrong. Correction: the mast of the schooner"
        " is 24 metres high, not 42 metres.",
        "Tern",
        "Correction: the schooner",
    )
    answer = ask("How high is the mast of the schooner?", [first, second])
    (conflict,) = answer.conflicts
    assert conflict.relation == "correction"
    assert conflict.sides[-1].value == "24 metres"
    assert {c.of.id for c in answer.corrections} >= {"first"}
    cited = {c["article_id"]: c["corrections"] for c in answer_json(answer)["citations"]}
    assert cited["first"][0]["kind"] == "correction"


def test_agreeing_reports_are_counted_and_reprints_are_no_further_source(ask: Ask) -> None:
    body = (
        "About 1,200 people were evacuated below the dam, county police said. The water came at night and filled the"
        " cellars of the old town before anybody was awake. A school was opened for those who had nowhere to go."
    )
    first = report("first", 13, body, "Courier")
    reprint = report("reprint", 14, body, "Record", "Flood below the dam")
    other = report(
        "other",
        14,
        "The mayor thanked the 1,200 people evacuated below the dam for their patience.",
        "Tern",
    )
    answer = ask(EVACUATED, [first, reprint, other])
    assert answer.conflicts == ()
    shown = answer_json(answer)["sources_agreeing"]
    assert shown["text"] == "two independent reports, one reprint"
    assert (shown["independent"], shown["reprints"]) == (2, 1)


def test_the_count_of_something_else_is_no_other_account(ask: Ask) -> None:
    other = report(
        "other",
        13,
        "The dam holds 2,300 tonnes of gravel, the engineers of the rescue agency said.",
        "Record",
    )
    assert ask(EVACUATED, [POLICE, other]).conflicts == ()


def test_a_false_number_in_a_question_is_pointed_out(ask: Ask) -> None:
    answer = ask("Why were 9,000 people evacuated below the dam?", [POLICE])
    assert answer.abstain_reason == "false_premise"
    shown = answer_json(answer)["false_premise"]
    assert (shown["assumed"], shown["found"]) == ("9,000", "About 1,200")


def test_receipts_say_what_was_searched_and_why_it_was_rejected(ask: Ask) -> None:
    answer = ask("What did the bishop of Kelvik pay for his hat?", [POLICE, AGENCY])
    document = answer_json(answer)
    assert document["abstained"]
    assert document["searched"]["articles"] == 2
    assert (document["searched"]["first"], document["searched"]["last"]) == ("2024-11-13",) * 2
    assert "bishop" in document["searched"]["unknown_terms"]
    assert document["near_misses"]
    assert all(miss["why"] for miss in document["near_misses"])


@pytest.mark.parametrize(
    ("one", "other", "compared"),
    [
        ("35 minutes", "less than 20 minutes", "different"),
        ("more than an hour", "hours", "different"),
        ("about 1,200 people", "1,210 people", "same"),
        ("1,200 people", "1,210 people", "different"),
        ("more than 200 people", "214 people", "compatible"),
        ("70%", "70 percent", "same"),
        ("14.2 million krons", "$14.2 million", "same"),
        ("two hours", "120 minutes", "same"),
        ("5:40 a.m.", "5.40 a.m.", "same"),
        ("three weeks", "4 metres", None),
        ("12 cows", "12 flats", None),
        ("41 dead", "38 people", "different"),
    ],
)
def test_values_are_compared_by_what_they_amount_to(
    one: str, other: str, compared: str | None
) -> None:
    (first, *_), (second, *_) = (values_in(text, 0, len(text)) for text in (one, other))
    assert compare(first, second) == compared
    assert compare(second, first) == compared


def test_an_amount_without_a_unit_has_the_one_said_before_if_that_fits() -> None:
    sales = "Sales went up by 14 per cent to 402 million and the share from 30.9 two years ago."
    assert [(v.text, v.dimension, v.counted) for v in values_in(sales, 0, len(sales))][:3] == [
        ("14 per cent", "percent", None),
        ("402 million", "count", None),
        ("30.9", "percent", None),
    ]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The crack is long, according to the Maritime Authority.", "the Maritime Authority"),
        ("“It held,” said Lt. Col. Sten Marrow, who led the dig.", "Lt. Col. Sten Marrow"),
        ("Its spokesman, Viktor Aldane, said the agency had counted twice.", "Viktor Aldane"),
        ("The Russian military said Thursday that it had fired.", "The Russian military"),
        ("Six died, police said.", "police"),
        ("It belongs to Nils Garrow, who says he lost milk.", "Nils Garrow"),
        ("Six people died in the flood.", None),
    ],
)
@pytest.mark.parametrize("marks", ["“”", '""'])
def test_the_speaker_of_a_sentence_is_found(sentence: str, speaker: str | None, marks: str) -> None:
    told = sentence.translate(str.maketrans("“”", marks))
    assert speaker_of(told, 0, len(told)) == speaker
    assert is_attributed(told) == (speaker is not None)


@pytest.mark.parametrize("mark", ["“", '"'])
def test_a_pronoun_is_followed_to_its_name(mark: str) -> None:
    text = "Greta Haldane said sirens had sounded. “We took out about 1,200,” she said."
    text = text.replace("“", mark).replace("”", mark.replace("“", "”"))
    assert speaker_of(text, text.index(mark), len(text)) == "Greta Haldane"


@pytest.mark.parametrize("marks", ["“”", '""'])
def test_of_two_sentences_in_one_quotation_each_has_its_speaker(marks: str) -> None:
    text = "Bo Lind waited. “It fell at noon. Nobody was hurt,” said Ada Roe."
    text = text.translate(str.maketrans("“”", marks))
    fell = text.index("It fell") - 1
    assert speaker_of(text, fell, text.index("Nobody")) == "Ada Roe"


def test_a_quotation_that_is_taken_up_again_ends_where_it_is_closed() -> None:
    for said in (
        '"A wall fell.\n"It broke," Ada Roe said.',
        'It needs "more\nmoney", Ada Roe said.',
    ):
        text = f"{said}\nThe dam cost 5 million krons. It opened in May."
        assert speaker_of(text, text.index("It opened"), len(text)) is None


def test_the_last_day_of_the_calendar_is_a_day_like_others() -> None:
    assert [v.text for v in values_in("It shuts on Friday, next year.", 0, 30, published=date.max)]


def test_a_dropped_attribution_is_flagged() -> None:
    article = Article(id="a", text="The dam was sabotaged, Viktor Aldane said. Six died.")
    passage = article.passage(0, len(article.text))

    def checked(text: str):  # noqa: ANN202 - a Statement
        from rag.check import StatementChecker

        return verify(cite(Sentence(text, (passage,))), check=StatementChecker(min_support=0.6))

    assert checked("The dam was sabotaged.").attribution_dropped
    assert not checked("The dam was sabotaged, Aldane said.").attribution_dropped
    assert not checked("Six died.").attribution_dropped
    assert checked("The dam was sabotaged, Viktor Aldane said.").speaker == "Viktor Aldane"


def test_people_and_places_are_no_figures_and_no_days_to_disagree_about(ask: Ask) -> None:
    first = report("first", 13, "In all 40 searchers were led by Ada Brandt on Friday.", "Courier")
    second = report("second", 14, "In all 90 searchers were led by Ada Brandt on Monday.", "Record")
    assert not ask("Who led searchers?", [first, second]).conflicts
    assert ask("How many searchers were led by Ada Brandt?", [first, second]).conflicts


def test_what_happened_in_another_year_is_no_account_even_if_it_is_read_first(ask: Ask) -> None:
    now = report("now", 13, "The earthquake killed 41 people.", "Courier", "Hills shaken")
    then = report(
        "then",
        14,
        "The last deadly earthquake was in October 1957, when 62 people were killed in an earthquake.",
        "Record",
    )
    assert not ask("How many people were killed in the earthquake?", [now, then]).conflicts


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("How long is the bridge?", "The bridge is 90 metres long.", "90 metres"),
        ("How long was the meeting?", "The meeting took nine hours.", "nine hours"),
        ("How long did it take?", "It took two days to cross the 9 miles.", "two days"),
    ],
)
def test_how_long_may_be_asked_of_a_bridge_and_of_a_meeting(
    question: str, text: str, answer: str
) -> None:
    (span,) = find_answers(asked_kind(question), text)
    assert text[slice(*span)] == answer


def test_a_count_that_adds_to_the_others_is_no_update_of_them(ask: Ask) -> None:
    articles = [
        report("toll", 11, "Four people died in the listeria outbreak in Harrow.", "Courier"),
        report("rise", 15, "Two new deaths in the listeria outbreak were reported.", "Courier"),
    ]
    asked = ask("How many people died in the listeria outbreak?", articles)
    assert asked.conflicts == ()


def test_what_happens_each_year_is_no_other_account_of_what_happened_once(ask: Ask) -> None:
    articles = [
        report(
            "usual", 11, "About 260 people die of listeria each year, the agency said.", "Courier"
        ),
        report("toll", 15, "Four people died of listeria in the outbreak in Harrow.", "Courier"),
    ]
    asked = ask("How many people died in the listeria outbreak in Harrow?", articles)
    assert asked.short_answer == "Four"
    assert asked.conflicts == ()
