"""The eval from end to end, on a small store with the real models: run, stop, go on, score, compare, gate."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from newsroom import ARTICLES

from evals.dataset import from_json, save_questions
from evals.errors import EvalError, RunFolderError
from evals.evaluate import evaluate
from evals.running.folder import ANSWERS, SCORES, begin, read_manifest, read_run
from evals.running.systems import BASELINES, SYSTEMS, system
from evals.scoring.compare import compare_scores, pass_gate
from evals.scoring.score import score_run, shipped_checker
from evals.scoring.stored import Scores, read_scores, score_folder
from evals.scoring.table import BY_KEY
from evals.sets import question_set
from index.build import Builder
from index.embed.minilm import MiniLM
from index.progress import silent
from rag.settings import Settings
from ui.cli import BAD_INPUT, BAD_STORE, DONE, FAILED, run

pytestmark = pytest.mark.slow

QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "id": "q1",
        "question": "How far did the river Sile rise?",
        "answers": ["2.4 metres"],
        "evidence": [
            {"article_id": "flood-1", "quote": "The river Sile rose 2.4 metres on Monday."}
        ],
        "thread": "flood",
        "slice": "number",
    },
    {
        "id": "q2",
        "question": "By how many votes did Parliament pass the budget?",
        "answers": ["98 votes to 71", "98 to 71"],
        "evidence": [
            {
                "article_id": "vote-1",
                "quote": "Parliament passed the budget on Tuesday by 98 votes to 71.",
            }
        ],
        "thread": "vote",
        "slice": "number",
    },
    {
        "id": "q3",
        "question": "Who found a crack in the hull of the ferry?",
        "answers": ["Capt. Erik Dahl", "Erik Dahl"],
        "evidence": [
            {
                "article_id": "ferry-1",
                "quote": "The ferry to Skell Island was halted after Capt. Erik Dahl found a crack in the hull.",
            }
        ],
        "thread": "ferry",
        "slice": "person",
    },
    {
        "id": "q4",
        "question": "Which orchestra played Mahler in Zelmora last night?",
        "unanswerable": True,
        "why": "absent_entity",
        "absent": [["Mahler"]],
        "thread": "none",
    },
)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("set") / "small.jsonl"
    save_questions(map(from_json, QUESTIONS), file)
    return file


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings, embedder = Settings(store=tmp_path_factory.mktemp("a") / "store"), MiniLM()
    Builder(
        store=settings.store,
        config=settings.index,
        embedder=embedder,
        choose=lambda _sample, _total: embedder,
        progress=silent,
    ).build(ARTICLES)
    return settings


@pytest.fixture(scope="module")
def good(archive: Settings, questions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    evaluate(question_set(str(questions)), archive, folder=folder, progress=silent)
    return folder


@pytest.fixture
def ran(good: Path, tmp_path: Path) -> Path:
    """Give every test its own copy of the run."""
    return Path(shutil.copytree(good, tmp_path / "run"))


def edit(folder: Path, change: Callable[[list[dict[str, Any]]], None]) -> Path:
    """Copy a run with its answers changed."""
    other = folder.with_name(f"{folder.name}-changed")
    other.mkdir()
    for file in folder.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    rows = [json.loads(line) for line in (folder / ANSWERS).read_text("utf-8").splitlines()]
    rows.sort(key=lambda row: str(row["id"]))
    change(rows)
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (other / ANSWERS).write_text(lines, "utf-8")
    return other


def moved(before: Path, after: Path) -> set[str]:
    """Name the measures whose value for some question differs between two runs."""
    was, now = (
        {row.id: row.values for row in score_run(read_run(one), shipped_checker())}
        for one in (before, after)
    )
    return {
        key
        for name in was
        for key in {*was[name], *now[name]}
        if was[name].get(key) != now[name].get(key)
    }


def test_a_known_good_run_scores_well(ran: Path) -> None:
    summary = read_scores(ran).summary
    assert summary["n"] == 4
    assert summary["metrics"]["retrieval"]["recall@10"] == 1.0
    assert summary["metrics"]["citation"]["validity"] == 1.0
    assert summary["metrics"]["citation"]["fabricated"] == 0.0
    assert summary["metrics"]["answer"]["right"] == 1.0
    assert summary["metrics"]["abstention"]["recall"] == 1.0
    assert summary["slices"]["number"]["n"] == 2
    assert summary["metrics"]["latency_ms"]["total"]["p50"] > 0
    assert set(summary["intervals"]["answer"]) == set(summary["metrics"]["answer"])
    assert summary["causes"] == {}


def test_a_dropped_citation_moves_the_citation_measures_and_no_other(ran: Path) -> None:
    def drop(rows: list[dict[str, Any]]) -> None:
        answer = rows[0]["answer"]
        answer["citations"] = []
        for statement in answer["statements"]:
            statement["citations"] = []

    changed = moved(ran, edit(ran, drop))
    assert {"citation.span_recall", "citation.article_recall", "citation.alce_recall"} <= changed
    assert {key.partition(".")[0] for key in changed} == {"citation"}


def test_a_shifted_offset_moves_validity_and_no_other(ran: Path) -> None:
    def shift(rows: list[dict[str, Any]]) -> None:
        for citation in rows[0]["answer"]["citations"]:
            citation["start"] += 1
            citation["end"] += 1

    assert moved(ran, edit(ran, shift)) == {"citation.validity"}


def test_an_invented_quotation_is_fabricated(ran: Path) -> None:
    def invent(rows: list[dict[str, Any]]) -> None:
        rows[1]["answer"]["citations"][0]["quote"] = "Parliament sank."

    changed = moved(ran, edit(ran, invent))
    assert {"citation.validity", "citation.quote_rate", "citation.fabricated"} <= changed
    assert {key.partition(".")[0] for key in changed} == {"citation"}


def test_a_swapped_answer_moves_the_answer_measures_and_no_other(ran: Path) -> None:
    def swap(rows: list[dict[str, Any]]) -> None:
        rows[0]["answer"]["short_answer"] = "the Sile"

    changed = moved(ran, edit(ran, swap))
    assert changed <= {
        "answer.em",
        "answer.f1",
        "answer.f1_answered",
        "answer.squad_em",
        "answer.squad_f1",
    }
    assert "answer.f1" in changed


def test_a_lost_passage_moves_the_retrieval_measures_and_no_other(ran: Path) -> None:
    def lose(rows: list[dict[str, Any]]) -> None:
        rows[0]["answer"]["retrieved"] = [
            hit for hit in rows[0]["answer"]["retrieved"] if hit["article_id"] != "flood-1"
        ]

    changed = moved(ran, edit(ran, lose))
    assert "retrieval.recall@10" in changed
    assert {key.partition(".")[0] for key in changed} == {"retrieval"}


def test_a_refusal_costs_the_answer_and_is_told_as_such(ran: Path) -> None:
    def refuse(rows: list[dict[str, Any]]) -> None:
        answer = rows[2]["answer"]
        answer.update(abstained=True, answer=None, short_answer=None, statements=[], citations=[])

    refused = edit(ran, refuse)
    scores = read_scores(refused)
    assert scores.summary["metrics"]["abstention"]["wrongly_refused"] == pytest.approx(
        1 / 3, abs=1e-4
    )
    assert scores.summary["causes"] == {"wrongly abstained": 1}
    assert not any(key.startswith("retrieval") for key in moved(ran, refused))


def test_a_question_that_failed_scores_nothing_and_is_counted(ran: Path) -> None:
    def fail(rows: list[dict[str, Any]]) -> None:
        rows[0].update(error="the model did not answer", answer=None)

    summary = read_scores(edit(ran, fail)).summary
    assert (summary["failed"], summary["causes"]) == (1, {"failed": 1})
    assert summary["metrics"]["answer"]["f1"] < 1
    assert summary["intervals"]["answer"]["f1"]["n"] == 3


def test_a_stopped_run_goes_on_and_ends_the_same(
    ran: Path, archive: Settings, questions: Path
) -> None:
    whole = read_run(ran)
    part = edit(ran, lambda rows: rows.clear())
    lines = (ran / ANSWERS).read_text("utf-8").splitlines(keepends=True)
    (part / ANSWERS).write_text(lines[0] + lines[1][:20], "utf-8")  # killed while writing
    with pytest.raises(RunFolderError, match="not finished"):
        read_run(part)
    evaluate(question_set(str(questions)), archive, folder=part, progress=silent)
    again = read_run(part)
    assert (part / ANSWERS).read_text("utf-8").startswith(lines[0])
    for name, row in whole.answers.items():
        mine, theirs = again.answers[name]["answer"], row["answer"]
        assert {k: v for k, v in mine.items() if k != "timings_ms"} == {
            k: v for k, v in theirs.items() if k != "timings_ms"
        }


def test_questions_asked_side_by_side_get_the_same_answers(
    ran: Path, archive: Settings, questions: Path, tmp_path: Path
) -> None:
    evaluate(
        question_set(str(questions)), archive, folder=tmp_path / "two", jobs=2, progress=silent
    )
    assert moved(ran, tmp_path / "two") == set()


def test_another_run_is_not_written_over(ran: Path, archive: Settings, questions: Path) -> None:
    other = replace(archive, min_confidence=0.9)
    with pytest.raises(RunFolderError, match="other settings"):
        evaluate(question_set(str(questions)), other, folder=ran, progress=silent)


def test_the_same_run_does_not_fall(ran: Path) -> None:
    scores = read_scores(ran)
    verdict = pass_gate(scores, scores)
    assert verdict.falls == ()
    assert all(d.change == 0 for d in verdict.comparison.differences)


def grown(scores: Scores, threads: int, change: Callable[[dict[str, Any]], None]) -> Scores:
    """Repeat the rows of a run as so many threads, each changed."""
    rows = {}
    for thread in range(threads):
        for name, row in scores.rows.items():
            copy = json.loads(json.dumps(row))
            change(copy)
            rows[f"{name}-{thread}"] = {**copy, "cluster": f"{row['cluster']}-{thread}"}
    return Scores(name=scores.name, summary=scores.summary, rows=rows)


def test_a_real_fall_fails_the_gate_and_a_small_one_is_noise(ran: Path) -> None:
    scores = read_scores(ran)

    def worse(row: dict[str, Any]) -> None:
        if "answer.f1" in row["values"]:
            row["values"]["answer.f1"] /= 2

    before = grown(scores, 5, lambda _row: None)
    assert pass_gate(before, grown(scores, 5, worse)).falls == ("answer.f1",)
    one = grown(scores, 5, lambda _row: None)
    worse(one.rows["q1-0"])
    assert pass_gate(before, one).falls == ()
    compared = compare_scores(before, one)
    (f1,) = [d for d in compared.differences if d.measure == "answer.f1"]
    assert f1.worse
    assert f1.p_holm is not None
    assert f1.low <= f1.change <= f1.high


def test_any_broken_law_fails_the_gate(ran: Path) -> None:
    def shift(rows: list[dict[str, Any]]) -> None:
        rows[0]["answer"]["citations"][0]["start"] += 1

    assert pass_gate(read_scores(ran), read_scores(edit(ran, shift))).falls == (
        "citation.validity",
    )


def test_the_gate_refuses_another_archive(ran: Path) -> None:
    scores = read_scores(ran)
    summary = json.loads(json.dumps(scores.summary))
    summary["fingerprint"]["corpus"] = "0" * 64
    other = Scores(name="other", summary=summary, rows=scores.rows)
    with pytest.raises(RunFolderError, match="another corpus"):
        pass_gate(other, scores)


@pytest.mark.parametrize("name", [*BASELINES, "noise-40"])
def test_every_baseline_answers_with_valid_citations(
    name: str, archive: Settings, questions: Path, tmp_path: Path
) -> None:
    scores = evaluate(
        question_set(str(questions)), archive, name=name, folder=tmp_path / name, progress=silent
    )
    metrics = scores.summary["metrics"]
    assert metrics["citation"]["validity"] == 1.0
    assert metrics["citation"]["fabricated"] == 0.0
    if name in {"oracle-passages", "oracle-reader"}:
        assert metrics["retrieval"]["recall@10"] == 1.0
    if name == "oracle-reader":
        assert metrics["answer"]["f1"] == metrics["citation"]["span_precision"] == 1.0


def test_an_unknown_system_is_named() -> None:
    with pytest.raises(EvalError, match="no system 'best': dateline, random"):
        system("best")
    assert set(BASELINES) < set(SYSTEMS)


def command(capture: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    capture.readouterr()
    code = run(["eval", *map(str, arguments)])
    out, err = capture.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


def test_the_commands_print_one_json_document(
    archive: Settings, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "r"
    named = ("--store", archive.store, "--run", place)
    code, out, _ = command(capsys, "run", questions, *named, "--json")
    assert code == DONE
    told = json.loads(out)
    assert {"dataset", "n", "metrics", "slices", "run", "fingerprint"} <= set(told)
    assert {"retrieval", "citation", "grounding", "answer", "abstention", "latency_ms"} <= set(
        told["metrics"]
    )
    code, out, _ = command(capsys, "score", place, "--json")
    assert json.loads(out)["metrics"] == told["metrics"]
    code, out, _ = command(capsys, "compare", place, place / SCORES, "--json")
    assert json.loads(out)["questions"] == 4
    code, out, _ = command(capsys, "gate", place, "--baseline", place / SCORES, "--json")
    assert (code, json.loads(out)["passed"]) == (DONE, True)
    for words in (
        ("score", place),
        ("compare", place, place),
        ("gate", place, "--baseline", place),
    ):
        code, out, _ = command(capsys, *words)
        assert code == DONE
        assert out


def test_a_fall_is_exit_code_1(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def shift(rows: list[dict[str, Any]]) -> None:
        rows[0]["answer"]["citations"][0]["start"] += 1

    code, out, _ = command(capsys, "gate", edit(ran, shift), "--baseline", ran)
    assert code == FAILED
    assert "citation.validity" in out


@pytest.fixture
def places(archive: Settings, questions: Path, tmp_path: Path) -> dict[str, Path]:
    return {"questions": questions, "tmp": tmp_path, "store": archive.store}


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (("run", "nothing.jsonl"), BAD_INPUT, "there is no question set"),
        (("run", "{questions}", "--store", "{tmp}/none"), BAD_STORE, "none"),
        (("run", "{questions}", "--store", "{store}", "--system", "best"), BAD_INPUT, "no system"),
        (("score", "{tmp}"), BAD_INPUT, "holds no run"),
        (("compare", "{tmp}/a", "{tmp}/b"), BAD_INPUT, "holds no scores"),
        (("gate", "{tmp}", "--baseline", "{questions}"), BAD_INPUT, "holds no scores"),
    ],
)
def test_bad_input_is_one_line(
    words: Sequence[str],
    code: int,
    line: str,
    places: dict[str, Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    found, _, err = command(capsys, *[word.format(**places) for word in words])
    assert found == code
    assert line in err
    assert len(err.strip().splitlines()) == 1


def test_a_damaged_run_is_said(ran: Path) -> None:
    (ran / ANSWERS).write_text("{\n", "utf-8")
    with pytest.raises(RunFolderError, match="damaged"):
        score_folder(ran)
    (ran / "run.json").write_text("[]", "utf-8")
    with pytest.raises(RunFolderError, match="damaged"):
        read_manifest(ran)


def test_a_folder_that_cannot_be_written_is_said(ran: Path) -> None:
    run_there = read_run(ran)
    with pytest.raises(RunFolderError, match="cannot write"):
        begin(ran / "run.json" / "x", run_there.manifest, run_there.questions)


def test_every_measure_has_a_group_of_the_contract() -> None:
    groups = {"retrieval", "citation", "grounding", "answer", "abstention"}
    assert {measure.group for measure in BY_KEY.values()} == groups
