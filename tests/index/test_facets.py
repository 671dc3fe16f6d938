from datetime import date
from pathlib import Path

import numpy as np
import pytest
from newsroom import Build

from index.errors import StoreDamagedError
from index.facets import Facets
from index.store import Store
from index.types import Filters

ROWS = [
    (2, None, "the tern", 2),
    (0, "2024-03-04", "the tern", 0),
    (3, "2024-05-14", None, 0),
    (1, "2024-05-14", "capital record", 1),
]


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(), [0, 1, 2, 3]),
        (Filters(since=date(2024, 3, 4)), [0, 1, 3]),
        (Filters(since=date(2024, 3, 5)), [1, 3]),
        (Filters(until=date(2024, 3, 4)), [0]),
        (Filters(sources=("The TERN",)), [0, 2]),
        (Filters(sources=("the tern", "Capital Record"), until=date(2024, 12, 1)), [0, 1]),
        (Filters(sources=("nobody",)), []),
        (Filters(originals=True), [0, 1, 2]),
    ],
)
def test_filters_pass_whole_articles(filters: Filters, passing: list[int]) -> None:
    facets = Facets.of(ROWS, count=4)
    assert np.flatnonzero(facets.passing(filters)).tolist() == passing


def test_no_articles_pass_no_filter() -> None:
    assert Facets.of([], count=0).passing(Filters(originals=True)).tolist() == []


@pytest.mark.parametrize("row", [(4, None, None, 0), (0, "soon", None, 0), (0, None, None, 9)])
def test_numbers_that_do_not_fit_are_an_error(
    row: tuple[int, str | None, str | None, int],
) -> None:
    with pytest.raises((LookupError, ValueError)):
        Facets.of([row], count=4)


def test_a_passage_of_no_article_is_damage_and_not_a_crash(store: Path, build: Build) -> None:
    build()
    opened = Store.open(store)
    opened.passages = np.array([[9, 0, 5]], dtype=np.int32)
    with pytest.raises(StoreDamagedError, match="info --check"):
        opened.allowed(Filters(since=date(2024, 1, 1)))
