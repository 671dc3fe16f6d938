"""CSV and TSV."""

from pathlib import Path

import pytest

from index.config import IndexConfig
from index.read import read
from index.types import Article, Problem


def from_bytes(
    folder: Path, data: str | bytes, name: str = "n.csv", **limits: int
) -> list[Article | Problem]:
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read([file], config=IndexConfig(**limits)))


def texts(found: list[Article | Problem]) -> list[str]:
    return [item.text if isinstance(item, Article) else str(item.line) for item in found]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_are_articles_whatever_the_delimiter(tmp_path: Path, delimiter: str, end: str) -> None:
    rows = [
        ["ID", "Headline", "Body"],
        ["1", "Rain", '"It rained, she\n\nsaid; ""twice"" | so\t."'],
        [],
        ["2", "Snow", "Snow."],
    ]
    found = from_bytes(tmp_path, "\ufeff" + end.join(delimiter.join(row) for row in rows))
    assert texts(found) == ['It rained, she\n\nsaid; "twice" | so\t.', "Snow."]
    assert [item.id for item in found if isinstance(item, Article)] == ["1", "2"]


def test_a_table_without_text_names_its_columns(tmp_path: Path) -> None:
    [found] = from_bytes(tmp_path, "id,headline,likes\n1,Rain,3\n2,Snow,4\n")
    assert isinstance(found, Problem)
    assert found.reason.endswith("its columns are: id, headline, likes")


def test_a_row_with_too_many_fields_is_a_problem_and_a_short_one_is_not(tmp_path: Path) -> None:
    found = from_bytes(
        tmp_path, "text,title\nRain, heavy, fell.,Rain\nSnow fell.\nHail fell.,Hail,,\n"
    )
    assert texts(found) == ["2", "Snow fell.", "Hail fell."]
    assert "the row has 4 fields, the header 2" in str(found[0])


def test_a_long_field_is_read_up_to_the_limit(tmp_path: Path) -> None:
    assert len(texts(from_bytes(tmp_path, "text,id\n" + "Rain " * 100_000 + ",1\n"))[0]) == 500_000


def test_an_unclosed_quote_costs_no_more_than_the_longest_row(tmp_path: Path) -> None:
    rows = "text,id\nRain.,1\n" + '"Hail,2\n' + "Snow.,3\n" * 100
    found = from_bytes(tmp_path, rows, max_line_chars=200)
    assert texts(found)[:2] == ["Rain.", "3"]
    assert "longer than 200 characters" in str(found[1])
    assert texts(found)[2:] == ["Snow."] * len(found[2:])
    assert len(found) > 70


def test_windows_1252_columns_come_out_right(tmp_path: Path) -> None:
    assert texts(from_bytes(tmp_path, "text;id\n“Café” – so;1\n".encode("cp1252"))) == [
        "“Café” – so"
    ]


def test_utf16_as_spreadsheets_write_it_is_read(tmp_path: Path) -> None:
    assert texts(
        from_bytes(tmp_path, "id\ttext\r\n1\tRain fell.\r\n".encode("utf-16"), "n.tsv")
    ) == ["Rain fell."]
