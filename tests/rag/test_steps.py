"""Questions that describe somebody: how they are taken apart, and answered by way of the name."""

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.types import Article, Filters, Retrieved
from rag.comparison_asked import read_comparison
from rag.steps import two_steps
from rag.steps_taken import Looked, take_steps
from rag.types import Conflict, Draft, Part, Plan, Reading, Sentence
from rag.wording import plainly

TAKEN_APART = [
    (
        "How old was the secretary of the rowing club when the boathouse burned?",
        "Who was the secretary of the rowing club when the boathouse burned?",
        "How old was Ada Brandt?",
    ),
    (
        "What did the farmer whose barn was struck by lightning tell the insurers?",
        "Which farmer’s barn was struck by lightning?",
        "What did Ada Brandt tell the insurers?",
    ),
    (
        "How many seats did the party win whose leader used to be a baker?",
        "Which party’s leader used to be a baker?",
        "How many seats did Ada Brandt win?",
    ),
    (
        "Which company did the billionaire who bought the paper found?",
        "Which billionaire bought the paper?",
        "Which company did Ada Brandt found?",
    ),
    (
        "Where was the man who had stolen the bell arrested?",
        "Who had stolen the bell?",
        "Where was Ada Brandt arrested?",
    ),
    (
        "What fine did the member of the harbour board who tore up the letter receive?",
        "Which member of the harbour board tore up the letter?",
        "What fine did Ada Brandt receive?",
    ),
    (
        "How big is the workforce at the mill whose owner fled?",
        "Which mill’s owner fled?",
        "How big is the workforce at Ada Brandt?",
    ),
]


@pytest.mark.parametrize(("asked", "first", "second"), TAKEN_APART)
def test_a_description_is_asked_for_first(asked: str, first: str, second: str) -> None:
    steps = two_steps(asked)
    assert steps is not None
    assert (steps.first, steps.second("Ada Brandt"), steps.same) == (first, second, False)


@pytest.mark.parametrize(
    ("asked", "first", "second"),
    [
        (
            "Which guard who hid in the cellar was later promoted?",
            "Which guard hid in the cellar?",
            "Which guard was later promoted?",
        ),
        (
            "Who became minister after demanding higher pensions at dinner?",
            "Who became minister?",
            "Who was demanding higher pensions at dinner?",
        ),
        (
            "Which clerk lost the key and later found the letter?",
            "Which clerk lost the key?",
            "Which clerk later found the letter?",
        ),
    ],
)
def test_two_things_told_of_one_are_asked_for_one_by_one(
    asked: str, first: str, second: str
) -> None:
    steps = two_steps(asked)
    assert steps is not None
    assert (steps.first, steps.second("Ada Brandt"), steps.same) == (first, second, True)


@pytest.mark.parametrize(
    "asked",
    [
        "How old is Ada Brandt?",
        "What is the name of the sailor who swam ashore?",
        "Who is the captain of the Haldis?",
        "Which harbour must be dredged before ships can call?",
        "How high is the water of the river?",
        "When did the minister announce that taxes would rise?",
        "Why did the mayor say that the bridge was unsafe?",
        "How did the police know who stole the ring?",
        "What did the inquiry decide about which country began?",
        "Who was the man who found the coin?",
        "What was the ship that sank?",
        "What was the address of the hotel?",
        "Who won the race without wearing shoes?",
        "Which company did the man who fled zorble?",  # no verb that is known
        "When did the ferry sink?",
        "",
        "?",
        "the the the of of who who whose ?",
    ],
)
def test_what_describes_nobody_stays_one_question(asked: str) -> None:
    assert two_steps(asked) is None


WORDS = (
    "the a an who whose that which of in from more less or than did was after and before how much by what is "
    "name called man baker Ada Brandt , ? : 12 went later"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=400))
@settings(max_examples=60, deadline=2000)  # milliseconds; most take none
def test_no_question_takes_long_to_take_apart(words: list[str]) -> None:
    question = " ".join(words)
    steps = two_steps(question)
    assert steps is None or steps.first.endswith("?")
    compared = read_comparison(question)
    assert compared is None or compared.form == "difference" or compared.greater
    assert bool(plainly(question)) == bool(question)


@pytest.mark.parametrize(
    "word", ["later : ", "the who ", "more or ", "which a ", "x of the ", "than more "]
)
def test_the_longest_question_is_taken_apart_in_no_time(word: str) -> None:
    question = (word * 300)[:300]
    began = perf_counter()
    two_steps(question)
    read_comparison(question)
    plainly(question)
    assert perf_counter() - began < 1


ARTICLES = {
    "club": "The boathouse burned on Monday. Its secretary, Ada Brandt, called the fire brigade.",
    "age": "Ada Brandt, 71, has rowed since she was a girl.",
    "other": "Jo Lund, 34, has a boat.",
}


def _reading(name: str, sentence: str, confidence: float, answer: str) -> Reading:
    article = Article(id=name, title="", text=ARTICLES[name])
    start = article.text.index(sentence)
    at = article.text.index(answer)
    return Reading(
        passage=article.passage(0, len(article.text)),
        start=start,
        end=start + len(sentence),
        answer=(at, at + len(answer)),
        confidence=confidence,
    )


