"""Silver questions are grammatical, answered by their sentence, unique, and their absences hold."""

import json
import random
from pathlib import Path

import pytest

from evals.dataset import load_questions
from evals.errors import DatasetError
from evals.locate import Articles
from evals.silver.cloze import clozes
from evals.silver.make import TWISTS, make_questions, typo
from evals.validate.rules import problems
from index.build import Builder
from index.config import IndexConfig
from index.progress import silent
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article
from ui.cli import BAD_STORE, DONE, run

NEWS = (
    "Mayor Ada Brandt opened the new bridge over the Sile on Monday.",
    "Inspector Jon Haverlock closed the old quarry road near Oxholt.",
    "Widow Birgit Amsel bought the derelict lighthouse at Skell for her goats.",
    "Judge Per Brandreth dismissed the complaint against the harbour authority.",
)


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "Mayor Ada Brandt opened the new bridge over the Sile on Monday.",
            "Who or what opened the new bridge over the Sile on Monday?",
            "Mayor Ada Brandt",
        ),
        (
            "There were 214 wolves in the forests of Vastria last winter, the institute reported.",
            "How many wolves were there in the forests of Vastria last winter?",
            "214",
        ),
        (
            "300 people left the villages along the river Sile on Monday.",
            "How many people left the villages along the river Sile on Monday?",
            "300",
        ),
        (
            "62 percent of the voters approved the new bridge in the town of Oxholt.",
            "What share of the voters approved the new bridge in the town of Oxholt?",
            "62 percent",
        ),
        (
            "The crack in the hull of the ferry is 14 centimetres long.",
            "How long is the crack in the hull of the ferry?",
            "14 centimetres",
        ),
    ],
)
def test_sentences_become_questions(sentence: str, question: str, answer: str) -> None:
    assert (question, answer) in [(c.question, c.answer) for c in clozes(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ada Brandt said she had opened it herself on Monday.",  # leans on what went before
        "“Mayor Ada Brandt opened the bridge over the Sile,” the paper wrote.",
        "Ada Brandt won.",
        "The bridge over the Sile, which is new, pleased nobody at all.",
        "",
    ],
)
def test_a_sentence_that_leans_on_others_gives_none(sentence: str) -> None:
    assert list(clozes(sentence)) == []


def store_of(articles: list[Article], folder: Path) -> Searcher:
    embedder = HashEmbedder()
    Builder(
        store=folder,
        config=IndexConfig(),
        embedder=embedder,
        choose=lambda _sample, _total: embedder,
        progress=silent,
    ).build(articles)
    return Searcher(Store.open(folder), embedder)


def paper(*texts: str) -> list[Article]:
    return [
        Article(id=f"a{n}", title=f"What the county heard on day {n}", text=text)
        for n, text in enumerate(texts)
    ]


def test_made_questions_hold_to_the_demands_of_gold(store: Path) -> None:
    searcher = store_of(paper(*NEWS), store)
    made = make_questions(searcher, count=8)
    articles = Articles.of(searcher.store.articles)
    judged = [q for q in made if q.judges_answers and q.twist is None]
    assert list(problems({"silver.jsonl": judged}, articles)) == []
    assert {q.origin for q in made} == {"silver"}
    assert any(q.unanswerable for q in made)
    assert any(q.relevant for q in made)
    twins = [q for q in made if q.twist]
    assert {q.twist for q in twins} == set(TWISTS)
    assert {q.twin_of for q in twins} <= {q.id for q in made}


def test_the_same_archive_and_seed_give_the_same_questions(store: Path) -> None:
    searcher = store_of(paper(*NEWS), store)
    assert make_questions(searcher, count=8) == make_questions(searcher, count=8)
    assert make_questions(searcher, count=8) != make_questions(searcher, count=8, seed=1)


def test_a_question_that_two_sentences_answer_is_not_made(store: Path) -> None:
    clash = "Deputy Ole Dorvik opened the new bridge over the Sile on Monday."
    made = make_questions(store_of(paper(*NEWS, clash), store), count=20)
    assert not any("bridge" in q.question for q in made if q.answers)


def test_an_archive_that_gives_nothing_is_said(store: Path) -> None:
    searcher = store_of([Article(id="a", title="", text="It rained. She slept.")], store)
    with pytest.raises(DatasetError, match="gives no question"):
        make_questions(searcher, count=4)


def test_a_typo_changes_two_letters_inside_a_word() -> None:
    chance = random.Random(3)  # noqa: S311 - examples
    for text in ("opened the bridge yesterday", "to be or not", "aaaaaaaa"):
        changed = typo(text, chance)
        assert sorted(changed) == sorted(text)
    assert typo("to be or not", chance) == "to be or not"


def test_made_questions_can_be_read_again(store: Path, tmp_path: Path) -> None:
    from evals.dataset import save_questions

    made = make_questions(store_of(paper(*NEWS), store), count=8)
    save_questions(made, tmp_path / "s.jsonl")
    assert load_questions(tmp_path / "s.jsonl") == made


def test_the_command_says_in_json_how_many_questions_are_where(
    store: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searcher, out = store_of(paper(*NEWS), store), tmp_path / "s.jsonl"
    monkeypatch.setattr("rag.compose.open_searcher", lambda _settings: searcher)
    assert run(["eval", "make", "-n", "8", "--out", str(out), "--json"]) == DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["form"]) == (str(out), "jsonl")
    assert told["questions"] == len(load_questions(out)) == sum(told["kinds"].values())


def test_the_command_names_a_missing_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["eval", "make", "--store", str(tmp_path / "none"), "--out", "x"]) == BAD_STORE
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
