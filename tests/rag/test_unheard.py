"""Names that stand in no article."""

from collections.abc import Callable, Sequence

import pytest

from index.types import Article, Filters, Retrieved
from rag.pipeline import Pipeline
from rag.types import Draft, Part, Plan, Question, Reading
from rag.unheard import UNHEARD, unheard_names
from rag.write import ExtractiveWriter

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


def test_of_a_question_about_several_articles_one_name_that_none_knows_decides_nothing() -> None:
    text = "Skell Island is 12 kilometres off the coast of Norland, where the ferry Haldis sails."
    hit = Retrieved(
        passage=Article(id="a", title="Skell", text=text).passage(0, len(text)),
        score=1.0,
        route="hybrid",
    )

    def read(_question: str, hits: Sequence[Retrieved]) -> list[Reading]:
        return [
            Reading(
                passage=hits[0].passage, start=0, end=len(text), answer=(16, 29), confidence=0.9
            )
        ]

    writer = ExtractiveWriter(read, lambda _: ["Zanzibar"], min_confidence=0.5, max_statements=1)

    def asked(question: str) -> Draft:
        return writer(
            Plan(question=question, filters=Filters(), parts=(Part(text=question),)), [hit]
        )

    short = "How far off the coast is the island that Zanzibar wrote about?"
    long = (
        "How far off the coast is the island that Zanzibar described beside the repair of the ferry, the closing"
        " of the harbour school, the storm damage on the pier and the mayor's resignation letter?"
    )
    assert asked(short).refusal == "not_in_corpus"
    assert asked(long).refusal is None