def _draft(reading: Reading, *, refused: bool = False) -> Draft:
    text = reading.passage.article.text
    quoted = Sentence(text[reading.start : reading.end], (reading.passage,))
    start, end = reading.answer or (0, 0)
    return Draft(
        sentences=() if refused else (quoted,),
        short_answer=None if refused else text[start:end],
        confidence=reading.confidence,
        refusal="insufficient_evidence" if refused else None,
        readings=(reading,),
    )


NAMED = _draft(
    _reading("club", "Its secretary, Ada Brandt, called the fire brigade.", 0.81, "Ada Brandt")
)
AGED = _draft(_reading("age", ARTICLES["age"], 0.49, "71"))
ASKED = "How old was the secretary of the rowing club?"
WHO = "Who was the secretary of the rowing club?"
THEN = "How old was Ada Brandt?"


def _take(drafts: dict[str, Draft], asked: str = ASKED) -> tuple[Looked, list[str]]:
    """Take the steps of a question; also what was asked on the way."""
    seen: list[str] = []

    def look(plan: Plan) -> Looked:
        (part,) = plan.parts
        seen.append(part.text)
        draft = drafts[part.text]
        hits = [Retrieved(passage=r.passage, score=1.0, route="reranked") for r in draft.readings]
        return Looked(plan=plan, ranked=hits, evidence=tuple(hits), draft=draft)

    direct = Looked(
        plan=Plan(question=asked, filters=Filters(), parts=(Part(text=asked),)),
        ranked=(),
        evidence=(),
        draft=replace(_draft(_reading("other", ARTICLES["other"], 0.4, "34"))),
    )
    return take_steps(direct, look, least=0.36), seen


def test_the_second_step_answers_and_the_first_is_quoted_too() -> None:
    taken, seen = _take({WHO: NAMED, THEN: AGED})
    assert seen == [WHO, THEN]
    assert taken.draft.short_answer == "71"
    assert [s.text for s in taken.draft.sentences] == [
        ARTICLES["age"],
        "Its secretary, Ada Brandt, called the fire brigade.",
    ]
    assert taken.draft.confidence == pytest.approx((0.81 * 0.49) ** 0.5)
    assert taken.plan.queries == (WHO, THEN)
    assert [hit.passage.article.id for hit in taken.ranked] == ["age", "club"]


def test_where_a_step_fails_the_question_is_answered_as_it_stands() -> None:
    refused = _draft(AGED.readings[0], refused=True)
    for drafts in ({WHO: replace(NAMED, refusal="not_in_corpus")}, {WHO: NAMED, THEN: refused}):
        taken, _ = _take(drafts)
        assert taken.draft.short_answer == "34"
        assert taken.plan.queries == (ASKED,)


def test_an_answer_from_an_article_that_does_not_know_the_name_is_none() -> None:
    other = _draft(_reading("other", ARTICLES["other"], 0.9, "34"))
    taken, seen = _take({WHO: NAMED, THEN: other})
    assert seen == [WHO, THEN]
    assert taken.plan.queries == (ASKED,)


def test_two_things_told_of_one_must_be_told_of_the_same() -> None:
    asked = "Which secretary who called the fire brigade was later elected?"
    first, second = "Which secretary called the fire brigade?", "Which secretary was later elected?"
    taken, _ = _take({first: NAMED, second: AGED}, asked)
    assert taken.draft.short_answer == "Ada Brandt"
    assert len(list(taken.draft.sentences)) == 2
    other = _draft(_reading("other", ARTICLES["other"], 0.9, "Jo Lund"))
    taken, _ = _take({first: NAMED, second: other}, asked)
    assert taken.plan.queries == (asked,)
    unsure = replace(AGED, readings=(replace(AGED.readings[0], confidence=0.1),))
    taken, _ = _take({first: NAMED, second: unsure}, asked)
    assert taken.plan.queries == (asked,)


def test_a_comparison_is_not_taken_in_steps() -> None:
    asked = "Is the captain of the Haldis older than the mayor of Varn?"
    taken, seen = _take({}, asked)
    assert (taken.plan.queries, seen) == ((asked,), [])


def test_a_second_step_that_is_refuted_or_a_first_in_dispute_ends_the_steps() -> None:
    asked = "Which secretary who called the fire brigade was later elected in Zanzibar?"
    first, second = (
        "Which secretary called the fire brigade?",
        "Which secretary was later elected in Zanzibar?",
    )
    refuted = replace(AGED, refusal="not_in_corpus", confidence=0.05)
    taken, _ = _take({first: NAMED, second: refuted}, asked)
    assert taken.plan.queries == (asked,)
    disputed = replace(NAMED, conflicts=(Conflict(about="x", relation="disagreement", sides=()),))
    taken, seen = _take({WHO: disputed})
    assert (taken.plan.queries, seen) == ((ASKED,), [WHO])


def test_a_day_is_no_name() -> None:
    ARTICLES["day"] = "A thief was held on Monday night."
    day = replace(_draft(_reading("day", ARTICLES["day"], 0.9, "A thief")), short_answer="a thief")
    taken, seen = _take({WHO: day})
    assert (taken.plan.queries, seen) == ((ASKED,), [WHO])
