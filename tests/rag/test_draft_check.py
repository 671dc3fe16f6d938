"""A draft is checked sentence by sentence; what states nothing is left alone."""

from collections.abc import Callable
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
from index.types import Article
from rag.check import Check
from rag.errors import DocumentError
from rag.lookup.check import CheckedDraft, DraftChecker
from rag.lookup.compose import compose_draft_checker
from rag.lookup.draft import read_draft
from rag.lookup.evidence import days_named
from rag.lookup.named_article import article_named
from rag.lookup.quotations import quotations
from rag.lookup.shapes import check_json
from rag.lookup.trace import Traced
from rag.settings import Settings
from rag.types import Citation


@pytest.fixture
def checker(searcher: Searcher) -> DraftChecker:
    return compose_draft_checker(Settings(), searcher, HashEmbedder())


@pytest.fixture
def verdict(checker: DraftChecker) -> Callable[[str], str]:
    def verdict(sentence: str) -> str:
        (finding,) = checker(read_draft(sentence, markdown=False)).findings
        return finding.evidence.verdict

    return verdict


@pytest.mark.parametrize(
    ("sentence", "given"),
    [
        ("Parliament passed the budget on Tuesday by 98 votes to 71.", "supported"),
        ("Mayor Ada Brandt said that 300 people left their homes.", "supported"),
        ("The river Sile rose 2.4 metres on March 4, 2024.", "supported"),
        ("Parliament passed the budget on Tuesday by 89 votes to 71.", "contradicted"),
        ("Parliament did not pass the budget by 98 votes to 71.", "contradicted"),
        ("The budget holds 41.2 million krons for flood defences.", "contradicted"),
        ("Skell Island is 11 nautical miles off the coast, near Lisbon.", "partial"),
        ("Penguins huddle together through Antarctic storms.", "not_in_corpus"),
    ],
)
def test_a_sentence_gets_the_verdict_that_its_source_gives(
    verdict: Callable[[str], str], sentence: str, given: str
) -> None:
    assert verdict(sentence) == given


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Who paid for the ferry?", "question"),
        ("In this report we look at the flood.", "about the text itself"),
        ("This article examines the budget.", "about the text itself"),
        ("Thank you for reading.", "about the text itself"),
        ("The flood in Harrow", "heading"),
    ],
)
def test_what_states_nothing_is_left_alone_and_said_to_be(
    checker: DraftChecker, sentence: str, reason: str
) -> None:
    checked = checker(read_draft(f"{sentence}\n\nThe river rose.", markdown=False))
    assert [s.left_alone for s in checked.left_alone] == [reason]
    assert [f.sentence.plain for f in checked.findings] == ["The river rose."]


def test_quotations_are_compared_word_by_word_and_speaker_by_speaker(checker: DraftChecker) -> None:
    draft = (
        "“We have never seen water like this,” Brandt said. "
        "“We have never seen fire like this,” Ada Brandt said. "
        "“We have never seen water like this,” said Per Holm."
    )
    right, altered, other = checker(read_draft(draft, markdown=False)).findings
    assert right.evidence.verdict == "supported"
    assert right.quotes[0].same_speaker
    assert altered.quotes[0].traced.match == "altered"
    assert ("delete", " water") in altered.quotes[0].traced.diff
    assert altered.evidence.verdict != "supported"
    assert (other.evidence.verdict, other.quotes[0].speaker_there) == ("contradicted", "Ada Brandt")


def test_a_figure_that_a_correction_has_taken_back_is_contradicted(
    build: Build, store: Path
) -> None:
    correction = Article(
        id="tern-2",
        title="Correction: the Sile",
        source="The Tern",
        published=date(2024, 3, 6),
        text="Correction: Our article of March 4, “River floods Harrow”, said the river Sile rose 2.4 metres. "
        "It rose 1.4 metres.",
    )
    told = replace(ARTICLES[0], text="The river Sile rose 2.4 metres at Harrow on Monday.")
    build([told, correction, *ARTICLES[1:]])
    searcher = Searcher(Store.open(store), HashEmbedder())
    checked = compose_draft_checker(Settings(), searcher, HashEmbedder())(
        read_draft("The river Sile rose 2.4 metres at Harrow on Monday.", markdown=False)
    )
    (finding,) = checked.findings
    assert [a.id for a in finding.corrected] == ["tern-2"]


@pytest.mark.parametrize(
    ("month", "told", "found"),
    [
        ("March 2024", "on Monday", True),
        ("April 2024", "on Monday", False),
        ("March 2023", "on Monday", False),
        ("February 2024", "in February", True),
        ("February 2023", "in February", False),
        ("March 2024", "in February", False),
    ],
)
def test_a_month_is_borne_out_by_a_day_that_the_date_of_the_article_gives(
    build: Build, store: Path, month: str, told: str, found: bool
) -> None:
    build([replace(ARTICLES[0], text=f"The river Sile rose 2.4 metres at Harrow {told}.")])
    checker = compose_draft_checker(
        Settings(), Searcher(Store.open(store), HashEmbedder()), HashEmbedder()
    )
    sentence = f"The river Sile rose 2.4 metres at Harrow in {month}."
    (finding,) = checker(read_draft(sentence, markdown=False)).findings
    held = {p.text: there for p, there in finding.evidence.particulars}
    assert (held[month], held["2.4"]) == (found, True)
    assert (finding.evidence.verdict == "supported") is found


