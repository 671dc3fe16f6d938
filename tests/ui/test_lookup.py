"""Citation lookup as a user meets it: one line and an exit code for everything, JSON for programs."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ui.cli import BAD_INPUT, BAD_STORE, DONE, FAILED, run

pytestmark = pytest.mark.slow

RECORDS = (
    {
        "id": "flood-1",
        "title": "River floods Harrow",
        "text": "The river Sile rose 2.4 metres on Monday. Mayor Ada Brandt said 300 people left their homes.\n\n"
        "“We have never seen water like this,” Brandt said.",
        "date": "2024-03-04",
        "source": "The Tern",
        "url": "https://tern.example/flood",
    },
    {
        "id": "vote-1",
        "title": "Budget passes",
        "text": "Parliament passed the budget on Tuesday by 98 votes to 71.",
        "date": "2024-05-14",
        "source": "Capital Record",
    },
)


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON
        return json.loads(self.out)


Dateline = Callable[..., Ran]


@pytest.fixture
def dateline(store: Path, capsys: pytest.CaptureFixture[str]) -> Dateline:
    def call(*arguments: str | Path, stored: bool = True) -> Ran:
        capsys.readouterr()
        code = run([*map(str, arguments), *(("--store", str(store)) if stored else ())])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ran(code, out, err)

    return call


@pytest.fixture
def archive(dateline: Dateline, tmp_path: Path) -> Path:
    file = tmp_path / "news.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), "utf-8")
    assert dateline("index", file).code == DONE
    return file


def test_trace_json_has_every_field_of_the_contract(dateline: Dateline, archive: Path) -> None:
    assert archive.is_file()
    traced = dateline("trace", "The river Sile rose 3.4 metres on Monday", "--json").json
    assert set(traced) >= {
        "excerpt",
        "match",
        "score",
        "article",
        "start",
        "end",
        "quote",
        "diff",
        "also_in",
    }
    assert set(traced["article"]) >= {"article_id", "title", "source", "published", "url"}
    assert (traced["match"], traced["article"]["article_id"]) == ("altered", "flood-1")
    assert RECORDS[0]["text"][traced["start"] : traced["end"]] == traced["quote"]
    assert ["delete", " 2.4"] in traced["diff"]
    absent = dateline("trace", "Penguins huddle in the Antarctic night", "--json")
    assert (absent.code, absent.json["match"], absent.json["article"]) == (DONE, "absent", None)
    assert "Altered" in dateline("trace", "The river Sile rose 3.4 metres on Monday").out


def test_a_batch_comes_back_with_answers(dateline: Dateline, archive: Path, tmp_path: Path) -> None:
    table = archive.parent / "excerpts.csv"
    table.write_text(
        'no,source,quote\n1,desk,"We have never seen water like this"\n2,desk,\n', "utf-8"
    )
    out = tmp_path / "out.csv"
    ran = dateline("trace", "--batch", table, "--out", out)
    assert (ran.code, "1 of 2" in ran.err) == (BAD_INPUT, True)
    first, second = csv.DictReader(io.StringIO(out.read_text("utf-8")))
    assert (first["no"], first["source"], first["match"]) == ("1", "desk", "verbatim")
    assert (first["trace_source"], first["url"]) == ("The Tern", "https://tern.example/flood")
    assert second["problem"]
    lines = archive.parent / "excerpts.jsonl"
    lines.write_text('{"n": 1, "excerpt": "by 98 votes to 71"}\n', "utf-8")
    told = dateline("trace", "--batch", lines)
    row = json.loads(told.out)
    assert (row["n"], row["trace"]["article"]["article_id"]) == (1, "vote-1")


def test_verify_tells_what_an_edit_did(dateline: Dateline, archive: Path, tmp_path: Path) -> None:
    saved = tmp_path / "answer.json"
    saved.write_text(dateline("ask", "How many people left their homes?", "--json").out, "utf-8")
    same = dateline("verify", saved, "--json", "--strict")
    assert (same.code, same.json["counts"]["altered"], same.json["counts"]["gone"]) == (DONE, 0, 0)
    assert same.json["counts"]["ok"] > 0
    edited = [{**RECORDS[0], "text": RECORDS[0]["text"].replace("300", "500")}, RECORDS[1]]
    archive.write_text("".join(json.dumps(record) + "\n" for record in edited), "utf-8")
    assert dateline("index", archive).code == DONE
    assert dateline("verify", saved).code == DONE
    after = dateline("verify", saved, "--json", "--strict")
    assert after.code == FAILED
    assert after.json["counts"]["altered"] > 0
    altered = next(c for c in after.json["citations"] if c["status"] == "altered")
    assert ["insert", " 500"] in altered["diff"]


def test_verify_tells_of_citations_that_are_broken_in_the_file(
    dateline: Dateline, archive: Path
) -> None:
    words = "Mayor Ada Brandt said 300 people left their homes."
    backwards = {"id": 1, "article_id": "flood-1", "start": 50, "end": 5, "quote": words}
    saved = archive.parent / "answer.json"
    saved.write_text(json.dumps({"citations": [backwards]}), "utf-8")
    told = dateline("verify", saved, "--json")
    assert (told.code, told.err) == (DONE, "")
    assert told.json["counts"] == {"ok": 0, "moved": 1, "altered": 0, "gone": 0}
    assert (told.json["citations"][0]["was"]["end"], told.json["citations"][0]["quote"]) == (
        5,
        words,
    )
    wordless = {"id": 2, "article_id": "flood-1", "start": 0, "end": 9}
    saved.write_text(json.dumps({"citations": [backwards, wordless]}), "utf-8")
    told = dateline("verify", saved, "--json")
    assert (told.code, len(told.json["citations"])) == (BAD_INPUT, 1)
    assert (told.err.count("\n"), "answer.json" in told.err) == (1, True)


def test_check_footnotes_a_draft_in_every_form(
    dateline: Dateline, archive: Path, tmp_path: Path
) -> None:
    draft = archive.parent / "draft.md"
    draft.write_text("# Flood\n\nThe river Sile rose 2.4 metres on Monday. Who knew?\n", "utf-8")
    told = dateline("check", draft, "--json").json
    assert [s["verdict"] for s in told["sentences"]] == ["supported"]
    assert {alone["reason"] for alone in told["left_alone"]} == {"heading", "question"}
    for form in ("md", "html", "docx", "json"):
        out = tmp_path / f"checked.{form}"
        assert dateline("check", draft, "--to", form, "--out", out).code == DONE
        assert out.stat().st_size > 100
    assert "Monday.[^dateline-1] Who knew?" in (tmp_path / "checked.md").read_text("utf-8")
    assert "supported" in dateline("check", draft).out
    draft.write_text("The river Sile rose 9.4 metres on Monday.\n", "utf-8")
    assert dateline("check", draft, "--strict").code == FAILED


def test_export_writes_every_form(dateline: Dateline, archive: Path, tmp_path: Path) -> None:
    assert archive.is_file()
    draft, saved = tmp_path / "draft.txt", tmp_path / "checked.json"
    draft.write_text("The river Sile rose 2.4 metres on Monday.", "utf-8")
    saved.write_text(dateline("check", draft, "--json").out, "utf-8")
    for form in (
        "md",
        "html",
        "json",
        "csl",
        "bibtex",
        "ris",
        "apa",
        "mla",
        "chicago",
        "annotation",
        "claimreview",
    ):
        told = dateline("export", saved, "--to", form, stored=False)
        assert (told.code, bool(told.out.strip())) == (DONE, True), form
    assert (
        dateline("export", saved, "--to", "docx", stored=False).code == BAD_INPUT
    )  # it needs a name


def test_export_says_in_json_what_was_written_where(
    dateline: Dateline, archive: Path, tmp_path: Path
) -> None:
    draft, saved = archive.parent / "draft.txt", tmp_path / "checked.json"
    draft.write_text(
        "The river Sile rose 2.4 metres. Mayor Ada Brandt said 300 people left.", "utf-8"
    )
    saved.write_text(dateline("check", draft, "--json").out, "utf-8")
    for form, items in (
        ("bibtex", 1),
        ("annotation", 2),
        ("claimreview", 2),
        ("md", 1),
        ("docx", 1),
    ):
        out = tmp_path / f"out.{form}"
        ran = dateline("export", saved, "--to", form, "--out", out, "--json", stored=False)
        assert (ran.code, ran.err) == (DONE, "")
        assert ran.json == {"file": str(out), "form": form, "items": items}
        assert out.stat().st_size > 100
    ran = dateline("export", saved, "--to", "bibtex", "--json", stored=False)
    assert (ran.code, ran.out, "--out" in ran.err) == (BAD_INPUT, "", True)


def test_quotes_lists_what_a_person_said(dateline: Dateline, archive: Path) -> None:
    assert archive.is_file()
    told = dateline("quotes", "--speaker", "Ada Brandt", "--json").json
    assert [(q["direct"], q["published"]) for q in told["quotes"]] == [
        (False, "2024-03-04"),
        (True, "2024-03-04"),
    ]
    only = dateline("quotes", "--speaker", "Brandt", "--direct")
    assert "We have never seen water" in only.out
    assert "300" not in only.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("trace",),
        ("trace", ""),
        ("trace", "…"),
        ("trace", "x" * 20_000),
        ("trace", "rain", "--since", "soon"),
        ("trace", "--batch", "missing.csv"),
        ("trace", "--batch", "table.csv"),
        ("trace", "--batch", "table.csv", "--column", "nothing"),
        ("trace", "--batch", "lines.jsonl"),
        ("verify", "missing.json"),
        ("verify", "table.csv"),
        ("verify", "other.json"),
        ("check", "missing.txt"),
        ("check", "empty.md"),
        ("check", "binary.txt"),
        ("check", "broken.docx"),
        ("quotes", "--speaker", " "),
        ("quotes",),
    ],
)
def test_wrong_usage_is_one_clear_line_and_exit_2(
    dateline: Dateline, archive: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    folder = archive.parent
    (folder / "table.csv").write_text("a,b\n1,2\n")
    (folder / "lines.jsonl").write_text('{"excerpt": "rain"}\n{broken\n')
    (folder / "other.json").write_text('{"a": [1]}')
    (folder / "empty.md").write_text("\n")
    (folder / "binary.txt").write_bytes(bytes(range(256)))
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 no")
    monkeypatch.chdir(folder)
    ran = dateline(*arguments)
    assert (ran.code, ran.out) == (BAD_INPUT, "")
    assert len(ran.err.strip().splitlines()) == 1
    assert len(ran.err) < 600


@pytest.mark.parametrize("form", ["bibtex", "apa", "annotation", "md", "claimreview"])
def test_what_cannot_be_exported_is_said(dateline: Dateline, tmp_path: Path, form: str) -> None:
    (tmp_path / "x.json").write_text("[1, 2]" if form != "bibtex" else "no json")
    ran = dateline("export", tmp_path / "x.json", "--to", form, stored=False)
    assert (ran.code, len(ran.err.strip().splitlines())) == (BAD_INPUT, 1)


@pytest.mark.parametrize(
    "command",
    [
        ("trace", "rain fell"),
        ("quotes", "--speaker", "Ek"),
        ("verify", "a.json"),
        ("check", "a.txt"),
    ],
)
def test_a_missing_store_is_exit_3(
    dateline: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "a.txt").write_text("Rain fell on Monday.")
    monkeypatch.chdir(tmp_path)
    ran = dateline(*command)
    assert (ran.code, ran.out) == (BAD_STORE, "")
    assert "dateline index" in ran.err
