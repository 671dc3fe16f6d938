"""A chat model as judge: repeated, cached, and what it could not judge is counted, never averaged."""

import json
from pathlib import Path

import pytest

from evals.dataset import GoldQuestion, save_questions
from evals.judge import CACHE, Reply, asking, chat_judge, judge_run
from evals.running.folder import Manifest, append_answer, read_run, write_articles, write_manifest
from index.progress import silent
from rag.errors import ChatModelError
from rag.testing import scripted_model
from ui.cli import BAD_INPUT, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    questions = [GoldQuestion(id=f"q{n}", question="Who?", answers=("Ada",)) for n in range(3)]
    save_questions(questions, tmp_path / "questions.jsonl")
    for question in questions:
        answer = {
            "abstained": question.id == "q2",
            "short_answer": f"Ada {question.id}",
            "confidence": 0.5,
            "statements": [],
            "citations": [],
            "retrieved": [],
        }
        append_answer(tmp_path, {"id": question.id, "answer": answer, "error": None, "copies": {}})
    write_articles(tmp_path, [{"article_id": "a", "text": "x", "sha256": "h"}])
    manifest = Manifest(
        dataset="d",
        dataset_sha256="",
        questions=3,
        system="s",
        identity="",
        corpus={},
        settings={},
        code={},
    )
    write_manifest(tmp_path, manifest)
    return tmp_path


def test_verdicts_are_averaged_and_refusals_not_judged(folder: Path) -> None:
    ask = asking(scripted_model(["RIGHT", "right.", "WRONG", "**WRONG**", "WRONG", "WRONG"]))
    told = judge_run(read_run(folder), ask, name="m", progress=silent)
    assert [q["verdicts"] for q in told["questions"]] == [(1.0, 1.0, 0.0), (0.0, 0.0, 0.0)]
    assert (told["answers"], told["split"], told["unscored"]) == (2, 1, {})
    assert told["right"]["value"] == pytest.approx(1 / 3)
    assert json.loads((folder / "judge.json").read_text("utf-8"))["judge"] == "m"


def test_what_cannot_be_judged_is_unscored_and_counted(folder: Path) -> None:
    def ask(_rules: str, prompt: str) -> Reply:
        if "Ada q0" in prompt:
            raise TimeoutError
        return Reply(text="It depends.", tokens_in=10, tokens_out=2)

    told = judge_run(read_run(folder), ask, name="m", repeats=2, progress=silent)
    assert told["right"] is None
    assert told["unscored"] == {
        "the judge failed: TimeoutError": 1,
        "the judge said neither RIGHT nor WRONG": 1,
    }
    assert told["tokens"] == {"in": 20, "out": 4}


def test_nothing_is_asked_twice(folder: Path) -> None:
    asked = []

    def ask(_rules: str, prompt: str) -> Reply:
        asked.append(prompt)
        return Reply(text="RIGHT", tokens_in=1)

    first = judge_run(read_run(folder), ask, name="m", repeats=2, progress=silent)
    again = judge_run(read_run(folder), ask, name="m", repeats=2, progress=silent)
    assert (len(asked), first["tokens"]["in"], again["tokens"]["in"]) == (4, 4, 0)
    assert first["right"] == again["right"]
    assert len((folder / CACHE).read_text("utf-8").splitlines()) == 4
    judge_run(read_run(folder), ask, name="other", repeats=2, progress=silent)
    assert len(asked) == 8


def test_a_model_without_a_provider_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ChatModelError, match="write PROVIDER:NAME"):
        chat_judge("llama", timeout=1)
    assert run(["eval", "judge", str(folder), "--model", "none:such"]) == BAD_INPUT
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
