"""What a network has read is not read again, and never mixed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom import ARTICLES

from index.types import Retrieved
from rag.memo import KEPT, RememberingReader
from rag.reader import Scored
from rag.rerank import refine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Passage


class CountingNetwork:
    """Calls a passage as relevant as it is long, and says what it was given."""

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[Scored]:
        self.read += [(question, passage.id) for passage in passages]
        return [
            Scored(
                passage=passage,
                start=passage.start,
                end=passage.end,
                answer=(passage.start, passage.start + 1),
                margin=float(len(question)),
                relevance=float(len(passage.text)),
            )
            for passage in passages
        ]


PASSAGES = [article.passage(0, len(article.text)) for article in ARTICLES]


def test_each_passage_is_read_once_for_a_question() -> None:
    network = CountingNetwork()
    reader = RememberingReader(network)
    first = reader("Who?", PASSAGES[:2])
    again = reader("Who?", PASSAGES[1::-1])
    assert [s.passage for s in again] == [s.passage for s in first[::-1]]
    assert network.read == [("Who?", passage.id) for passage in PASSAGES[:2]]


def test_another_question_is_read_anew() -> None:
    network = CountingNetwork()
    reader = RememberingReader(network)
    reader("Who?", PASSAGES[:1])
    assert reader("Whose is it?", PASSAGES[:1])[0].margin == len("Whose is it?")


def test_passages_of_an_edited_article_are_read_anew() -> None:
    network = CountingNetwork()
    reader = RememberingReader(network)
    article = ARTICLES[0]
    edited = type(article)(id=article.id, text=article.text.replace("2.4", "3.4"))
    reader("Who?", [article.passage(0, 40)])
    reader("Who?", [edited.passage(0, 40)])
    assert len(network.read) == 2


def test_no_more_is_kept_than_was_said() -> None:
    network = CountingNetwork()
    reader = RememberingReader(network)
    for number in range(KEPT + 1):
        reader(f"{number}", PASSAGES[:1])
    reader("0", PASSAGES[:1])
    assert len(network.read) == KEPT + 2


def test_the_best_are_put_into_the_order_of_their_relevance_and_stay_the_best() -> None:
    hits = [Retrieved(passage, 1.0 - n / 100, "fused") for n, passage in enumerate(PASSAGES)]
    wanted = [0.0, 9.0]
    seen: list[Passage] = []

    def relevance(_: str, passages: Sequence[Passage]) -> list[float]:
        seen.extend(passages)
        return wanted

    refined = refine("Who?", hits, relevance=relevance, most=2)
    assert seen == PASSAGES[:2]
    assert [hit.passage for hit in refined] == [PASSAGES[n] for n in (1, 0, 2)]
