"""Foreign question sets are read as their makers wrote them, or refused in one line; ours go out and come back."""

import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.dataset import GoldQuestion, Span, from_json, load_questions, save_questions
from evals.errors import DatasetError
from evals.evaluate import evaluate
from evals.foreign.forms import EXPORTS, IMPORTS, exporter, importer
from evals.foreign.imported import Imported, write_import
from evals.foreign.news import multihop_scores, multihop_table
from evals.foreign.ranked import read_qrels, read_trec_run, score_trec_run
from evals.running.folder import (
    Manifest,
    Run,
    append_answer,
    read_run,
    write_articles,
    write_manifest,
)
from evals.sets import question_set
from index.build import Builder
from index.config import IndexConfig
from index.embed.minilm import MiniLM
from index.progress import silent
from index.read import read
from index.store import Store
from index.types import Article
from rag.settings import Settings
from ui.cli import BAD_INPUT, DONE, run

Write = Callable[[str, Any], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write JSON, JSON Lines (a list under a .jsonl name) or text."""

    def put(name: str, content: Any) -> Path:  # noqa: ANN401 - any JSON
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            file.write_text(content, "utf-8")
        elif file.suffix == ".jsonl":
            file.write_text("".join(json.dumps(row) + "\n" for row in content), "utf-8")
        else:
            file.write_text(json.dumps(content), "utf-8")
        return file

    return put


def load(form: str, *paths: Path, split: str = "test") -> Imported:
    return importer(form)(paths, split=split)


def test_a_beir_folder_is_read(write: Write, tmp_path: Path) -> None:
    write(
        "b/corpus.jsonl",
        [
            {"_id": "d1", "title": "T", "text": "Rain fell."},
            {"_id": "d2", "title": "Only", "text": ""},
        ],
    )
    write(
        "b/queries.jsonl",
        [{"_id": "q1", "text": "Did it rain?"}, {"_id": "q2", "text": "Unjudged?"}],
    )
    write("b/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n")
    found = load("beir", tmp_path / "b")
    assert [(q.id, q.question, q.relevant) for q in found.questions] == [
        ("q1", "Did it rain?", {"d1": 2})
    ]
    assert found.articles[1] == {"id": "d2", "title": "Only", "text": "Only"}


def test_trec_topics_qrels_and_runs_are_read_and_scored(write: Write) -> None:
    qrels = write("qrels.txt", "1 0 d1 1\n1 0 d2 0\n2 0 d3 1\n")
    topics = write("topics.tsv", "1\tWho won the race?\n3\tnot judged\n")
    (question,) = load("trec", qrels, topics).questions
    assert (question.id, question.question, question.relevant) == (
        "1",
        "Who won the race?",
        {"d1": 1},
    )
    ranking = write("run.txt", "1 Q0 d2 1 9.0 x\n1 Q0 d1 2 8.0 x\n")
    figures = score_trec_run(qrels, ranking)
    assert figures["RR@10"] == pytest.approx(0.25)  # 1/2 and, unanswered, 0
    assert read_qrels(qrels)["2"] == {"d3": 1}


def test_squad_gives_the_sentence_of_the_answer_as_evidence(write: Write, tmp_path: Path) -> None:
    context = "It rained on Monday. The river rose 2 metres. Nobody slept."
    asked = [
        {
            "id": "s1",
            "question": "How far?",
            "is_impossible": False,
            "answers": [{"text": "2 metres", "answer_start": 36}],
        },
        {
            "id": "s2",
            "question": "Who slept?",
            "is_impossible": True,
            "answers": [],
            "plausible_answers": [],
        },
    ]
    file = write(
        "dev.json",
        {
            "version": "v2.0",
            "data": [{"title": "A_River", "paragraphs": [{"context": context, "qas": asked}]}],
        },
    )
    write_import(load("squad", file), tmp_path / "out")
    first, second = load_questions(tmp_path / "out" / "questions.jsonl")
    ((span,),) = first.evidence
    assert span.quote == "The river rose 2 metres."
    assert (span.start, span.end) == (21, 45)
    assert (second.unanswerable, second.answers, first.thread) == (True, (), "A River")


def test_multihop_rag_is_read_from_its_two_files(write: Write, tmp_path: Path) -> None:
    body = "The mayor resigned on Friday. Her party chose a new leader."
    evidence = [
        {"title": "T", "url": "https://a.example/1", "fact": "The mayor resigned on Friday."},
        {"title": "U", "url": "https://a.example/2", "fact": "Nowhere to be found."},
    ]
    asked = [
        {
            "query": "Who?",
            "answer": "the mayor",
            "question_type": "inference_query",
            "evidence_list": evidence,
        },
        {
            "query": "What?",
            "answer": "Insufficient information.",
            "question_type": "null_query",
            "evidence_list": [],
        },
    ]
    corpus = [
        {
            "title": "T",
            "body": body,
            "url": "https://a.example/1",
            "source": "The Tern",
            "published_at": "2023-10-01T08:00:00+00:00",
            "category": "x",
            "author": "y",
        }
    ]
    found = load("multihop", write("q.json", asked), write("c.json", corpus))
    write_import(found, tmp_path / "out")
    first, second = load_questions(tmp_path / "out" / "questions.jsonl")
    assert [span.located for span in first.evidence[0]] == [True, False]
    assert (second.unanswerable, second.answers) == (True, ())
    (article,) = read([tmp_path / "out" / "articles.jsonl"], config=IndexConfig())
    assert isinstance(article, Article)
    assert (article.source, str(article.published), article.text) == (
        "The Tern",
        "2023-10-01",
        body,
    )
    assert article.id == first.evidence[0][0].article_id


def test_the_papers_evaluator_by_hand() -> None:
    texts = ["none", "a fact A here", "B and\n A", *["x"] * 7, "C"]
    assert multihop_scores([texts], [["fact A", "A", "B", "C"]]) == {
        "Hits@10": 1.0,
        "Hits@4": 1.0,
        # rank 2 brings two new facts, rank 3 one, rank 11 the last
        "MAP@10": pytest.approx((2 / 2 + 1 / 3 + 1 / 11) / 4),
        "MRR@10": 0.5,
    }
    late = multihop_scores([["x"] * 4 + ["A b"]], [["Ab"]])
    assert late == {"Hits@10": 1.0, "Hits@4": 0.0, "MAP@10": 0.2, "MRR@10": 0.2}
    eleventh = multihop_scores([["x"] * 10 + ["A"]], [["A"]])
    assert (eleventh["Hits@10"], eleventh["MRR@10"]) == (0.0, 0.0)
    assert eleventh["MAP@10"] == pytest.approx(1 / 11)  # as the evaluator has it
    assert multihop_scores([[], ["A"]], [["A"], ["A"]])["Hits@10"] == 0.5


def test_weekly_files_of_realtime_qa_are_read_as_they_are(write: Write) -> None:
    base = {
        "question_date": "2022/06/17",
        "question_source": "CNN",
        "question_url": "https://quiz.example",
        "choices": ["Orsund", "Elvane", "Oxholt", "none of the above"],
        "evidence": "",
    }
    file = write(
        "20220617_qa.jsonl",
        [
            {
                **base,
                "question_id": "20220617_0",
                "question_sentence": "Which town?",
                "answer": ["1"],
            },
            {
                **base,
                "question_id": "20220617_1",
                "question_sentence": "Which city?",
                "answer": ["3"],
            },
        ],
    )
    first, second = load("realtimeqa", file).questions
    assert (first.answers, first.as_of, first.slices) == (("Elvane",), date(2022, 6, 17), ("CNN",))
    assert first.thread == second.thread == "week 2022-24"
    assert (second.unanswerable, second.answers) == (True, ())


def test_ragas_samples_are_read_in_both_spellings(write: Write) -> None:
    file = write(
        "r.jsonl",
        [
            {
                "user_input": "Who?",
                "reference": "Ada",
                "reference_contexts": ["Ada won.", "It rained."],
            },
            {"question": "Where?", "ground_truth": "Elvane", "contexts": ["In Elvane."]},
        ],
    )
    found = load("ragas", file)
    assert [q.answers for q in found.questions] == [("Ada",), ("Elvane",)]
    assert [len(q.evidence[0]) for q in found.questions] == [2, 1]
    assert len(found.articles) == 3


def test_ragcheckers_input_is_read(write: Write) -> None:
    file = write(
        "rc.json",
        {
            "results": [
                {
                    "query_id": "0",
                    "query": "Who?",
                    "gt_answer": "Ada",
                    "response": "Bo",
                    "retrieved_context": [],
                }
            ]
        },
    )
    (question,) = load("ragchecker", file).questions
    assert (question.id, question.answers) == ("0", ("Ada",))


@pytest.mark.parametrize("name", ["t.csv", "t.tsv"])
def test_a_table_of_questions_is_read(name: str, write: Write) -> None:
    rows = [["Question", "Answer"], ["Who?", "Ada|Ada Brandt"], ["Why?", ""], ["", "x"]]
    apart = "\t" if name.endswith("tsv") else ","
    found = load("csv", write(name, "".join(apart.join(row) + "\n" for row in rows))).questions
    assert [(q.question, q.answers, q.unanswerable) for q in found] == [
        ("Who?", ("Ada", "Ada Brandt"), False),
        ("Why?", (), True),
    ]


def test_compressed_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "t.csv.gz"
    file.write_bytes(gzip.compress(b"\xef\xbb\xbfquestion,answer\nWho?,Ada\n"))
    assert load("csv", file).questions[0].question == "Who?"


def test_repeated_ids_get_a_number(write: Write) -> None:
    file = write("t.csv", "id,question,answer\n7,Who?,Ada\n7,Why?,Bo\n")
    assert [q.id for q in load("csv", file).questions] == ["7", "7#2"]


@pytest.mark.parametrize(
    ("form", "content", "message"),
    [
        ("squad", "[1]", "is not SQuAD"),
        ("squad", "{", "is not JSON"),
        ("squad", '{"data": [{"paragraphs": [{"qas": []}]}]}', "'context' is missing"),
        ("multihop", '{"a": 1}', "is not a list of objects"),
        ("multihop", "[{}]", "'query' is missing"),
        ("realtimeqa", '{"question_id": "1"}', "is not as in RealTime QA|is missing"),
        ("ragas", "[3]", "is not an object"),
        ("ragas", '{"user_input": 3}', "user_input must be a text"),
        ("ragchecker", "[]", "is not RAGChecker's"),
        ("csv", "a,b\n1,2\n", "no column question"),
        ("csv", "question\n\x00\n", "no column answer|is no table"),
        ("trec", "1 0\n", "wants 2 paths"),
        ("beir", "x", "cannot be read"),
    ],
)
def test_something_else_is_refused_by_name(
    form: str, content: str, message: str, write: Write
) -> None:
    with pytest.raises(DatasetError, match=message):
        load(form, write("file.json", content))


def test_binary_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "x.json.gz").write_bytes(b"\x1f\x8b\x08\x00 cut")
    for name in ("x.json", "x.json.gz", "none.json"):
        for form in ("squad", "multihop", "ragchecker", "csv", "ragas"):
            with pytest.raises(DatasetError, match=r"cannot be read|not UTF-8"):
                load(form, tmp_path / name)


def test_unknown_forms_are_named() -> None:
    with pytest.raises(DatasetError, match="no form 'nq' to import: beir"):
        importer("nq")
    with pytest.raises(DatasetError, match="no form 'nq' to export: ragas"):
        exporter("nq")
    forms = {"beir", "trec", "squad", "multihop", "realtimeqa", "ragas", "ragchecker", "csv"}
    assert set(IMPORTS) == forms | {"feedback"}
    assert set(EXPORTS) == {"ragas", "beir", "trec"}


@pytest.fixture
def small_run(tmp_path: Path) -> Run:
    """A run of one question with two hits, without any model."""
    folder = tmp_path / "run"
    folder.mkdir()
    span = Span(article_id="a", start=0, end=10, quote="Rain fell.")
    question = GoldQuestion(id="q 1", question="Did it?", answers=("yes",), evidence=((span,),))
    save_questions([question], folder / "questions.jsonl")
    hits = [
        {"article_id": "b", "start": 0, "end": 5, "text": "Else."},
        {"article_id": "a", "start": 0, "end": 10, "text": "Rain fell."},
    ]
    answer = {
        "abstained": True,
        "answer": None,
        "retrieved": hits,
        "citations": [],
        "statements": [],
    }
    append_answer(folder, {"id": "q 1", "answer": answer, "error": None, "copies": {}})
    write_articles(folder, [{"article_id": "a", "text": "Rain fell.", "sha256": "h"}])
    manifest = Manifest(
        dataset="x",
        dataset_sha256="",
        questions=1,
        system="dateline",
        identity="",
        corpus={},
        settings={},
        code={},
    )
    write_manifest(folder, manifest)
    return read_run(folder)


def test_a_run_goes_out_and_comes_back(small_run: Run, tmp_path: Path) -> None:
    (file,) = exporter("ragas")(small_run, tmp_path / "ragas.jsonl")
    (sample,) = load("ragas", file).questions
    assert (sample.question, sample.answers) == ("Did it?", ("yes",))
    exporter("beir")(small_run, tmp_path / "beir")
    (question,) = load("beir", tmp_path / "beir").questions
    assert (question.id, question.relevant) == ("q 1", {"a": 1})
    (file,) = exporter("trec")(small_run, tmp_path / "run.txt")
    ranked = read_trec_run(file)["q_1"]
    assert sorted(ranked, key=lambda name: -ranked[name]) == ["b", "a"]
    assert multihop_table(small_run)["MRR@10"] == 0.5


@pytest.mark.slow
def test_an_imported_set_is_indexed_and_run(write: Write, tmp_path: Path) -> None:
    """The whole way: import, index, run; quotations without offsets are found by their words."""
    context = "It rained on Monday. The river rose 2.4 metres in Harrow."
    asked = [
        {
            "id": "s1",
            "question": "How far did the river rise in Harrow?",
            "is_impossible": False,
            "answers": [{"text": "2.4 metres", "answer_start": 36}],
        }
    ]
    file = write(
        "dev.json",
        {"data": [{"title": "River", "paragraphs": [{"context": context, "qas": asked}]}]},
    )
    questions, articles = write_import(load("squad", file), tmp_path / "out")
    settings, embedder = Settings(store=tmp_path / "store"), MiniLM()
    Builder(
        store=settings.store,
        config=settings.index,
        embedder=embedder,
        choose=lambda _sample, _total: embedder,
        progress=silent,
    ).build(read([articles], config=settings.index))
    assert len(Store.open(settings.store)) == 1
    scores = evaluate(
        question_set(str(questions)), settings, folder=tmp_path / "run", progress=silent
    )
    assert scores.summary["metrics"]["retrieval"]["recall@10"] == 1.0


def test_the_commands_import_and_score(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write("t.csv", "question,answer\nWho?,Ada\n")
    out = tmp_path / "out"
    assert run(["eval", "import", "csv", str(table), "--out", str(out), "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["questions"] == 1
    assert from_json(json.loads((out / "questions.jsonl").read_text("utf-8"))).answers == ("Ada",)
    qrels, ranking = write("qrels.txt", "1 0 d1 1\n"), write("run.txt", "1 Q0 d1 1 9.0 x\n")
    assert run(["eval", "trec", str(qrels), str(ranking), "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["RR@10"] == 1.0
    for words in (
        ["import", "nq", "x", "--out", str(out)],
        ["import", "csv", "none.csv", "--out", str(out)],
        ["multihop", str(tmp_path)],
    ):
        assert run(["eval", *words]) == BAD_INPUT
        err = capsys.readouterr().err
        assert len(err.strip().splitlines()) == 1
