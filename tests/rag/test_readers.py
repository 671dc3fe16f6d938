"""One contract over both readers: the one made of words, and the trained one."""

from collections.abc import Sequence

import pytest
from newsroom import ARTICLES

from index.config import IndexConfig
from index.embed.choose import query_embedder
from index.types import Article, Retrieved
from rag.judge import SHORTLIST, JudgedReader
from rag.lexical import LexicalReader
from rag.reader import NetworkReader, Scored
from rag.selector import Choice, NetworkSelector


def rarity(word: str) -> float:
    return 0.5 + len(word) / 100


def likeness(question: str, texts: Sequence[str]) -> list[float]:
    embed = query_embedder(IndexConfig())
    vectors = embed([question, *texts])
    return [float(vectors[0] @ vector) for vector in vectors[1:]]


def none_chosen(_: str, sentences: Sequence[Scored]) -> list[Choice]:
    return [Choice(0.0, one.answer) for one in sentences]


@pytest.fixture(scope="module", params=["words", "network"])
def reader(request: pytest.FixtureRequest) -> LexicalReader | JudgedReader:
    if request.param == "words":
        return LexicalReader(rarity)
    return JudgedReader(NetworkReader(), rarity, likeness, NetworkSelector())


def hit(article: Article) -> Retrieved:
    return Retrieved(article.passage(0, len(article.text)), 0.5, "reranked")


def hits() -> list[Retrieved]:
    return [hit(article) for article in ARTICLES]


@pytest.mark.parametrize(
    ("question", "answer", "article"),
    [
        ("How far off the coast is the island?", "11 nautical miles", "ferry-1"),
        ("By how many votes did parliament pass the budget?", "98", "vote-1"),
        ("Who found a crack in the hull?", "Erik Dahl", "ferry-1"),
    ],
)
def test_the_best_reading_holds_the_answer(
    reader: LexicalReader | JudgedReader, question: str, answer: str, article: str
) -> None:
    best = reader(question, hits())[0]
    assert best.passage.article.id == article
    assert answer in best.passage.article.text[best.start : best.end]


def test_readings_are_sentences_in_their_passages_most_likely_first(
    reader: LexicalReader | JudgedReader,
) -> None:
    readings = reader("Who said what about the river?", hits())
    assert [r.confidence for r in readings] == sorted(
        (r.confidence for r in readings), reverse=True
    )
    for reading in readings:
        assert 0 <= reading.confidence <= 1
        assert reading.passage.start <= reading.start < reading.end <= reading.passage.end
        if reading.answer:
            assert reading.start <= reading.answer[0] < reading.answer[1] <= reading.end


def test_a_reading_does_not_depend_on_what_is_read_beside_it(
    reader: LexicalReader | JudgedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.judge.SHORTLIST", 1000)  # which sentences are on it does depend
    if isinstance(reader, JudgedReader):  # and so does which of them is chosen
        reader = JudgedReader(NetworkReader(), rarity, likeness, none_chosen)
    question, (one, *_) = "How far did the river rise?", hits()
    alone = {(r.start, r.answer): r.confidence for r in reader(question, [one])}
    beside = {
        (r.start, r.answer): r.confidence
        for r in reader(question, hits())
        if r.passage == one.passage
    }
    assert alone == pytest.approx(beside, abs=1e-4)


def test_nothing_to_read_gives_no_readings(reader: LexicalReader | JudgedReader) -> None:
    assert reader("Who?", []) == []


def test_odd_texts_are_read_without_failing(reader: LexicalReader | JudgedReader) -> None:
    for text in ("?", "\u200b", "漢字。", "word " * 3000, "$$$ 100%"):
        article = Article(id="odd", text=text)
        for reading in reader("What is it?", [hit(article)]):
            assert article.text[reading.start : reading.end]


def test_what_is_not_on_the_shortlist_comes_after_it(
    reader: LexicalReader | JudgedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(reader, LexicalReader):
        pytest.skip("the reader made of words has no shortlist")
    question = "Who found a crack in the hull?"
    whole = reader(question, hits())
    monkeypatch.setattr("rag.judge.SHORTLIST", 2)
    short = reader(question, hits())
    assert len(short) == len(whole)
    assert all(reading.confidence <= short[1].confidence for reading in short[2:])


def test_what_the_selector_reads_in_a_sentence_counts() -> None:
    def first_letter(_: str, sentences: Sequence[Scored]) -> list[Choice]:
        return [Choice(0.0, (one.start, one.start + 1)) for one in sentences]

    reader = JudgedReader(NetworkReader(), rarity, likeness, first_letter)
    for reading in reader("Who found a crack in the hull?", hits())[:SHORTLIST]:
        assert reading.answer == (reading.start, reading.start + 1)
