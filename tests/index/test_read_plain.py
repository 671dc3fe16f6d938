"""Plain text and Markdown: headers, datelines, several articles in a file."""

from datetime import date
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.read import read
from index.types import Article, Problem

TWO = (
    " date 2031-05-02 PORT ELVANE – Engineers of the harbour board met their rivals from the canal\n"
    "\n"
    "“We talked about mud,” Lt. Col. Ann Ek said. “It was time.”\n"
    "\n"
    "ek.ann@harbour.example\n"
    "\n\n\n"
    "The talks came after a dry winter. Two barges ran aground.\n"
    "\n"
    "Lund reported from Ostmark.\n"
)


def from_text(
    folder: Path, text: str | bytes, name: str = "news.txt", **limits: int
) -> list[Article | Problem]:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read([file], config=IndexConfig(**limits)))


def article(folder: Path, text: str | bytes, name: str = "news.txt") -> Article:
    [found] = from_text(folder, text, name)
    assert isinstance(found, Article)
    return found


def test_a_file_holds_two_articles_and_only_the_first_is_dated(tmp_path: Path) -> None:
    first, second = from_text(tmp_path, TWO)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.published == date(2031, 5, 2)
    assert first.place == "PORT ELVANE"
    assert first.text.startswith("PORT ELVANE – Engineers")
    assert first.text.endswith("ek.ann@harbour.example")
    assert second.published is None
    assert (
        second.text
        == "The talks came after a dry winter. Two barges ran aground.\n\nLund reported from Ostmark."
    )
    assert second.title == "The talks came after a dry winter"


def test_a_long_opening_makes_a_title_cut_at_a_word(tmp_path: Path) -> None:
    first = from_text(tmp_path, TWO)[0]
    assert isinstance(first, Article)
    assert first.title == "Engineers of the harbour board met their rivals from the canal"
    title = article(tmp_path, "OSLO – " + "Rain and snow " * 20).title
    assert title.endswith((" and…", "Rain…", "snow…"))
    assert len(title) <= 91


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_gives_the_same_articles(tmp_path: Path, end: str) -> None:
    plain = from_text(tmp_path, TWO)
    assert from_text(tmp_path, TWO.replace("\n", end)) == plain
    assert from_text(tmp_path, TWO.rstrip().replace("\n", end)) == plain


def test_a_date_line_after_a_blank_line_begins_an_article(tmp_path: Path) -> None:
    found = from_text(tmp_path, "date 2031-05-02\nRain fell.\n\ndate 2031-05-03\n\nSnow fell.\n")
    assert [(a.text, a.published) for a in found if isinstance(a, Article)] == [
        ("Rain fell.", date(2031, 5, 2)),
        ("Snow fell.", date(2031, 5, 3)),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "date 2031-05-02\ntitle Rain\nsource The Wire\nauthor Ann Ek\nauthor Bo Roe\nurl http://w.example\nsection Sky",
        "title: Rain\ndate: 2 May 2031\nsource: The Wire\nauthors: Ann Ek, Bo Roe\nURL: http://w.example\nSection: Sky",
    ],
)
def test_header_lines_tell_about_the_article(tmp_path: Path, header: str) -> None:
    found = article(tmp_path, header + "\n\nIt rained.")
    assert (found.title, found.published, found.source) == ("Rain", date(2031, 5, 2), "The Wire")
    assert (found.authors, found.url, found.section) == (
        ("Ann Ek", "Bo Roe"),
        "http://w.example",
        "Sky",
    )
    assert found.text == "It rained."


@pytest.mark.parametrize(
    "text",
    [
        "source material is rare.\nMore text.",
        "Source: the ministry\nsaid so.",
        "title fights end badly",
        "date 12 is a palm.",
        "Date: unknown\nRain fell.",
    ],
)
def test_text_that_looks_like_a_header_stays_text(tmp_path: Path, text: str) -> None:
    assert article(tmp_path, text).text == text


def test_text_after_the_date_line_is_not_taken_for_a_header(tmp_path: Path) -> None:
    found = article(tmp_path, "date 2031-05-02\nTitle IX was upheld.\nSection 8 fell.")
    assert found.text == "Title IX was upheld.\nSection 8 fell."


def test_a_byline_gives_the_author_and_stays_in_the_text(tmp_path: Path) -> None:
    found = article(
        tmp_path, "By Ann Ek and Ole van Dam, Staff Writers\n\nOSLO (NNA) – Rain fell again.\n"
    )
    assert found.authors == ("Ann Ek", "Ole van Dam")
    assert found.text.startswith("By Ann Ek")
    assert (found.place, found.source, found.title) == ("OSLO", "NNA", "Rain fell again")
    assert article(tmp_path, "By Monday morning rain fell.").authors == ()


def test_markdown_front_matter_and_heading_are_read(tmp_path: Path) -> None:
    text = (
        "---\ntitle: 'Rain'\ndate: 2031-05-02\nauthors:\n  - Ann Ek\n  - \"Bo Roe\"\n"
        "layout: post\n---\n\nIt *rained*."
    )
    found = article(tmp_path, text, "rain.md")
    assert (found.title, found.published, found.authors) == (
        "Rain",
        date(2031, 5, 2),
        ("Ann Ek", "Bo Roe"),
    )
    assert found.text == "It *rained*."
    found = article(tmp_path, "# Rain\n\nIt rained.", "rain.md")
    assert (found.title, found.text) == ("Rain", "It rained.")
    assert article(tmp_path, "# Rain\n\nIt rained.").text == "# Rain\n\nIt rained."


def test_a_block_without_letters_is_a_problem(tmp_path: Path) -> None:
    _, problem = from_text(tmp_path, "Rain fell.\n\n\n\n* * *\n")
    assert str(problem).endswith("news.txt line 5: no text")


def test_an_article_over_the_limit_is_one_problem_and_the_next_is_read(tmp_path: Path) -> None:
    text = "Rain fell.\n" * 1000 + "\n\n\nSnow fell.\n"
    problem, found = from_text(tmp_path, text, max_article_chars=2000)
    assert "line 1: the article is longer than 2,000 characters" in str(problem)
    assert isinstance(found, Article)
    assert found.text == "Snow fell."


def test_windows_1252_is_read_right_wherever_it_begins(tmp_path: Path) -> None:
    text = "Rain fell.\n" * 200_000 + "“Café,” she said – twice."
    assert article(tmp_path, text.encode("cp1252")).text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_marked_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    assert from_text(tmp_path, TWO.encode(encoding)) == from_text(tmp_path, TWO)


def test_one_stray_byte_in_a_utf8_line_harms_nothing_else(tmp_path: Path) -> None:
    line = "Ærøskøbing får sne".encode() + b"\x94."
    assert article(tmp_path, line).text == "Ærøskøbing får sne”."


def test_cyrillic_of_old_files_is_recognised(tmp_path: Path) -> None:
    text = "В столице прошёл сильный дождь, сообщили вчера вечером жители города. " * 5
    assert article(tmp_path, text.encode("cp1251")).text == text.strip()
