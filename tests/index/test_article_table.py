"""The table of articles, by itself."""

from pathlib import Path

import pytest
from newsroom import ARTICLES

from index.articles import ArticleTable


@pytest.mark.filterwarnings("error")
def test_rows_that_are_left_half_read_outlive_their_table_in_silence(tmp_path: Path) -> None:
    table = ArticleTable.create(tmp_path / "articles.sqlite")
    for article in ARTICLES:
        table.add(article)
    left = table.facets()
    next(left)
    table.close()
    del left  # with the last reference the generator is closed: pytest turns what it says then into an error