def test_existing_footnotes_are_checked(checker: DraftChecker) -> None:
    draft = (
        "The river Sile rose 2.4 metres.[^1] Parliament passed the budget by 98 votes.[^2] It rained.[^3]\n\n"
        "[^1]: The Tern, “River floods Harrow”, 4 March 2024\n"
        "[^2]: The Tern, “River floods Harrow”, 4 March 2024\n"
        "[^3]: Nobody’s Herald, “Rain at last”\n"
    )
    found = checker(read_draft(draft, markdown=True)).findings
    told = [(note.label, note.status) for f in found for note in f.notes]
    assert told == [("1", "supports"), ("2", "does_not_support"), ("3", "not_in_corpus")]


def test_a_learned_checker_can_take_the_place_of_the_rules(searcher: Searcher) -> None:
    def learned(_statement: str, _evidence: str, /) -> Check:
        return Check(support=0.1, verdict="unsupported")

    checker = compose_draft_checker(Settings(), searcher, HashEmbedder(), check=learned)
    (finding,) = checker(
        read_draft("The budget was passed on a Tuesday by 98.", markdown=False)
    ).findings
    assert finding.evidence.verdict != "supported"


def test_an_article_is_named_by_its_headline_or_its_address(build: Build, store: Path) -> None:
    addressed = replace(ARTICLES[1], url="https://record.example/budget")
    build([ARTICLES[0], addressed])
    opened = Store.open(store)
    for reference, name in (
        ("See https://record.example/budget.", "vote-1"),
        ("“river floods HARROW”, The Tern", "flood-1"),
    ):
        found = article_named(reference, opened)
        assert found
        assert found.id == name
    assert article_named("The Tern, 4 March", opened) is None


def test_weekdays_are_the_last_before_publication() -> None:
    tuesday = date(2024, 3, 5)
    assert days_named("On Monday, yesterday and Tuesday", tuesday) == [
        date(2024, 3, 4),
        date(2024, 3, 4),
        tuesday,
    ]


def test_markdown_is_read_as_prose_and_its_offsets_hold() -> None:
    text = (
        "# Flood\n\nThe **river** rose.[^1] [It](https://x.example) fell.\n\n"
        "```\ncode here runs\n```\n\n- One item stands here.\n\n[^1]: A note.\n"
    )
    draft = read_draft(text, markdown=True)
    assert [(s.plain, s.left_alone) for s in draft.sentences] == [
        ("Flood", "heading"),
        ("The river rose.", None),
        ("It fell.", None),
        ("One item stands here.", None),
    ]
    assert text[draft.sentences[1].start : draft.sentences[1].end] == "The **river** rose.[^1]"
    assert draft.notes == {"1": "A note."}


@given(st.text(max_size=300), st.booleans())
def test_any_text_is_cut_into_sentences_inside_it_or_refused(text: str, markdown: bool) -> None:
    try:
        draft = read_draft(text, markdown=markdown)
    except DocumentError:
        assert not any(c.isalnum() for c in text)
        return
    assert all(0 <= s.start < s.end <= len(text) for s in draft.sentences)


def test_the_json_has_every_field_of_the_contract(checker: DraftChecker) -> None:
    told = check_json(
        checker(read_draft("The river Sile rose 2.4 metres on Monday. Why?", markdown=False))
    )
    (sentence,) = told["sentences"]
    assert set(sentence) >= {
        "text",
        "start",
        "end",
        "verdict",
        "support",
        "citations",
        "particulars",
    }
    assert all(set(p) == {"text", "kind", "found"} for p in sentence["particulars"])
    (citation,) = sentence["citations"]
    flood = ARTICLES[0].text
    assert flood[citation["start"] : citation["end"]] == citation["quote"]
    assert [alone["reason"] for alone in told["left_alone"]] == ["question"]


def test_a_draft_without_findings_has_no_citations() -> None:
    draft = read_draft("Why?", markdown=False)
    assert CheckedDraft(draft=draft, findings=()).citations == ()


def test_a_quotation_is_its_speakers_where_one_of_the_articles_that_carry_it_says_so() -> None:
    words = "We have never seen water like this in the old harbour"
    first, second = (
        Article(id=name, title="Flood", text=f"Mayor {name} spoke. “{words},” {name} said.")
        for name in ("Per Holm", "Ada Brandt")
    )
    start = first.text.index(words)
    traced = Traced(
        excerpt=words,
        match="verbatim",
        score=1.0,
        article=first,
        citation=Citation(article=first, start=start, end=start + len(words)),
        also_in=(second,),
    )
    told = {
        who: quotations(f"“{words},” {who} said.", lambda _words: traced)[0].same_speaker
        for who in ("Per Holm", "Ada Brandt", "Nils Moe")
    }
    assert told == {"Per Holm": True, "Ada Brandt": True, "Nils Moe": False}
