"""Questions with their texts: SQuAD v2, ragas samples, RAGChecker's input, and plain tables."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from evals.dataset import GoldQuestion, Span
from evals.errors import DatasetError
from evals.fields import Fields
from evals.foreign.files import read_json, read_lines, read_table
from evals.foreign.imported import Imported, distinct
from index.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_QUESTION = ("question", "user_input", "query", "prompt")
_ANSWER = ("answer", "answers", "reference", "ground_truth", "gt_answer", "expected")


def import_squad(paths: Sequence[Path], *, split: str = "test") -> Imported:  # noqa: ARG001 - one signature for all forms
    """Read SQuAD 1.1 or 2.0 JSON: an article for each paragraph; the evidence is the sentence of the answer.

    Source: Rajpurkar et al. 2018.

    Raises:
        DatasetError: a file is something else.
    """
    questions: list[GoldQuestion] = []
    articles: dict[str, dict[str, Any]] = {}
    for path in paths:
        document = read_json(path)
        if not isinstance(document, dict):
            raise DatasetError(f"{path} is not SQuAD: no object with `data`")
        for title, context, asked in _paragraphs(Fields(document, str(path))):
            name = _named("squad", context)
            articles[name] = {"id": name, "title": title, "text": context}
            questions += [_squad(one, name, title, context) for one in asked]
    return Imported(questions=distinct(questions), articles=tuple(articles.values()))


def _paragraphs(document: Fields) -> Iterator[tuple[str, str, Iterator[Fields]]]:
    for group in document.objects("data"):
        for paragraph in group.objects("paragraphs"):
            title = group.text("title", default="").replace("_", " ")
            yield title, paragraph.text("context"), paragraph.objects("qas")


def _squad(fields: Fields, article: str, title: str, context: str) -> GoldQuestion:
    given = [
        (one.text("text"), one.number("answer_start") or 0) for one in fields.objects("answers")
    ]
    none = fields.flag("is_impossible")
    quotes = dict.fromkeys(_sentence_at(context, start) for _, start in given)
    return GoldQuestion(
        id=fields.text("id"),
        question=fields.text("question"),
        answers=() if none else tuple(dict.fromkeys(text for text, _ in given)),
        evidence=() if none else tuple((Span(article_id=article, quote=q),) for q in quotes),
        unanswerable=none,
        why="absent_attribute" if none else None,
        slices=("unanswerable",) if none else ("answerable",),
        thread=title or "none",
        origin="squad",
    )


def _sentence_at(text: str, place: int) -> str:
    for start, end in sentence_spans(text):
        if start <= place < end:
            return text[start:end]
    return text[place : place + 200]


def import_ragas(paths: Sequence[Path], *, split: str = "test") -> Imported:  # noqa: ARG001 - one signature for all forms
    """Read ragas samples (JSON Lines or a list): user_input, reference, reference_contexts; older names too.

    The reference contexts become articles, and each of them is evidence: all together are one set.

    Raises:
        DatasetError: a file is something else.
    """
    return _samples(paths, contexts=("reference_contexts", "contexts"), origin="ragas")


def import_ragchecker(paths: Sequence[Path], *, split: str = "test") -> Imported:  # noqa: ARG001 - one signature for all forms
    """Read RAGChecker's input: `results` with query_id, query, gt_answer. What a system retrieved is not taken.

    Source: Ru et al. 2024.

    Raises:
        DatasetError: a file is something else.
    """
    questions = []
    for path in paths:
        document = read_json(path)
        if not isinstance(document, dict):
            raise DatasetError(f"{path} is not RAGChecker's: no object with `results`")
        for number, fields in enumerate(Fields(document, str(path)).objects("results"), start=1):
            questions.append(
                GoldQuestion(
                    id=fields.text("query_id", default=f"rc-{number:04}"),
                    question=fields.text("query"),
                    answers=(fields.text("gt_answer"),),
                    origin="ragchecker",
                )
            )
    return Imported(questions=distinct(questions))


def import_csv(paths: Sequence[Path], *, split: str = "test") -> Imported:  # noqa: ARG001 - one signature for all forms
    """Read a table with a column of questions and one of answers (empty: unanswerable); several answers apart by |.

    Raises:
        DatasetError: there is no such column.
    """
    questions = []
    for path in paths:
        for number, (where, row) in enumerate(read_table(path), start=1):
            asked = _first(row, _QUESTION)
            if asked is None:
                raise DatasetError(f"{where}: no column {' or '.join(_QUESTION)}")
            given = _first(row, _ANSWER)
            if given is None:
                raise DatasetError(f"{where}: no column {' or '.join(_ANSWER)}")
            answers = tuple(part.strip() for part in given.split("|") if part.strip())
            if asked.strip():
                questions.append(
                    GoldQuestion(
                        id=row.get("id") or f"{path.stem}-{number:04}",
                        question=asked,
                        answers=answers,
                        unanswerable=not answers,
                        why=None if answers else "absent_attribute",
                        origin="csv",
                    )
                )
    return Imported(questions=distinct(questions))


def _samples(paths: Sequence[Path], *, contexts: Sequence[str], origin: str) -> Imported:
    questions: list[GoldQuestion] = []
    articles: dict[str, dict[str, Any]] = {}
    for path in paths:
        for number, (where, row) in enumerate(read_lines(path), start=1):
            fields = Fields(row, where)
            asked = next((name for name in _QUESTION if name in row), _QUESTION[0])
            reference = next((name for name in _ANSWER if row.get(name)), None)
            texts = next((fields.words(name) for name in contexts if row.get(name)), ())
            spans = []
            for text in filter(str.strip, texts):
                name = _named(origin, text)
                articles[name] = {"id": name, "title": "", "text": text}
                spans += [Span(article_id=name, quote=text)]
            questions.append(
                GoldQuestion(
                    id=f"{path.stem}-{number:04}",
                    question=fields.text(asked),
                    answers=fields.words(reference) if reference else (),
                    evidence=(tuple(spans),) if spans else (),
                    origin=origin,
                )
            )
    return Imported(questions=distinct(questions), articles=tuple(articles.values()))


def _first(row: dict[str, str], names: Sequence[str]) -> str | None:
    return next((row[name] for name in names if name in row), None)


def _named(form: str, text: str) -> str:
    """Name a text by its words."""
    return f"{form}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
