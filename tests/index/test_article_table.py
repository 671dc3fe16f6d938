"""The table of articles, by itself."""

from pathlib import Path

import pytest
from newsroom import ARTICLES

from index.articles import ArticleTable


def test_rows_that_are_left_half_read_outlive_their_table_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", said.append)
    table = ArticleTable.create(tmp_path / "articles.sqlite")
    for article in ARTICLES:
        table.add(article)
    left = table.facets()
    assert next(left)[0] in range(len(ARTICLES))
    table.close()
    del (
        left
    )  # with the last reference the generator is closed, where nobody could catch what it raises
    assert said == []
