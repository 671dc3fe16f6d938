"""Saved citations are held against an archive that has changed: ok, moved, altered or gone."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from newsroom import ARTICLES, Build

from index.config import IndexConfig
from index.read import read
from index.samples import samples_folder
from index.sentences import sentence_spans
from index.store import Store
from index.types import Article
from rag.errors import DocumentError
from rag.lookup.recheck import Rechecked, Saved, locate, recheck
from rag.lookup.saved import check_saved, count_unreadable, read_saved, saved_citations
from rag.lookup.shapes import verify_json
from rag.types import Citation

FLOOD = ARTICLES[0]
NEW = "Nobody had asked the harbour office about any of this before noon, a clerk noted."


def cited(article: Article, start: int, end: int) -> Saved:
    citation = Citation(article=article, start=start, end=end)
    return Saved(
        article_id=article.id,
        start=start,
        end=end,
        quote=citation.quote,
        sha256=article.sha256,
        prefix=citation.prefix,
        suffix=citation.suffix,
    )


def quoted(article: Article, words: str) -> Saved:
    start = article.text.index(words)
    return cited(article, start, start + len(words))


def edits(text: str, start: int, end: int, chance: random.Random) -> list[tuple[str, str]]:
    """Edit a text around and in [start, end): the true status and the text after the edit."""
    words = text[start:end].split(" ")
    at = chance.randrange(1, len(words) - 1)
    changed = " ".join([*words[:at], "gravel", *words[at + 1 :]])
    dropped = " ".join([*words[:at], *words[at + 1 :]])
    without = text[:start] + text[end:]
    return [
        ("ok", text),
        ("ok", text[:end] + " " + NEW + text[end:]),
        ("moved", text[:start] + NEW + " " + text[start:]),
        ("moved", text[text.index(" ") + 1 :]),
        ("moved", without + "\n\n" + text[start:end]),
        ("altered", text[:start] + changed + text[end:]),
        ("altered", text[:start] + dropped + text[end:]),
        ("altered", text[:start] + NEW + " " + changed + text[end:]),
        ("gone", without),
        ("gone", text[:start] + NEW + text[end:]),
    ]


def test_after_five_hundred_edits_every_citation_is_told_right() -> None:
    chance = random.Random(7)  # noqa: S311 - an example that repeats
    with samples_folder() as folder:
        articles = [a for a in read([folder], config=IndexConfig()) if isinstance(a, Article)]
    wrong: Counter[tuple[str, str]] = Counter()
    told = 0
    for article in articles:
        spans = [s for s in sentence_spans(article.text)[1:] if s[1] - s[0] >= 60]
        start, end = chance.choice(spans)
        saved = cited(article, start, end)
        for true, text in edits(article.text, start, end, chance):
            status, span = locate(saved, text)
            told += 1
            wrong[true, status] += true != status
            if status in {"ok", "moved"}:
                assert span
                assert text[slice(*span)] == saved.quote
            assert (span is None) == (status == "gone")
    assert told >= 500
    assert not +wrong


@pytest.mark.parametrize(
    ("words", "before", "after", "status", "now"),
    [
        ("300", "300 people", "500 people", "altered", "500"),
        ("300", "Mayor", "In all 300 fled. Mayor", "moved", "300"),
        ("Ada Brandt", "Mayor Ada Brandt said 300", "Mayor Per Holm said 300", "altered", "Per Holm"),
        ("2.4", "HARROW – ", "", "moved", "2.4"),
    ],
)  # fmt: skip
def test_a_number_or_a_name_is_told_by_what_stands_around_it(
    words: str, before: str, after: str, status: str, now: str
) -> None:
    text = FLOOD.text.replace(before, after, 1)
    found, span = locate(quoted(FLOOD, words), text)
    assert span
    assert (found, text[slice(*span)]) == (status, now)


def test_the_diff_of_an_altered_citation_goes_from_the_cited_words_to_the_new_ones(
    build: Build, store: Path
) -> None:
    saved = quoted(FLOOD, "Mayor Ada Brandt said 300 people left their homes.")
    build()
    build([replace(FLOOD, text=FLOOD.text.replace("300", "500"))])
    checked = recheck(saved, Store.open(store))
    assert checked.status == "altered"
    assert [step for step in checked.diff if step[0] != "equal"] == [
        ("delete", " 300"),
        ("insert", " 500"),
    ]


def test_a_removed_article_is_gone_and_those_that_carry_its_words_are_named(
    build: Build, store: Path
) -> None:
    wire = replace(FLOOD, id="wire-1", source="Wire", title="Flood", text=FLOOD.text + " More.")
    build([wire, ARTICLES[1]])
    checked = recheck(
        quoted(FLOOD, "Mayor Ada Brandt said 300 people left their homes."), Store.open(store)
    )
    assert (checked.status, checked.article, checked.now) == ("gone", None, None)
    assert [article.id for article in checked.also_in] == ["wire-1"]


def test_a_correction_put_into_the_article_since_is_told_and_one_that_stood_there_is_not_new(
    build: Build, store: Path
) -> None:
    saved = quoted(FLOOD, "Mayor Ada Brandt said 300 people left their homes.")
    note = "Correction: An earlier version of this article misspelled the river."
    corrected = replace(FLOOD, text=f"{FLOOD.text}\n\n{note}")
    build()
    build([corrected])
    opened = Store.open(store)
    checked = recheck(saved, opened)
    assert (checked.status, checked.corrected, checked.corrections) == ("ok", True, (note,))
    again = recheck(quoted(corrected, "Mayor Ada Brandt said 300 people left their homes."), opened)
    assert (again.corrected, again.standing) == (False, (note,))


def test_an_article_that_corrects_another_is_named(build: Build, store: Path) -> None:
    later = Article(
        id="tern-9",
        title="Corrections",
        source="The Tern",
        published=date(2024, 3, 9),
        text="Correction: Our article of March 4 on how the river floods Harrow gave a wrong height.",
    )
    build([FLOOD, later, replace(later, id="other", source="Wire")])
    checked = recheck(quoted(FLOOD, "2.4 metres on Monday"), Store.open(store))
    assert [article.id for article in checked.corrected_by] == ["tern-9"]


def test_citations_are_found_wherever_they_lie_in_a_saved_document() -> None:
    citation = {"article_id": "a", "start": 1, "end": 4, "quote": "ain", "id": 3, "also_in": []}
    traced = {"article": {"article_id": "b", "url": "x"}, "start": 0, "end": 4, "quote": "Snow"}
    document = [{"answer": "…", "citations": [citation]}, {"sentences": [{"citations": [traced]}]}]
    hostile = [
        {"article_id": 1},
        {"article_id": "a", "start": 5, "end": 9, "quote": " "},
        None,
        [[]],
    ]
    found = list(saved_citations([*document, *hostile]))
    assert [(s.article_id, s.quote, s.number, s.url) for s in found] == [
        ("a", "ain", 3, None),
        ("b", "Snow", None, "x"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        (31, 5, (31, 5)),
        (-7, 44, (-7, 44)),
        (0, 3, (0, 3)),
        (42, 45, (42, 45)),
        (10**6, 10**6 + 50, (10**6, 10**6 + 50)),
        ("42", "92", (None, None)),
        (42.0, 92.5, (None, None)),
        (False, True, (None, None)),
        (None, None, (None, None)),
    ],
)
def test_a_citation_with_broken_offsets_is_told_where_its_words_stand(
    build: Build, store: Path, start: object, end: object, kept: tuple[int | None, int | None]
) -> None:
    words = "Mayor Ada Brandt said 300 people left their homes."
    at = FLOOD.text.index(words)
    offsets = {"start": start, "end": end}
    entry = {"article_id": FLOOD.id, "quote": words, **offsets}
    lost = {"article_id": FLOOD.id, "quote": "A comet was seen over the observatory.", **offsets}
    build()
    opened = Store.open(store)
    there, gone = (recheck(s, opened) for s in saved_citations({"citations": [entry, lost]}))
    assert (there.saved.start, there.saved.end) == kept
    assert there.now
    assert (there.status, there.now.start, there.now.end) == ("moved", at, at + len(words))
    assert (gone.status, gone.now) == ("gone", None)


def test_words_that_end_elsewhere_than_was_saved_have_moved() -> None:
    saved = quoted(FLOOD, "Mayor Ada Brandt said 300 people left their homes.")
    assert saved.start is not None
    span = (saved.start, saved.start + len(saved.quote))
    assert locate(replace(saved, end=span[0] + 5), FLOOD.text) == ("moved", span)
    assert locate(replace(saved, end=span[0] - 5), FLOOD.text) == ("moved", span)
    assert locate(saved, FLOOD.text) == ("ok", span)


def test_what_is_listed_as_a_citation_and_cannot_be_checked_is_counted() -> None:
    readable = {"article_id": "a", "start": 9, "end": 2, "quote": "ain"}
    broken = [{"article_id": "a", "start": 1, "end": 4}, {"quote": "ain"}, "[1] The Tern", None]
    answer = {"statements": [{"citations": [1, 2]}], "citations": [readable, *broken]}
    assert count_unreadable([answer]) == 4
    assert count_unreadable({"turns": [{"citations": [readable]}]}) == 0


def test_what_only_came_near_is_no_citation() -> None:
    near = {"article_id": "a", "start": 1, "end": 4, "quote": "ain", "why": "no name"}
    refused = {"question": "Who?", "citations": [], "near_misses": [near]}
    assert list(saved_citations([refused])) == []
    check_saved([refused], name="f")
    check_saved([{"trace": {"match": "absent"}}], name="f")
    with pytest.raises(DocumentError, match="f is no saved answer"):
        check_saved([{"a": [1, "x", None]}], name="f")


def test_a_file_is_one_document_or_one_on_each_line() -> None:
    assert read_saved('{"a":\n 1}', name="f") == [{"a": 1}]
    assert read_saved('{"a": 1}\n\n{"a": 2}\n', name="f") == [{"a": 1}, {"a": 2}]


def test_the_json_counts_every_status() -> None:
    gone = Rechecked(saved=quoted(FLOOD, "Monday"), status="gone")
    told = verify_json("f", [gone])
    assert told["counts"] == {"ok": 0, "moved": 0, "altered": 0, "gone": 1}
    assert (told["citations"][0]["start"], told["citations"][0]["was"]["quote"]) == (None, "Monday")
