"""Further questions about invented events: what is checked of them, and which sentences count as right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import Retrieved
from rag.judge import FIRST
from rag.lexical import sentences_of
from rag.reader import Scored
from rag.training.asked import Case, quoted_questions
from rag.training.quoted import KINDS, Kind, Quoted, load_quoted, quoted_faults
from rag.training.selector_lists import judged, list_sentences
from rag.training.threads import load_threads, parse

EVENT = parse(
    "crane",
    """## article 1
title: Crane topples in Oste harbour
source: Oste Tribune
date: 2022-04-11

A harbour crane fell on Monday and hurt three people. Gusts had been forecast. Gusts had been feared.

## article 2
title: Toll of the crane rises
source: Bay Post
date: 2022-04-12

By Tuesday nine people were known to be hurt. The crane was put up in 1974.

## questions
""",
)
RISEN = Quoted(
    event="crane",
    kind="comparison",
    question="Were more or fewer hurt than was first said?",
    answers=("more",),
    quotations=(("crane-1", "hurt three people"), ("crane-2", "nine people were known")),
)


def test_the_shipped_questions_are_whole_and_about_events_to_train_on() -> None:
    wanted = load_quoted()
    assert {one.kind for one in wanted} == KINDS.keys()
    assert quoted_faults(wanted, load_threads("train")) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"quotations": (("crane-1", "Gusts had been"),)}, "stands 2 times"),
        ({"quotations": (("crane-3", "hurt three people"),)}, "stands 0 times"),
        ({"quotations": ()}, "an answer has quotations"),
        ({"answers": ()}, "every other has"),
        ({"kind": "none", "answers": ()}, "an answer has quotations"),
        ({"kind": "list", "answers": ("hurt",)}, "a list stands in one quotation"),
        ({"kind": "list", "quotations": RISEN.quotations[:1]}, "does not stand in what gives it"),
        ({"kind": "name", "answers": ("three",)}, "does not stand in what gives it"),
        ({"kind": "sides", "answers": ("three", "ten")}, "does not stand in what gives it"),
        ({"kind": "riddle"}, "there is no kind riddle"),
        ({"event": "flood"}, "there is no event flood"),
    ],
)
def test_a_fault_is_named(changed: dict[str, object], fault: str) -> None:
    (found,) = quoted_faults([replace(RISEN, **changed)], [EVENT])
    assert fault in found
    assert RISEN.question in found


def test_a_sentence_is_right_that_holds_one_of_the_quotations() -> None:
    (posed,) = quoted_questions([EVENT], [RISEN, replace(RISEN, event="another")])
    right = [
        [posed.is_right(read) for read in _sentences(number)]
        for number in range(len(EVENT.articles))
    ]
    assert right == [[True, False, False], [True, False]]


@pytest.mark.parametrize("kind", ["name", "steps"])
def test_of_a_name_or_of_steps_only_the_last_quotation_answers(kind: Kind) -> None:
    named = replace(RISEN, kind=kind, answers=("nine",))
    (posed,) = quoted_questions([EVENT], [named])
    assert not any(posed.is_right(read) for read in _sentences(0))
    assert [posed.is_right(read) for read in _sentences(1)] == [True, False]


def test_what_is_worked_out_has_no_words_that_answer() -> None:
    listed = replace(RISEN, kind="list", answers=("three people",), quotations=RISEN.quotations[:1])
    compared, asked = quoted_questions([EVENT], [RISEN, listed])
    assert (compared.answers, asked.answers) == ((), ("three people",))


def test_nothing_is_learnt_from_another_sentence_in_which_the_answer_is_read() -> None:
    named = replace(
        RISEN,
        kind="paraphrase",
        answers=("Gusts",),
        quotations=(("crane-1", "Gusts had been fore"),),
    )
    (posed,) = quoted_questions([EVENT], [named])
    sentences = _sentences(0)
    learnt, held = judged(posed, sentences), judged(posed, sentences, held=True)
    assert learnt == [(sentences[0], False), (sentences[1], True)]
    assert held == [*learnt, (sentences[2], False)]


def test_a_question_of_which_no_sentence_can_be_judged_has_no_list() -> None:
    named = replace(
        RISEN, kind="paraphrase", answers=("Gusts",), quotations=(("crane-2", "The crane was put"),)
    )
    (posed,) = quoted_questions([EVENT], [named])
    gusts = _sentences(0)[1:]
    hit = Retrieved(gusts[0].passage, 0.5, "reranked")
    case, weights = Case(posed=posed, hits=[hit]), dict.fromkeys(FIRST, 1.0)
    read = ((lambda *_: gusts), lambda _: 1.0, weights)
    assert list(list_sentences([case], *read)) == []
    (held,) = list_sentences([case], *read, held=True)
    assert held.right == [False, False]


def _sentences(number: int) -> list[Scored]:
    article = EVENT.articles[number]
    whole = article.passage(0, len(article.text))
    return [
        Scored(passage=whole, start=start, end=end, answer=(start, end), margin=0.0, relevance=0.0)
        for start, end in sentences_of(whole)
    ]
