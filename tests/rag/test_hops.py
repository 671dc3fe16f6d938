"""Questions over several articles: which half is fitted on, and which sentences are right."""

import json
import lzma
from pathlib import Path

from index.types import Article
from rag.reader import Scored
from rag.training.hops import group_of, hop_questions, to_fit

ARTICLE = Article(
    id="a", title="Bridge", text="The bridge\nclosed on Friday. Nobody was hurt. It opens in May."
)


def _sentence(words: str) -> Scored:
    start = ARTICLE.text.index(words)
    end = start + len(words)
    return Scored(
        passage=ARTICLE.passage(0, len(ARTICLE.text)),
        start=start,
        end=end,
        answer=(start, end),
        margin=0.0,
        relevance=0.0,
    )


def _write(path: Path, rows: list[dict[str, object]]) -> Path:
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def test_about_half_of_the_groups_are_fitted_on_and_always_the_same() -> None:
    chosen = [n for n in range(400) if to_fit(f"article {n}")]
    assert 160 < len(chosen) < 240
    assert chosen == [n for n in range(400) if to_fit(f"article {n}")]


def test_a_question_is_grouped_by_its_first_article_or_alone() -> None:
    assert group_of("q", ["b", "a"]) == "b"
    assert group_of("q", []) == "q"


def test_the_facts_of_a_question_are_right_and_nothing_else_is(tmp_path: Path) -> None:
    names = [name for name in map(str, range(40)) if to_fit(name)]
    assert to_fit("a")
    fact = {"doc_id": "a", "text": "The bridge closed on Friday."}
    rows = [{"id": name, "question": "Why?", "evidence": []} for name in map(str, range(40))]
    rows.append({"id": "told", "question": "When did the bridge close?", "evidence": [fact]})
    posed = {one.group: one for one in hop_questions(_write(tmp_path / "q.jsonl.xz", rows))}
    assert set(posed) == {*names, "a"}
    for one in posed.values():
        told = one.group == "a"
        assert one.is_right(_sentence("The bridge\nclosed on Friday.")) is told
        assert not one.is_right(_sentence("Nobody was hurt."))
