"""JSON and JSON Lines."""

import json
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.read import read
from index.types import Article, Problem

RAIN = {"id": "1", "title": "Rain", "text": "Rain fell."}
SNOW = {"id": "2", "title": "Snow", "text": "Snow fell."}


def from_bytes(
    folder: Path, name: str, data: str | bytes, **limits: int
) -> list[Article | Problem]:
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read([file], config=IndexConfig(**limits)))


def ids(found: list[Article | Problem]) -> list[str]:
    return [item.id if isinstance(item, Article) else item.reason for item in found]


@pytest.mark.parametrize(
    "document",
    [
        [RAIN, SNOW],
        *({name: [RAIN, SNOW]} for name in ("articles", "items", "documents", "data", "Results")),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_is_found_wherever_it_usually_is(
    tmp_path: Path, document: object, indent: int | None
) -> None:
    assert ids(from_bytes(tmp_path, "n.json", json.dumps(document, indent=indent))) == ["1", "2"]


def test_one_record_is_an_article(tmp_path: Path) -> None:
    assert ids(from_bytes(tmp_path, "n.json", json.dumps({**RAIN, "items": [1]}, indent=1))) == [
        "1"
    ]


def test_json_lines_called_json_are_read(tmp_path: Path) -> None:
    lines = f"\n{json.dumps(RAIN)}\n{json.dumps(SNOW)}\n"
    assert ids(from_bytes(tmp_path, "n.json", lines)) == ["1", "2"]
    assert ids(from_bytes(tmp_path, "unnamed", lines)) == ["1", "2"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("name", ["n.json", "n.jsonl"])
def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path, encoding: str, name: str) -> None:
    assert ids(from_bytes(tmp_path, name, json.dumps(RAIN).encode(encoding))) == ["1"]


def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [
        json.dumps(RAIN),
        "{broken",
        "[1]",
        "null",
        "7",
        '{"title": "no text"}',
        "",
        json.dumps(SNOW),
    ]
    found = from_bytes(tmp_path, "n.jsonl", "\r\n".join(lines))
    assert ids(found)[0] == "1"
    assert ids(found)[-1] == "2"
    problems = [(item.line, item.reason) for item in found if isinstance(item, Problem)]
    assert problems[0][0] == 2
    assert problems[0][1].startswith("not JSON (")
    assert problems[1:] == [
        (3, "not an object but a list"),
        (4, "not an object but null"),
        (5, "not an object but a number"),
        (6, "no text"),
    ]


def test_a_bad_record_of_a_list_is_named_by_its_number(tmp_path: Path) -> None:
    assert ids(from_bytes(tmp_path, "n.json", json.dumps([RAIN, 7]))) == [
        "1",
        "record 2 of 2: not an object but a number",
    ]


@pytest.mark.parametrize(
    "attack", ["[" * 200_000, '{"a":' * 200_000, "9" * 5000, '{"id": ' + "9" * 5000 + "}"]
)
@pytest.mark.parametrize("name", ["n.json", "n.jsonl"])
def test_an_attack_on_the_parser_is_a_problem(tmp_path: Path, attack: str, name: str) -> None:
    found = from_bytes(tmp_path, name, attack + "\n" + json.dumps(RAIN) + "\n")
    assert isinstance(found[0], Problem)
    assert "JSON" in found[0].reason


def test_deep_values_nan_and_surrogates_are_harmless(tmp_path: Path) -> None:
    deep = (
        '{"text": "Rain \\ud800 fell.", "author": '
        + "[" * 500
        + "]" * 500
        + ', "date": NaN, "title": {"name": {}}}'
    )
    [found] = from_bytes(tmp_path, "n.jsonl", deep)
    assert isinstance(found, Article)
    assert (found.text, found.published, found.authors) == ("Rain \ufffd fell.", None, ())


def test_a_long_line_is_skipped_and_the_next_is_read(tmp_path: Path) -> None:
    long = json.dumps({"text": "Rain " * 1000})
    lines = "\n".join([json.dumps(RAIN), long, json.dumps(SNOW)])
    for encoding in ("utf-8", "utf-16"):
        found = from_bytes(tmp_path, "n.jsonl", lines.encode(encoding), max_line_chars=500)
        assert ids(found) == ["1", "the line is longer than 500 characters (max_line_chars)", "2"]


def test_the_limit_of_a_line_counts_characters_not_bytes(tmp_path: Path) -> None:
    line = json.dumps({"id": "1", "text": "雨" * 400}, ensure_ascii=False)
    assert ids(from_bytes(tmp_path, "n.jsonl", line, max_line_chars=500)) == ["1"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["n.jsonl", "n.txt", "n.csv", "n.md"])
@pytest.mark.parametrize("byte", [b"x", b"\xe9"])
def test_a_single_huge_line_is_one_problem(tmp_path: Path, name: str, byte: bytes) -> None:
    [found] = from_bytes(tmp_path, name, byte * 25_000_000)
    assert isinstance(found, Problem)
    assert "longer than" in found.reason


def test_a_huge_document_is_refused_with_a_way_out(tmp_path: Path) -> None:
    document = json.dumps([{"text": "Rain fell."}] * 100)
    for text in (document, document.replace("},", "},\n")):
        [found] = from_bytes(tmp_path, "n.json", text, max_article_chars=50)
        assert isinstance(found, Problem)
        assert "JSON Lines" in found.reason


@pytest.mark.parametrize("name", ["n.json", "n.jsonl", "n.csv", "n.txt", "n.md"])
@pytest.mark.parametrize(("data", "reason"), [(b"", "empty"), (b" \n\n \n", "holds no articles")])
def test_nothing_in_a_file_is_said(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    assert ids(from_bytes(tmp_path, name, data)) == [reason]
    assert ids(from_bytes(tmp_path, "empty.json", "[]")) == ["holds no articles"]
