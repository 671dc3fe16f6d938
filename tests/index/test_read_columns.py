"""`--map field=column` names what we do not know, and goes before what we do."""

import json
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.errors import InputError
from index.read import Reading
from index.read.columns import parse_columns
from index.types import Article
from ui.cli import run


def read_one(file: Path, *columns: str) -> Article:
    [found] = Reading([file], config=IndexConfig(columns=columns))
    assert isinstance(found, Article), found
    return found


def test_a_mapped_column_is_read_in_every_form_of_record(tmp_path: Path) -> None:
    from evals.fuzz.samples import parquet

    record = {"Überschrift": "Regen", "Inhalt": "Es regnete.", "text": "no"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record))
    (tmp_path / "a.json").write_text(json.dumps({"data": [record]}))
    (tmp_path / "a.csv").write_text(";".join(record) + "\n" + ";".join(record.values()) + "\n")
    (tmp_path / "a.parquet").write_bytes(parquet([record]))
    for file in sorted(tmp_path.iterdir()):
        found = read_one(file, "text=Inhalt", "title=Überschrift")
        assert (found.title, found.text) == ("Regen", "Es regnete.")


def test_a_mapped_column_means_nothing_else_and_known_names_stay(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "It rained.", "headline": "Rain"}\n')
    found = read_one(tmp_path / "a.jsonl", "text=title")
    assert (found.title, found.text) == ("Rain", "It rained.")
    (tmp_path / "b.jsonl").write_text('{"Inhalt": "", "text": "It rained."}\n')
    assert read_one(tmp_path / "b.jsonl", "text=Inhalt").text == "It rained."


def test_a_mapped_column_may_lie_inside_an_object(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"fields": {"main": {"de": "Es regnete."}}, "title": "R"}\n')
    assert read_one(tmp_path / "a.jsonl", "text=fields.main.de").text == "Es regnete."


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (("headlin=a",), "there are: id, title, text"),
        (("titel=a",), "did you mean 'title'?"),
        (("title",), "write --map text=COLUMN"),
        (("title=",), "write --map text=COLUMN"),
        (("title=a", "text=a"), "uses the column 'a' for 'title' and for 'text'"),
    ],
)
def test_a_wrong_mapping_is_refused_with_a_hint(columns: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message.replace("?", r"\?")):
        parse_columns(columns)


def test_the_command_line_refuses_a_wrong_mapping(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("Rain.")
    arguments = ["index", str(tmp_path), "--store", str(tmp_path / "s"), "--map", "titel=a"]
    assert run(arguments) == 2
    assert "did you mean 'title'?" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()
