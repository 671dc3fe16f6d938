"""Records of every feed become the same article."""

from datetime import date

import pytest

from index.config import IndexConfig
from index.read.names import split_names
from index.read.records import from_record
from index.types import Article, Problem


def article(**record: object) -> Article:
    (found,) = from_record(record, path="news.jsonl", line=1, config=IndexConfig())
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize("name", ["text", "content", "body", "Text", "articleBody", "full_text"])
def test_the_text_is_found_under_its_usual_names(name: str) -> None:
    assert article(**{name: "Rain fell."}).text == "Rain fell."


def test_the_first_field_that_says_something_counts() -> None:
    assert article(text=" ", content="Rain fell.", body="No.").text == "Rain fell."


@pytest.mark.parametrize(
    "record",
    [
        {
            "headline": "Rain",
            "publish_date": "2031-05-02",
            "outlet": "Wire",
            "byline": "By Ann Ek",
            "link": "u",
        },
        {
            "Title": "Rain",
            "publishedAt": "2031-05-02T09:00Z",
            "source": {"id": None, "name": "Wire"},
            "author": "Ann Ek",
            "url": "u",
        },
        {
            "title": "Rain",
            "date": 1935478800,
            "source.name": "Wire",
            "authors": ["Ann Ek"],
            "url": "u",
        },
        {
            "headline": {"main": "Rain"},
            "published": {"$date": "2031-05-02"},
            "publisher": "Wire",
            "author": [{"name": "Ann Ek"}],
            "url": "u",
        },
    ],
)
def test_feeds_agree(record: dict[str, object]) -> None:
    found = article(text="It rained.", **record)
    assert (found.title, found.published, found.source) == ("Rain", date(2031, 5, 2), "Wire")
    assert (found.authors, found.url) == (("Ann Ek",), "u")


def test_section_and_place_are_kept() -> None:
    found = article(text="It rained.", category="Sky", dateline="PORT ELVANE, May 2 (NNA)")
    assert (found.section, found.place, found.source) == ("Sky", "PORT ELVANE", "NNA")
    assert article(text="It rained.", place="Port Elvane").place == "Port Elvane"


@pytest.mark.parametrize(("given", "kept"), [("a 1", "a 1"), (17, "17"), ({"$oid": "5f"}, "5f")])
def test_an_id_is_kept_as_given(given: object, kept: str) -> None:
    assert article(text="Rain.", _id=given).id == kept
    assert article(text="Rain.", guid=given).id == kept


@pytest.mark.parametrize("nothing", [None, "", "  ", True, float("nan"), [], {}, "x" * 5000])
def test_an_id_that_is_none_is_made(nothing: object) -> None:
    assert (
        article(id=nothing, title="Rain, again!", text="It rained.").id
        == article(title="Rain, again!", text="It rained.").id
    )


def test_a_made_id_is_readable_and_lasts() -> None:
    assert (
        article(title="Rain, again: Café’s roof", text="It rained.").id
        == "rain-again-cafes-roof-81fc4ea0"
    )
    assert len(article(title="long " * 50, text="It rained.").id) <= 49
    assert article(title="雨", text="It rained.").id.startswith("article-")


def test_an_edited_article_keeps_the_id_of_its_address() -> None:
    one, two = (
        article(title="R", text="Rain.", url="u"),
        article(title="R", text="Rain, corrected.", url="u"),
    )
    assert one.id == two.id
    assert article(title="R", text="Rain.").id != article(title="R", text="Rain, corrected.").id


@pytest.mark.parametrize("text", [None, "", "123 – 456", 7, {}, [], float("nan"), "\x00\x01"])
def test_a_record_without_text_is_a_problem(text: object) -> None:
    (found,) = from_record({"title": "Rain", "text": text}, path="p", line=3, config=IndexConfig())
    assert found == Problem(path="p", line=3, reason="no text")


@pytest.mark.parametrize(
    "written",
    [
        "2023-02-31",
        "2023-02-31T10:00:00Z",
        "13/45/2020",
        "31.02.2023",
        "20231345",
        "30 February 2021",
        "Feb. 30, 2021",
        "9999-12-31",
        "31 Dec 9999",
        "0001-01-01",
    ],
)
def test_an_article_with_an_impossible_date_is_kept_without_and_that_is_said(written: str) -> None:
    record = {"text": "Rain fell.", "date": written}
    found, said = from_record(record, path="p", line=3, config=IndexConfig())
    assert isinstance(found, Article)
    assert (found.text, found.published, found.published_at) == ("Rain fell.", None, None)
    assert isinstance(said, Problem)
    assert (said.line, said.kept, written in said.reason) == (3, True, True)


@pytest.mark.parametrize("written", ["", "n/a", "2017", "Sept 2017", "10:30:12", 7, None, []])
def test_a_date_that_was_not_given_whole_is_no_problem(written: object) -> None:
    assert article(text="Rain fell.", date=written).published is None


def test_a_date_that_can_be_read_stands_in_for_one_that_cannot() -> None:
    day = article(text="Rain fell.", published="2023-02-31", date="2023-03-01").published
    assert day == date(2023, 3, 1)


def test_paragraphs_in_a_list_are_joined() -> None:
    assert article(text=["Rain fell.", "Snow fell."]).text == "Rain fell.\n\nSnow fell."


def test_the_text_is_cleaned_and_its_blank_space_kept() -> None:
    assert article(text=" Rain\r\nfell\x00 \ud800.\n").text == " Rain\nfell \ufffd.\n"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ann Ek", ("Ann Ek",)),
        ("By Ann Ek and Bo Roe", ("Ann Ek", "Bo Roe")),
        ("Ann Ek, Bo Roe & Cy Poe", ("Ann Ek", "Bo Roe", "Cy Poe")),
        ("Ann Ek, Bo Roe, and Cy Poe", ("Ann Ek", "Bo Roe", "Cy Poe")),
        ("Ek, Ann; Roe, Bo", ("Ek, Ann", "Roe, Bo")),
        ("Ek, Ann", ("Ek, Ann",)),
        ("Bo Roe, Jr., Ann Ek", ("Bo Roe, Jr.", "Ann Ek")),
        ("Byron Sand", ("Byron Sand",)),
        ("", ()),
    ],
)
def test_names_are_taken_apart(written: str, names: tuple[str, ...]) -> None:
    assert split_names(written) == names
