"""Real articles that lie beside a developer's checkout and are no part of the repository."""

import json
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.read import read
from index.sentences import sentence_spans
from index.split import split
from index.store import Store
from index.types import Article
from ui.cli import DONE, run

SHARED = Path(__file__).parents[2] / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real articles are not on this machine"),
]


@pytest.fixture(scope="module")
def seed_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("seed") / "store"
    assert run(["index", str(SHARED / "seed"), "--store", str(store)]) == DONE
    return store


def test_the_seed_file_holds_two_articles_one_of_them_dated(seed_store: Path) -> None:
    first, second = Store.open(seed_store).articles
    assert (str(first.published), second.published) == ("2017-09-21", None)
    assert first.place == "WASHINGTON"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How far is Deir al-Zour from Raqqa?", "80 miles"),
        ("Which base did the U.S. military abandon?", "Zakaf"),
        ("How long did the face-to-face meeting last?", "more than an hour"),
    ],
)
def test_the_seed_questions_are_answered_with_exact_quotes(
    seed_store: Path, question: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["ask", question, "--json", "--store", str(seed_store)]) == DONE
    answer = json.loads(capsys.readouterr().out)
    texts = {a.id: a.text for a in Store.open(seed_store).articles}
    assert words in answer["answer"]
    assert all(
        texts[c["article_id"]][c["start"] : c["end"]] == c["quote"] for c in answer["citations"]
    )


def test_no_sentence_of_the_seed_ends_after_an_abbreviation(seed_store: Path) -> None:
    for article in Store.open(seed_store).articles:
        for start, end in sentence_spans(article.text):
            assert not article.text[start:end].endswith(
                (" Col.", " Lt.", " Gen.", " Maj.", " Sept.")
            )


def test_offsets_hold_on_real_articles() -> None:
    corpus = SHARED / "wikinews_2019_2020" / "corpus.jsonl.xz"
    articles = list(read([corpus], config=IndexConfig()))
    assert sum(isinstance(a, Article) for a in articles) == len(articles) == 295
    for article in articles:
        assert isinstance(article, Article)
        for passage in split(article, max_chars=900):
            assert passage.text == article.text[passage.start : passage.end]
            assert passage.text == passage.text.strip()
