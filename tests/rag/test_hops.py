"""Questions over several articles: which half is fitted on, and which of them have no answer."""

import json
import lzma
from pathlib import Path

from rag.training.hops import group_of, hop_questions, to_fit


def test_about_half_of_the_groups_are_fitted_on() -> None:
    assert 160 < sum(to_fit(f"article {n}") for n in range(400)) < 240


def test_the_half_is_the_one_that_the_shipped_weights_were_fitted_on() -> None:
    assert [name for name in "abcdefgh" if to_fit(name)] == ["a", "b", "c", "e", "f"]


def test_a_question_is_grouped_by_its_first_article_or_alone() -> None:
    assert group_of("q", ["b", "a"]) == "b"
    assert group_of("q", []) == "q"


def test_only_that_half_is_read_and_a_question_without_facts_is_foreign(tmp_path: Path) -> None:
    rows = [{"id": name, "question": "Why?", "evidence": []} for name in map(str, range(40))]
    rows += [
        {"id": name, "question": "When?", "evidence": [{"doc_id": f"article {name}"}]}
        for name in map(str, range(40))
    ]
    path = tmp_path / "questions.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    posed = hop_questions(path)
    assert {one.group for one in posed if one.foreign} == {
        n for n in map(str, range(40)) if to_fit(n)
    }
    told = {one.group for one in posed if not one.foreign}
    assert told == {f"article {n}" for n in range(40) if to_fit(f"article {n}")}
