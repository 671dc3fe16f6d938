"""What an import gives: questions, and the articles they are about where the form brings them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from evals.dataset import save_questions
from evals.errors import DatasetError
from evals.locate import Articles
from index.config import IndexConfig
from index.read import read
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evals.dataset import EvidenceSet, GoldQuestion

Json = dict[str, Any]
QUESTIONS, ARTICLES = "questions.jsonl", "articles.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Questions in our form, articles as `dateline index` reads them, and what was left out."""

    questions: tuple[GoldQuestion, ...]
    articles: tuple[Json, ...] = ()
    notes: tuple[str, ...] = ()


def write_import(found: Imported, folder: Path) -> list[Path]:
    """Write questions.jsonl and, where there are articles, articles.jsonl; returns the files.

    Quotations are located in the articles as reading them stores them, so offsets hold; what cannot be located stays as
    a quotation, and is looked for in the words of what is found.

    Raises:
        DatasetError: there is no question, or the folder cannot be written.
    """
    if not found.questions:
        raise DatasetError("not one question could be read")
    questions, files = found.questions, [folder / QUESTIONS]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if found.articles:
            lines = (json.dumps(article, ensure_ascii=False) for article in found.articles)
            (folder / ARTICLES).write_text("".join(f"{line}\n" for line in lines), "utf-8")
            files.append(folder / ARTICLES)
            stored = read([folder / ARTICLES], config=IndexConfig())
            articles = Articles.of(item for item in stored if isinstance(item, Article))
            questions = tuple(located(question, articles) for question in questions)
        save_questions(questions, folder / QUESTIONS)
    except OSError as error:
        raise DatasetError(f"{folder} cannot be written: {error}") from error
    return files


def located(question: GoldQuestion, articles: Articles) -> GoldQuestion:
    """Give the spans of a question their offsets, as far as they can be found."""
    return replace(
        question, evidence=tuple(_located_set(one, articles) for one in question.evidence)
    )


def _located_set(spans: EvidenceSet, articles: Articles) -> EvidenceSet:
    found = []
    for span in spans:
        try:
            found.append(articles.located(span))
        except DatasetError:
            found.append(span)
    return tuple(found)


def distinct(questions: Sequence[GoldQuestion]) -> tuple[GoldQuestion, ...]:
    """Give every question an id of its own: a repeated one gets a number."""
    seen: dict[str, int] = {}
    named = []
    for question in questions:
        count = seen[question.id] = seen.get(question.id, 0) + 1
        named.append(question if count == 1 else replace(question, id=f"{question.id}#{count}"))
    return tuple(named)
