"""The measurements of citation lookup: what they draw, what they count as right, and how they go on after a stop."""

import json
import random
from pathlib import Path

import pytest
from newsroom import ARTICLES, Build

from evals.bench import edits, excerpts, quotes, trace
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article
from rag.settings import Settings

PROMOTION = (
    "Sign up for the weekly letter of this newspaper and never miss a story from the coast again."
)
LONG = [
    Article(id=f"long-{n}", title=f"Story {n}", source="The Tern", text=f"{text}\n\n{PROMOTION}")
    for n, text in enumerate(
        (
            "The crane of the harbour was painted red by Ada Brandt on a cold morning in the spring.",
            "Nobody on the island had seen such a catch of mackerel since the year of the great frost.",
            "After three votes the council sold its oldest tram to a museum that wants to restore it.",
        )
    )
]


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (trace, quotes):
        monkeypatch.setattr(module, "query_embedder", lambda _config, **_how: HashEmbedder())


@pytest.mark.usefixtures("hashed")
def test_a_measurement_goes_on_where_it_was_stopped(
    build: Build, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(LONG)
    checkpoint = tmp_path / "rows.jsonl"

    def measured() -> dict[str, object]:
        return trace.measure_trace(
            Settings(store=store),
            absent_from=None,
            excerpts=3,
            seed=0,
            kinds=("clean",),
            checkpoint=checkpoint,
        )

    first = measured()
    lines = checkpoint.read_text("utf-8").splitlines(keepends=True)
    assert len(lines) == 9
    checkpoint.write_text("".join(lines[:4]) + lines[4][:20], "utf-8")
    asked: list[str] = []
    plain = trace.look_up
    monkeypatch.setattr(trace, "look_up", lambda *given: asked.append(given[1]) or plain(*given))
    assert measured()["kinds"] == first["kinds"]
    assert len(asked) == 5
    assert len([json.loads(line) for line in checkpoint.read_text("utf-8").splitlines()]) == 9


def test_words_that_stand_in_several_articles_are_marked(build: Build, store: Path) -> None:
    build(LONG)
    searcher = Searcher(Store.open(store), HashEmbedder())
    drawn = [one for seed in range(6) for one in excerpts.damaged(searcher, 3, seed, ("clean",))]
    assert {one.shared for one in drawn} == {True, False}
    assert all(one.shared == (one.excerpt == PROMOTION) for one in drawn)  # fmt: skip


def test_an_absent_excerpt_is_in_no_article_of_the_store(
    build: Build, store: Path, tmp_path: Path
) -> None:
    build(LONG[:1])
    other = "A bus drove into the old town hall of Brodd late in the night and nobody was hurt."
    file = tmp_path / "foreign.jsonl"
    rows = [{"title": "A", "text": LONG[0].text.split("\n")[0]}, {"title": "B", "text": other}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    searcher = Searcher(Store.open(store), HashEmbedder())
    assert [one.excerpt for one in excerpts.absent(str(file), searcher, 5, 0)] == [other]


SAID = quotes.Said(article=ARTICLES[0], words="We lost 1,850 sheep in one night", speaker="Ada Brandt")  # fmt: skip


@pytest.mark.parametrize("kind", quotes.KINDS)
def test_a_draft_has_exactly_the_change_it_says(kind: str) -> None:
    draw = random.Random(1)  # noqa: S311 - an example that repeats
    sentence, was, now = quotes.draft_of(SAID, kind, ["Ada Brandt", "Per Holm"], draw)
    plain = "“We lost 1,850 sheep in one night,” Ada Brandt said."
    assert sentence.replace(now, was, 1) == plain if now else sentence == plain
    assert (sentence == plain) == (kind == "untouched")


@pytest.mark.usefixtures("hashed")
def test_changed_quotations_are_counted_by_kind(build: Build, store: Path) -> None:
    said = [
        ("Ada Brandt", "Crane", "We lost 1,850 sheep in one night"),
        ("Per Holm", "Quay", "Nobody here has seen the ferry since Monday"),
        ("Nils Moe", "Light", "The lamp will burn until the last boat is home"),
    ]
    build(
        Article(
            id=f"said-{n}",
            title=title,
            text=f"{who} spoke in the {title} yard. “{words},” {who} said.",
        )
        for n, (who, title, words) in enumerate(said)
    )
    told = quotes.measure_quotes(Settings(store=store), quotes=3, seed=0)
    assert {kind: share["n"] for kind, share in told["kinds"].items()} == {
        "untouched": 3,
        "word": 1,
        "number": 1,
        "speaker": 1,
    }
    assert told["changed"]["right"] == 1
    assert told["wrong"] == []


def test_every_edit_of_an_archive_has_its_status() -> None:
    told = edits.measure_edits(edits=1, seed=3)
    assert told["edits"] == told["articles"]
    assert sum(sum(row.values()) for row in told["table"].values()) == told["edits"]
    assert all(sum(row.values()) for row in told["table"].values())
    assert told["wrong"] == []
