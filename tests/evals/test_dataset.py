"""Question sets are read or refused, and the shipped ones hold to what is demanded of them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.dataset import GoldQuestion, Span, from_json, load_questions, save_questions, to_json
from evals.errors import DatasetError
from evals.locate import Articles
from evals.samples import gold_folder, sample_articles
from evals.validate.labels import LabelledCheck, check_problems, load_checks
from evals.validate.rules import problems
from evals.validate.seal import broken, write_seal
from index.types import Article

FERRY = Article(
    id="ferry-1",
    title="Crack in the Haldis",
    text="The crack is 40 centimetres long, the company said.\n\nThe Haldis was built in 1998.",
    published=date(2024, 3, 5),
    path="news/ferry.txt",
)
LATER = Article(
    id="ferry-2",
    title="Correction",
    text="The crack is 14 centimetres long.",
    published=date(2024, 3, 8),
    path="news/later.txt",
)
ARTICLES = Articles.of([FERRY, LATER])
QUESTION: dict[str, Any] = {
    "id": "q1",
    "question": "How long is the crack?",
    "answers": ["14 centimetres", "14 cm"],
    "items": [["one", "1"], ["two"]],
    "nuggets": [{"text": "14 centimetres", "vital": True}],
    "evidence": [
        [{"article_id": "ferry-2", "start": 0, "end": 33, "quote": LATER.text, "file": "later.txt"}]
    ],
    "as_of": "2024-03-09",
    "sides": [
        {"value": "40", "aliases": ["forty"], "said_by": "the company", "evidence": []},
        {"value": "14", "aliases": [], "said_by": "", "evidence": []},
    ],
    "stale": ["40 centimetres"],
    "unanswerable": False,
    "slice": ["latest"],
    "thread": "ferry",
    "split": "dev",
    "relevant": {"ferry-2": 2},
    "origin": "silver",
}
QUOTE = "The crack is 14 centimetres long."


def ask(**changes: object) -> GoldQuestion:
    plain = {
        "id": "q1",
        "question": "How long is the crack?",
        "answers": ["14 centimetres"],
        "evidence": [[{"file": "later.txt", "quote": QUOTE}]],
        **changes,
    }
    return ARTICLES.filled(from_json(plain))


def faults(*questions: GoldQuestion, name: str = "set.jsonl") -> list[str]:
    return list(problems({name: questions}, ARTICLES))


def test_a_question_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert to_json(from_json(QUESTION)) == QUESTION
    save_questions([from_json(QUESTION)], tmp_path / "q.jsonl")
    assert load_questions(tmp_path / "q.jsonl") == [from_json(QUESTION)]


def test_a_flat_list_of_spans_is_alternatives_and_of_a_two_hop_one_set() -> None:
    spans = [{"file": "a.txt", "quote": "x"}, {"file": "b.txt", "quote": "y"}]
    old = {"id": "q", "question": "?", "evidence": spans}
    assert [len(one) for one in from_json(old | {"type": "fact"}).evidence] == [1, 1]
    assert [len(one) for one in from_json(old | {"type": "two_hop"}).evidence] == [2]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1 is not JSON"),
        ("[1]", "not an object"),
        ('{"id": "q"}', "'question' is missing"),
        ('{"id": 7, "question": "?"}', "id must be a text, not 7"),
        ('{"id": "q", "question": "?", "answers": [1]}', "answers must be"),
        ('{"id": "q", "question": "?", "as_of": "yesterday"}', "as_of must be a day"),
        ('{"id": "q", "question": "?", "split": "train"}', "one of dev, test"),
        ('{"id": "q", "question": "?", "evidence": [[]]}', "none of them empty"),
        ('{"id": "q", "question": "?", "evidence": [[{"quote": "x"}]]}', "neither article_id nor"),
        ('{"id": "q", "question": "?", "relevant": {"a": "b"}}', "table from article id to grade"),
        ('{"id": "q", "question": "?", "unanswerable": "no"}', "true or false"),
        ('{"id": "q", "question": "?"}\n{"id": "q", "question": "!"}', "'q' occurs twice"),
        ("[" * 100_000, "is not JSON"),
        ("\n", "holds no questions"),
    ],
)
def test_a_bad_line_is_refused_by_name(line: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(line, "utf-8")
    with pytest.raises(DatasetError, match=message):
        load_questions(file)


def test_quotations_are_located_by_file() -> None:
    (span,) = ask().evidence[0]
    assert (span.article_id, span.start, span.end) == ("ferry-2", 0, len(QUOTE))


@pytest.mark.parametrize(
    ("span", "message"),
    [
        ({"file": "later.txt", "quote": "The crack is 15"}, "stands 0 times"),
        ({"file": "ferry.txt", "quote": "The "}, "stands 2 times"),
        ({"file": "er.txt", "quote": "crack"}, "0 articles come from"),
        ({"article_id": "ferry-9", "quote": "crack"}, "no article 'ferry-9'"),
    ],
)
def test_a_span_that_cannot_be_found_is_said(span: dict[str, str], message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        ask(evidence=[[span]])


def test_a_sound_question_has_no_faults() -> None:
    assert faults(ask()) == []
    gone = ask(
        unanswerable=True, answers=[], evidence=[], why="absent_entity", absent=[["Razorbill"]]
    )
    assert faults(gone) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"answers": []}, "has no answers"),
        ({"evidence": []}, "has no evidence"),
        ({"answers": ["15 centimetres"]}, "says none of the answers"),
        ({"items": [["14 centimetres"], ["a hull"]]}, "does not say 'a hull'"),
        ({"as_of": "2024-03-07"}, "published after 2024-03-07"),
        ({"stale": ["14  CENTIMETRES"]}, "both stale and right"),
        ({"why": "absent_entity"}, "is answerable, but"),
        ({"sides": [{"value": "14"}]}, "at least two sides"),
        ({"unanswerable": True}, "answers, items, sides or evidence are given"),
    ],
)
def test_each_demand_is_made(changes: dict[str, object], fault: str) -> None:
    assert any(fault in found for found in faults(ask(**changes)))


def test_a_worked_out_answer_need_not_be_quoted() -> None:
    assert faults(ask(answers=["26 centimetres"], slice=["derived"])) == []


@pytest.mark.parametrize(
    ("proof", "holds"),
    [
        ({"absent": [["Razorbill"]]}, True),
        ({"absent": [["haldis"]]}, False),
        ({"absent": [["Hald"]]}, True),  # whole words
        ({"absent": [["centimetres", "1998"]]}, False),
        ({"absent": [["centimetres", "1998"]], "within": "paragraph"}, True),
        ({"absent": [["14 centimetres"]]}, False),
        ({"absent": [["14 centimetres"]], "as_of": "2024-03-06"}, True),  # not yet known
        ({}, False),
    ],
)
def test_absence_is_proved_or_not(proof: dict[str, object], *, holds: bool) -> None:
    row = {"id": "q", "question": "?", "unanswerable": True, "why": "absent_attribute", **proof}
    assert (faults(from_json(row)) == []) == holds


def test_a_shifted_offset_is_found() -> None:
    span = Span(article_id="ferry-2", start=1, end=34, quote=QUOTE)
    moved = from_json(to_json(ask()))
    shifted = GoldQuestion(
        id=moved.id, question=moved.question, answers=moved.answers, evidence=((span,),)
    )
    assert any("does not say" in fault for fault in faults(shifted))


def test_repeats_and_shared_threads_are_found() -> None:
    first = ask(thread="ferry", split="dev")
    again = ask(id="q2", question="how long IS the crack", thread="ferry", split="test")
    found = faults(first, again)
    assert any("q2 asks what q1 asks" in fault for fault in found)
    assert any("thread ferry is in dev and in test" in fault for fault in found)
    assert any("id q1 occurs twice" in fault for fault in faults(first, first))
    assert any("is of the split dev" in fault for fault in faults(first, name="gold/test.jsonl"))


def test_a_changed_test_file_breaks_the_seal(tmp_path: Path) -> None:
    file = tmp_path / "test.jsonl"
    file.write_text("{}", "utf-8")
    assert broken([file]) == ["test.jsonl is not sealed: no line in SHA256SUMS"]
    assert write_seal(tmp_path) == ["test.jsonl"]
    assert broken([file]) == []
    file.write_text("{ }", "utf-8")
    assert broken([file]) == ["test.jsonl differs from SHA256SUMS"]


def test_labelled_checks_are_read_and_held_to_the_articles(tmp_path: Path) -> None:
    rows = [
        {"id": "c1", "statement": "S.", "evidence": "E.", "verdict": "supported"},
        {"id": "c1", "statement": "S.", "evidence": "E.", "verdict": "partial"},
        {
            "id": "c3",
            "statement": "S.",
            "evidence": {"file": "later.txt", "quote": "none such"},
            "verdict": "unsupported",
        },
    ]
    file = tmp_path / "checks.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    checks = load_checks(file)
    assert checks[0] == LabelledCheck(id="c1", statement="S.", evidence="E.", verdict="supported")
    found = "\n".join(check_problems("checks", checks, ARTICLES))
    assert "c1 occurs twice" in found
    assert "stands 0 times" in found


def test_the_shipped_question_sets_are_sound() -> None:
    names = [
        name
        for name in ("dev.jsonl", "fit.jsonl", "test.jsonl")
        if (gold_folder() / name).is_file()
    ]
    articles = sample_articles()
    sets = {name: load_questions(gold_folder() / name) for name in names}
    if not any(one.split for rows in sets.values() for one in rows):
        pytest.skip("the shipped questions are of the older form, without proofs")
    filled = {name: [articles.filled(one) for one in rows] for name, rows in sets.items()}
    assert list(problems(filled, articles)) == []
    assert broken([gold_folder() / name for name in names]) == []


def test_the_shipped_checks_are_sound() -> None:
    file = gold_folder() / "checks.jsonl"
    if not file.is_file():
        pytest.skip("no labelled checks are shipped yet")
    assert list(check_problems(file.name, load_checks(file), sample_articles())) == []
