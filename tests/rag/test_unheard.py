"""Names that stand in no article."""

from collections.abc import Callable

import pytest

from rag.pipeline import Pipeline
from rag.types import Question
from rag.unheard import UNHEARD, unheard_names

TEXTS = [
    "The tower at Quillan is 34 metres high, said Ragna Ostvall of Norland.",
    "Harbour Courier",
]


@pytest.mark.parametrize(
    ("question", "unknown", "unheard"),
    [
        ("How tall is the Eiffel Tower?", ["Eiffel"], ["Eiffel"]),
        ("What did Gerda Mollstad say of the Razorbill?", ["Gerda", "Mollstad", "Razorbill"], ["Gerda", "Mollstad", "Razorbill"]),
        ("How tall is the lighthouse?", ["lighthouse"], []),  # no name
        ("How high is the tower at Quilan?", ["Quilan"], []),  # a slip
        ("Where do the Norlanders live?", ["Norlanders"], []),  # made of a name
        ("Who is the Chancellor now?", ["Chancellor"], []),  # a title
        ("What happened in October?", ["October"], []),
        ("What does the IMF say?", ["IMF"], []),  # written out in articles
        ("How Tall Is The Lighthouse On The Skerry?", ["Lighthouse", "Skerry"], []),  # a headline
        ("HOW TALL IS THE LIGHTHOUSE?", ["LIGHTHOUSE"], []),
        ("Eiffel?", ["Eiffel"], []),
        ("", [], []),
    ],
)  # fmt: skip
def test_a_name_that_stands_nowhere_is_told_from_other_words(
    question: str, unknown: list[str], unheard: list[str]
) -> None:
    assert unheard_names(question, unknown, TEXTS) == unheard


def test_nothing_is_answered_about_a_name_that_no_article_knows(
    make_pipeline: Callable[..., Pipeline],
) -> None:
    pipeline = make_pipeline()
    known = pipeline.answer(Question("How far is Skell Island off the coast?"))
    assert not known.abstained
    answer = pipeline.answer(Question("How far is Skell Island off the coast of Zanzibar?"))
    assert answer.abstain_reason == "not_in_corpus"
    assert "Zanzibar" in answer.detail
    assert answer.confidence <= UNHEARD
    assert answer.near
