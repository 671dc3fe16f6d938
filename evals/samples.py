"""The articles that the shipped questions are about, and a store of them."""

from __future__ import annotations

from contextlib import nullcontext
from importlib.resources import files
from pathlib import Path

from evals.errors import DatasetError
from evals.locate import Articles
from index.config import IndexConfig
from index.read import read
from index.samples import samples_folder
from index.types import Article


def sample_articles(folder: Path | None = None) -> Articles:
    """Read the sample articles, or those below `folder`, as `dateline index` reads them.

    Raises:
        DatasetError: something there cannot be read.
    """
    with nullcontext(folder) if folder else samples_folder() as found:
        articles = []
        for item in read([found], config=IndexConfig()):
            if not isinstance(item, Article):
                raise DatasetError(f"{item}")
            articles.append(item)
    return Articles.of(articles)


def gold_folder() -> Path:
    """Name the folder of the shipped question sets."""
    return Path(str(files("evals").joinpath("gold")))
