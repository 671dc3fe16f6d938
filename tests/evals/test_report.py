"""Reports carry the figures, whatever the questions say."""

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from evals.dataset import from_json, save_questions
from evals.errors import EvalError
from evals.measures.citations import Stored
from evals.optional import needed
from evals.report.junit import junit
from evals.report.page import page
from evals.report.tables import latex, markdown, per_question_csv
from evals.report.text import comparison_text, gate_text, summary_text
from evals.report.write import write_reports
from evals.running.folder import (
    ANSWERS,
    Manifest,
    Run,
    append_answer,
    read_run,
    write_articles,
    write_manifest,
)
from evals.scoring.compare import compare_scores, pass_gate
from evals.scoring.score import score_run, shipped_checker
from evals.scoring.stored import score_folder

pytestmark = pytest.mark.slow

HOSTILE = "=1+1 <script>alert(1)</script> ]]> \x00\x1b[31m $x^2$ & % _ \\ | 中文 ’"
TEXT = "The crack is 40 centimetres long. The Haldis was built in 1998."


def answer(short: str, quote: str, *, abstained: bool = False) -> dict[str, object]:
    start = TEXT.find(quote)
    cited = {
        "id": 1,
        "article_id": "a",
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "sha256": "h",
    }
    shown = {"text": quote, "citations": [1], "support": 1.0, "verdict": "supported"}
    return {
        "abstained": abstained,
        "short_answer": None if abstained else short,
        "confidence": 0.8,
        "statements": [] if abstained else [shown],
        "citations": [] if abstained else [cited],
        "retrieved": [{"article_id": "a", "start": 0, "end": len(TEXT), "text": TEXT}],
        "removed_statements": 0,
        "timings_ms": {"read": 3.0, "total": 5.0},
    }


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run of five hostile questions: right, wrong, wrongly refused, wrongly answered, failed."""
    evidence = [[{"article_id": "a", "start": 0, "end": 33, "quote": TEXT[:33]}]]
    base = {
        "question": HOSTILE,
        "answers": ["40 centimetres"],
        "evidence": evidence,
        "slice": [HOSTILE],
    }
    rows = [{**base, "id": f"q{n}", "thread": f"t{n}"} for n in range(4)]
    rows.append({"id": "q4", "question": HOSTILE, "unanswerable": True, "why": "absent_entity"})
    questions = [from_json(row) for row in rows]
    manifest = Manifest(
        dataset=HOSTILE,
        dataset_sha256="d" * 64,
        questions=5,
        system="dateline",
        identity="i" * 64,
        corpus={"sha256": "c" * 64, "articles": 1, "passages": 1, "embedder": "hash", "index": {}},
        settings={"read_k": "10", "min_support": "0.6"},
        code={"version": "0", "sha256": "e" * 64},
        dirty=(HOSTILE,),
        started="2026-01-01",
        finished="2026-01-02",
        seconds=2.0,
    )
    folder = tmp_path / "run"
    folder.mkdir()
    save_questions(questions, folder / "questions.jsonl")
    given = [
        answer("40 centimetres", TEXT[:33]),
        answer("1998", TEXT[34:]),
        answer("", TEXT[:33], abstained=True),
        None,
        answer("1998", TEXT[34:]),
    ]
    for question, one in zip(questions, given, strict=True):
        row = {"id": question.id, "answer": one, "error": None if one else HOSTILE, "copies": {}}
        append_answer(folder, row)
    write_articles(folder, [{"article_id": "a", "text": TEXT, "sha256": "h"}])
    write_manifest(folder, manifest)
    assert read_run(folder).archive == {"a": Stored(text=TEXT, sha256="h")}
    return read_run(folder)


def test_causes_are_the_first_that_apply(run: Run) -> None:
    causes = [row.cause for row in score_run(run, shipped_checker())]
    assert causes == [
        None,
        "retrieved but unread",
        "wrongly abstained",
        "failed",
        "wrongly answered",
    ]


def test_the_page_needs_nothing_else_and_runs_nothing(run: Run) -> None:
    _, rows, scores = score_folder(run.folder)
    text = page(run, rows, scores.summary, compare_scores(scores, scores))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"(?:src|href)=\"(?!#)", text)
    assert not re.search(r"url\((?!#)", text)
    assert text.count("<svg") == 5
    for words in ("wrongly abstained", "DIRTY", "Risk and coverage", "retrieval.recall@10"):
        assert words in text


def test_junit_is_xml_with_a_case_for_each_question(run: Run) -> None:
    _, rows, scores = score_folder(run.folder)
    suite = ET.fromstring(junit(run.questions, rows, scores.summary))  # noqa: S314 - our own
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "3", "1")
    cases = suite.findall("testcase")
    kinds = [case[0].get("type") if len(case) else None for case in cases]
    assert kinds == [row.cause for row in rows]


def test_csv_has_a_line_for_each_question_and_no_formula(run: Run) -> None:
    rows = score_folder(run.folder)[1]
    lines = list(csv.DictReader(io.StringIO(per_question_csv(run.questions, rows))))
    assert len(lines) == 5
    assert float(lines[0]["answer.f1"]) == 1.0
    assert lines[4]["answer.f1"] == ""
    assert all(not line["question"].startswith("=") for line in lines)


def test_tables_put_runs_side_by_side(run: Run) -> None:
    summary = score_folder(run.folder)[2].summary
    lines = markdown([summary, summary]).splitlines()
    assert lines[0] == "| measure | dateline | dateline |"
    assert all(line.count("|") == 4 for line in lines)
    table = latex([{**summary, "system": "a_b & c"}])
    assert r"a\_b \& c" in table
    assert table.count(r"\\") == len(table.splitlines()) - 5


def test_text_says_what_is_dirty_and_what_failed(run: Run) -> None:
    scores = score_folder(run.folder)[2]
    text = summary_text(scores.summary)
    assert "DIRTY" in text
    assert "1 questions failed" in text
    assert "primary measures" in comparison_text(compare_scores(scores, scores))
    assert "passed" in gate_text(pass_gate(scores, scores))


def test_every_form_is_written(run: Run, tmp_path: Path) -> None:
    wanted = {
        form: tmp_path / "out" / form for form in ("html", "junit", "csv", "markdown", "latex")
    }
    files = write_reports(run.folder, wanted, against=run.folder, beside=[run.folder])
    assert all(file.stat().st_size > 200 for file in files)
    with pytest.raises(EvalError, match="cannot be written"):
        write_reports(run.folder, {"csv": run.folder / ANSWERS / "x"})


def test_scores_are_json_without_nan(run: Run) -> None:
    score_folder(run.folder)
    no_numbers: list[str] = []
    written = (run.folder / "scores.json").read_text("utf-8")
    assert json.loads(written, parse_constant=no_numbers.append)
    assert no_numbers == []


def test_a_missing_library_is_named_with_the_command() -> None:
    with pytest.raises(EvalError, match=r"pip install 'dateline\[evals\]'"):
        needed("no_such_module", extra="evals")
