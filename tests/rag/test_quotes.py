"""Who said what: quotations with their speakers, over one text and over an archive."""

from dataclasses import replace
from pathlib import Path

import pytest
from newsroom import ARTICLES, Build

from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article
from rag.compose import rarity_in
from rag.errors import DocumentError
from rag.lookup.attribution import same_person, speaker_in, utterances
from rag.lookup.said import Quotes
from rag.lookup.shapes import quotes_json


def heard(text: str) -> list[tuple[str, str, bool]]:
    return [(u.speaker, text[u.start : u.end], u.direct) for u in utterances(text)]


@pytest.mark.parametrize(
    ("text", "speaker", "words", "direct"),
    [
        ("“We are done here,” said Capt. Erik Dahl.", "Erik Dahl", "We are done here,", True),
        ("Ada Brandt told reporters: “We are done here.”", "Ada Brandt", "We are done here.", True),
        ("Its mayor, Bettina Orre, said: “We are done here.”", "Bettina Orre", "We are done here.", True),
        ("“We are done,” Brandt said. “Go home now.”", "Brandt", "We are done,", True),
        ("Ada Brandt said the road was open.", "Ada Brandt", "Ada Brandt said the road was open.", False),
        ("The road is open, according to Mayor Ada Brandt.", "Ada Brandt",
         "The road is open, according to Mayor Ada Brandt.", False),
        ("“We are done here,” the clerk said.", "the clerk", "We are done here,", True),
    ],
)  # fmt: skip
def test_a_speaker_stands_beside_a_verb_of_saying(
    text: str, speaker: str, words: str, direct: bool
) -> None:
    assert heard(text)[0] == (speaker, words, direct)


def test_she_is_who_spoke_last_and_a_surname_is_the_full_name() -> None:
    text = (
        "Ada Brandt said it rained. “It will rain again,” she said. “And again then,” Brandt added."
    )
    assert [speaker for speaker, _, _ in heard(text)] == ["Ada Brandt"] * 3


def test_what_is_quoted_names_no_speaker() -> None:
    assert heard("“Per Holm said nothing to me,” Ada Brandt said.")[0][0] == "Ada Brandt"


def test_a_word_that_opens_a_sentence_is_no_speaker() -> None:
    for text in ("Here’s what they said about it.", "It’s called the Long Bridge."):
        assert "Here" not in [speaker for speaker, _, _ in heard(text)]
        assert "It" not in [speaker for speaker, _, _ in heard(text)]
    assert heard("The mayor asked again. Here's why, said Ada Brandt.")[-1][0] == "Ada Brandt"


def test_words_in_inverted_commas_are_no_quotation() -> None:
    assert heard("The water was “a bucket” deep.") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada Brandt", "Brandt", True),
        ("Mayor A. Brandt", "Ada Brandt", True),
        ("Capt. Erik Dahlgard", "Dr. Lena Dahlgard", False),
        ("Brandt", "Holm", False),
        ("", "Holm", False),
    ],
)
def test_names_are_the_same_person_if_nothing_differs(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same


def test_the_speaker_of_one_sentence_is_told() -> None:
    assert speaker_in("Orre told reporters the shop had food.") == "Orre"
    assert speaker_in("The shop had food.") is None


@pytest.fixture
def quotes(build: Build, store: Path) -> Quotes:
    flood = replace(
        ARTICLES[0],
        text=ARTICLES[0].text + "\n\nThe budget was no help at all, Ada Brandt said.",
    )
    copy = replace(flood, id="wire-1", source="Wire", published=None)
    build([flood, copy, ARTICLES[1], Article(id="x", text="“It is Per Brandt,” Per Brandt said.")])
    searcher = Searcher(Store.open(store), HashEmbedder())
    return Quotes(searcher, HashEmbedder(), rarity_in(searcher.store))


def test_a_persons_words_are_listed_once_the_earliest_first(quotes: Quotes) -> None:
    found = quotes("Ada Brandt")
    assert [(s.citation.article.id, s.direct) for s in found] == [
        ("flood-1", False),
        ("flood-1", True),
        ("flood-1", False),
    ]
    assert found[1].citation.quote == "We have never seen water like this,"
    assert [a.id for a in found[1].also_in] == ["wire-1"]
    told = quotes_json("Ada Brandt", None, found)
    assert told["quotes"][1]["published"] == "2024-03-04"


def test_a_subject_keeps_what_is_about_it(quotes: Quotes) -> None:
    found = quotes("Brandt", about="budget help")
    assert any("budget" in s.citation.quote for s in found)
    assert not any("Per Brandt" in s.citation.quote for s in found)


@pytest.mark.parametrize("name", ["", "  ", "123", "x" * 500])
def test_what_is_no_name_is_refused(quotes: Quotes, name: str) -> None:
    with pytest.raises(DocumentError):
        quotes(name)
