"""An excerpt is traced to its article, its exact span and what was done to its words."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import ARTICLES, Build

from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article, Filters
from rag.errors import DocumentError
from rag.lookup.align import align, wording
from rag.lookup.compose import compose_tracer
from rag.lookup.tokens import letters, tokenize
from rag.lookup.trace import Tracer

FLOOD = ARTICLES[0].text


@pytest.fixture
def tracer(searcher: Searcher) -> Tracer:
    return compose_tracer(searcher, HashEmbedder())


@pytest.mark.parametrize(
    ("excerpt", "quote"),
    [
        ("We have never seen water like this", "We have never seen water like this"),
        ('"WE HAVE NEVER  seen\nwater like this,"', "We have never seen water like this"),
        ("Mayor Ada Brandt said … left their homes", "Mayor Ada Brandt said 300 people left their homes"),
        ("The river Sile [...] on Monday.", "The river Sile rose 2.4 metres on Monday"),
    ],
)  # fmt: skip
def test_the_same_words_are_verbatim_however_they_are_set(
    tracer: Tracer, excerpt: str, quote: str
) -> None:
    traced = tracer(excerpt)
    assert (traced.match, traced.score) == ("verbatim", 1.0)
    assert traced.citation is not None
    assert (traced.citation.article.id, traced.citation.quote) == ("flood-1", quote)


@pytest.mark.parametrize(
    ("excerpt", "out", "put_in"),
    [
        ("The river Sile rose 24 metres on Monday", "2.4", "24"),
        ("Mayor Ada Brandt said 500 people left their homes", "300", "500"),
        ("Mayor Ida Brandt said 300 people left their homes", "Ada", "Ida"),
        ("We have never seen fire like this", "water", "fire"),
    ],
)
def test_one_changed_word_is_altered_and_the_diff_names_it(
    tracer: Tracer, excerpt: str, out: str, put_in: str
) -> None:
    traced = tracer(excerpt)
    assert (traced.match, traced.article and traced.article.id) == ("altered", "flood-1")
    deleted = "".join(text for step, text in traced.diff if step == "delete").strip()
    inserted = "".join(text for step, text in traced.diff if step == "insert").strip()
    assert out.replace(deleted, inserted, 1) == put_in


def test_a_part_of_a_word_is_another_word() -> None:
    found = align("legal workers were held", "Nine illegal workers were held on Monday.")
    assert found
    assert not found.verbatim


def test_a_scanners_errors_lead_to_the_same_place(tracer: Tracer) -> None:
    traced = tracer("Parliarnent passed thebudget on Tue5day by 98 vot es to 71")
    assert (traced.match, traced.article and traced.article.id) == ("altered", "vote-1")
    assert traced.citation
    assert traced.citation.quote == "Parliament passed the budget on Tuesday by 98 votes to 71"


def test_what_is_not_there_is_absent_and_names_nothing(tracer: Tracer) -> None:
    traced = tracer("The champion retired from chess at the age of forty in Lisbon")
    assert (traced.match, traced.article, traced.citation, traced.diff) == (
        "absent",
        None,
        None,
        [],
    )


def test_every_article_that_carries_the_words_is_named_the_earliest_first(
    build: Build, store: Path
) -> None:
    later = replace(ARTICLES[0], id="flood-2", source="Wire", published=date(2024, 3, 5))
    first = replace(ARTICLES[0], id="flood-0", source="Herald", published=date(2024, 3, 3))
    undated = replace(ARTICLES[0], id="flood-x", source="Blog", published=None)
    build([undated, later, ARTICLES[0], first])
    searcher = Searcher(Store.open(store), HashEmbedder())
    traced = compose_tracer(searcher, HashEmbedder())("We have never seen water like this")
    assert traced.article
    assert traced.article.id == "flood-0"
    assert [a.id for a in traced.also_in] == ["flood-1", "flood-2", "flood-x"]
    filtered = Filters(since=date(2024, 3, 4), sources=("wire",))
    only = compose_tracer(searcher, HashEmbedder())("We have never seen water like this", filtered)
    assert (only.article and only.article.id, only.also_in) == ("flood-2", ())


def test_of_many_unlike_articles_with_the_words_the_earliest_is_named_and_all_others_listed(
    build: Build, store: Path
) -> None:
    line = "Sign up here to have the harbour letter of the Herald sent to you every Friday morning."
    towns = (
        "Aven Brill Corde Dunmar Eskel Farro Gant Holm Ister Jarn Kvist Lund Morra Nesse".split()
    )
    promoted = [
        Article(
            id=f"news-{n:02}",
            text=" ".join(f"{town}{other} {other}{town}." for other in towns) + f" {line}",
            published=date(2024, 1, 31 - n),
        )
        for n, town in enumerate(towns)
    ]
    build([*promoted, *ARTICLES])
    traced = compose_tracer(Searcher(Store.open(store), HashEmbedder()), HashEmbedder())(line)
    assert traced.match == "verbatim"
    assert traced.article
    assert traced.article.id == f"news-{len(towns) - 1}"
    assert [a.id for a in traced.also_in] == [f"news-{n:02}" for n in range(len(towns) - 2, -1, -1)]


def test_an_article_with_another_number_does_not_carry_the_words(build: Build, store: Path) -> None:
    text = ARTICLES[0].text.replace("300", "900")
    other = Article(id="flood-9", text=text, published=date(2024, 3, 1))
    build([*ARTICLES, other])
    tracer = compose_tracer(Searcher(Store.open(store), HashEmbedder()), HashEmbedder())
    traced = tracer("Mayor Ada Brandt said 300 people left their homes")
    assert (traced.article and traced.article.id, traced.also_in) == ("flood-1", ())


@pytest.mark.parametrize("excerpt", ["", "  \n", "“…”", "\ud800", "x" * 10_001])
def test_what_is_no_excerpt_is_refused(tracer: Tracer, excerpt: str) -> None:
    with pytest.raises(DocumentError):
        tracer(excerpt)


@given(st.text(max_size=60), st.text(max_size=200))
def test_alignment_of_any_texts_stays_in_the_text(excerpt: str, text: str) -> None:
    found = align(excerpt, text)
    if found:
        assert 0 <= found.start < found.end <= len(text)
        assert 0 <= found.likeness <= 1


@given(st.integers(0, len(FLOOD) - 1), st.integers(1, 120))
def test_any_run_of_whole_words_is_found_where_it_stands(start: int, size: int) -> None:
    words = tokenize(FLOOD)
    first = min(range(len(words)), key=lambda i: abs(words.starts[i] - start))
    cut = words.part(first, first + size).trimmed
    if len(cut):
        begin, end = cut.starts[0], cut.ends[-1]
        found = align(FLOOD[begin:end], FLOOD)
        assert found
        assert found.verbatim
        assert tokenize(FLOOD[found.start : found.end]).words.texts == cut.words.texts


@given(st.text())
def test_letters_point_at_where_they_stand(text: str) -> None:
    found = letters(text)
    assert len(found.codes) == len(found.at)
    assert all(0 <= place < len(text) for place in found.at)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_diff_holds_all_of_the_articles_words(old: str, new: str) -> None:
    assert "".join(text for step, text in wording(old, new) if step != "insert") == old


def tracer_among(build: Build, store: Path, common: str, said: str) -> Tracer:
    """Build a store of 44 articles that differ by a name (`common` with a {}) and of one, "said", and trace in it."""
    names = "ash birch cedar elm fir hazel larch maple oak pine rowan".split() * 4
    crowd = [
        Article(id=f"common-{n}", title="Common", text=common.format(name))
        for n, name in enumerate(names)
    ]
    before = "Nothing on the island has been open since the ferry stopped and the shop closed its doors for good."
    text = (
        f"{before} “{said},” Capt. Erik Dahl told the islanders on a long evening at the harbour."
    )
    build([*crowd, replace(ARTICLES[2], id="said", text=text)])
    return compose_tracer(Searcher(Store.open(store), HashEmbedder()), HashEmbedder())


def test_a_short_quotation_of_common_words_is_found_among_many_passages_that_have_them(
    build: Build, store: Path
) -> None:
    common = (
        "More of this will be the year, {} said. More and more of the same this year will be more."
    )
    said = "This year will be more of the same"
    traced = tracer_among(build, store, common, said)(said)
    assert (traced.match, traced.article and traced.article.id) == ("verbatim", "said")


def test_one_changed_word_of_a_short_quotation_is_found_among_many_passages_that_have_the_others(
    build: Build, store: Path
) -> None:
    common = "Next year will be the year of more change, {} said. The next change will change more next year."
    tracer = tracer_among(build, store, common, "More will change next year")
    traced = tracer("More will change gravel year")
    assert (traced.match, traced.article and traced.article.id) == ("altered", "said")
