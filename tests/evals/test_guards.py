"""Guards against tuning on the test: gold strings are nowhere in the code, test runs are in the ledger."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from evals.dataset import load_questions
from evals.errors import RunFolderError
from evals.foreign.forms import IMPORTS
from evals.running.folder import Manifest
from evals.running.ledger import enter, ledger_file
from evals.running.systems import BASELINES
from evals.samples import gold_folder
from evals.scoring.table import MEASURES
from evals.sets import question_set
from ui.evaluate import app

LEAST_CHARACTERS = 12  # a shorter answer may stand in code by chance
ALLOWED = ("samples/", "training/")


def code() -> dict[str, str]:
    found = {}
    for package in ("index", "rag", "ui"):
        root = Path(str(files(package)))
        for file in root.rglob("*"):
            name = file.relative_to(root).as_posix()
            if file.suffix in {".py", ".json", ".toml"} and not name.startswith(ALLOWED):
                found[f"{package}/{name}"] = file.read_text("utf-8").casefold()
    return found


@pytest.mark.parametrize("name", ["dev", "test"])
def test_no_gold_string_is_in_the_code(name: str) -> None:
    file = gold_folder() / f"{name}.jsonl"
    if not file.is_file():
        pytest.skip(f"{name}.jsonl is not shipped")
    strings = {
        text.casefold()
        for question in load_questions(file)
        for text in (question.question, *question.answers, *(s.quote for s in question.spans))
        if len(text) >= LEAST_CHARACTERS
    }
    texts = code()
    assert len(texts) > 50
    asked_by_the_demo = "how many wolves live in vastria?"
    found = [
        (place, text)
        for place, held in texts.items()
        for text in strings - {asked_by_the_demo}
        if text in held
    ]
    assert found == []


def test_a_run_on_a_changed_test_file_is_dirty(tmp_path: Path) -> None:
    line = {"id": "t1", "question": "Who?", "answers": ["Ada"], "split": "test"}
    (tmp_path / "test.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    asked = question_set(str(tmp_path / "test.jsonl"))
    assert asked.is_test
    assert asked.dirty == ("test.jsonl is not sealed: no line in SHA256SUMS",)


def test_a_part_of_a_set_is_marked() -> None:
    assert question_set("dev", limit=3).dirty[-1].startswith("only the first 3 of")


def test_test_runs_are_entered_in_the_ledger(tmp_path: Path) -> None:
    manifest = Manifest(
        dataset="test",
        dataset_sha256="d",
        questions=2,
        system="dateline",
        identity="i",
        corpus={"sha256": "c"},
        settings={},
        code={"sha256": "e"},
        finished="2026-01-01",
    )
    for _ in range(2):
        enter(tmp_path / "ledger.jsonl", manifest)
    rows = [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text().splitlines()]
    assert [row["dataset"] for row in rows] == ["test", "test"]
    with pytest.raises(RunFolderError, match="cannot be written"):
        enter(tmp_path / "none" / "ledger.jsonl", manifest)
    assert ledger_file(tmp_path).name == "ledger.jsonl"


def test_the_docs_name_every_command_and_measure() -> None:
    text = Path(__file__).parents[2].joinpath("docs", "evals.md").read_text("utf-8")
    for command in app.registered_commands:
        name = command.name or getattr(command.callback, "__name__", "")
        assert f"dateline eval {name}" in text
    for measure in MEASURES:
        assert measure.name.partition("@")[0] in text
    assert all(f"`{name}`" in text for name in BASELINES)
    assert all(f"| `{form} " in text or f"`{form} FILE...`" in text for form in IMPORTS)
