"""Questions about the news: MultiHop-RAG's two files, with its own evaluator, and RealTime QA's weekly files."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from evals.dataset import GoldQuestion, Span
from evals.errors import DatasetError
from evals.fields import Fields
from evals.foreign.files import read_json, read_lines
from evals.foreign.imported import Imported, distinct

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evals.running.folder import Run

NULL_QUERY = "null_query"
_FIRST, _TOP = 4, 10  # the depths of the paper
_TAG = re.compile(r"<[^>]*>")


def import_multihop(paths: Sequence[Path], *, split: str = "test") -> Imported:  # noqa: ARG001 - one signature for all forms
    """Read MultiHop-RAG: MultiHopRAG.json (questions) and, if given, corpus.json (articles).

    An article's id is its address, else its headline. Each question has one evidence set: all its facts.

    Source: Tang and Yang 2024; the files of its repository.

    Raises:
        DatasetError: a file is something else.
    """
    if not 1 <= len(paths) <= 2:  # noqa: PLR2004
        raise DatasetError("this form wants MultiHopRAG.json and, to index them, corpus.json")
    questions = [
        _multihop(number, Fields(row, where))
        for number, (where, row) in enumerate(_rows(paths[0]), start=1)
    ]
    articles = [
        _multihop_article(Fields(row, where)) for path in paths[1:] for where, row in _rows(path)
    ]
    return Imported(questions=distinct(questions), articles=tuple(articles))


def _rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    rows = read_json(path)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DatasetError(f"{path} is not a list of objects")
    return [(f"{path} entry {number}", row) for number, row in enumerate(rows, start=1)]


def _multihop(number: int, fields: Fields) -> GoldQuestion:
    kind = fields.text("question_type", default="")
    null = kind == NULL_QUERY
    spans = tuple(
        Span(
            article_id=one.text("url", default="") or one.text("title", default="unknown"),
            quote=one.text("fact"),
        )
        for one in fields.objects("evidence_list")
    )
    return GoldQuestion(
        id=f"mh-{number:04}",
        question=fields.text("query"),
        answers=() if null else (fields.text("answer"),),
        evidence=(spans,) if spans and not null else (),
        unanswerable=null,
        why="absent_attribute" if null else None,
        slices=(kind,) if kind else (),
        origin="multihop-rag",
    )


def _multihop_article(fields: Fields) -> dict[str, Any]:
    title = fields.text("title", default="")
    return {
        "id": fields.text("url", default="") or title,
        "title": title,
        "text": fields.text("body"),
        "published": fields.text("published_at", default="") or None,
        "source": fields.text("source", default="") or None,
        "author": fields.text("author", default="") or None,
        "url": fields.text("url", default="") or None,
        "section": fields.text("category", default="") or None,
    }


def multihop_scores(
    retrieved: Sequence[Sequence[str]], facts: Sequence[Sequence[str]]
) -> dict[str, float]:
    """Compute the paper's retrieval figures: Hits@10, Hits@4, MAP@10, MRR@10, as its evaluator does.

    A passage is relevant if a fact stands in it, blanks and line ends apart. Hits@k: a relevant one is among the
    first k. MRR@10: one over the rank of the first relevant of ten. MAP@10: at each relevant rank r among the first
    *eleven* (so the evaluator has it), the facts found there for the first time, over r; summed, over min(facts, 10).

    Source: Tang and Yang 2024, §4.1; `retrieval_evaluate.py` of its repository.
    """
    hits_first = hits_top = average = reciprocal = 0.0
    for texts, wanted in zip(retrieved, facts, strict=True):
        golds = [_squeezed(fact) for fact in wanted]
        left, first_rank, summed = list(golds), 0, 0.0
        for rank, text in enumerate(map(_squeezed, texts[: _TOP + 1]), start=1):
            if not any(gold in text for gold in golds):
                continue
            if rank <= _TOP:
                first_rank = first_rank or rank
            fresh = {gold for gold in left if gold in text}
            left = [gold for gold in left if gold not in fresh]
            summed += len(fresh) / rank
        hits_first += 0 < first_rank <= _FIRST
        hits_top += first_rank > 0
        average += summed / min(len(golds), _TOP)
        reciprocal += 1 / first_rank if first_rank else 0.0
    count = len(facts)
    sums = {"Hits@10": hits_top, "Hits@4": hits_first, "MAP@10": average, "MRR@10": reciprocal}
    return {name: total / count for name, total in sums.items()}


def multihop_table(run: Run) -> dict[str, float]:
    """Compute the paper's figures of a run over an imported MultiHop-RAG; null queries are left out, as there.

    Raises:
        DatasetError: no question of the run has facts.
    """
    asked = [question for question in run.questions if question.evidence]
    if not asked:
        raise DatasetError(f"no question of {run.folder} has evidence")
    found = [(run.answers[question.id]["answer"] or {}).get("retrieved", []) for question in asked]
    texts = [[hit["text"] for hit in hits] for hits in found]
    return multihop_scores(texts, [[s.quote for s in q.evidence[0]] for q in asked])


def _squeezed(text: str) -> str:
    return text.replace(" ", "").replace("\n", "")


def import_realtimeqa(paths: Sequence[Path], *, split: str = "test") -> Imported:  # noqa: ARG001 - one signature for all forms
    """Read weekly files of the public RealTime QA repository (`YYYYMMDD_qa.jsonl`), as they are.

    The right choice is the answer, and the day of the quiz the asker's today. The articles are not part of it.
    A file whose right choice is "none of the above" (`_qa_nota`) gives unanswerable questions.

    Source: Kasai et al. 2023.

    Raises:
        DatasetError: a file is something else.
    """
    if not paths:
        raise DatasetError("this form wants weekly files, *_qa.jsonl")
    questions = [_realtime(Fields(row, where)) for path in paths for where, row in read_lines(path)]
    return Imported(questions=distinct(questions))


def _realtime(fields: Fields) -> GoldQuestion:
    choices = fields.words("choices")
    try:
        answers = tuple(choices[int(number)] for number in fields.words("answer"))
        day = date.fromisoformat(fields.text("question_date").replace("/", "-"))
    except (ValueError, IndexError):
        raise DatasetError(
            f"{fields.where}: answer or question_date is not as in RealTime QA"
        ) from None
    none = any(answer.casefold().strip(" .") == "none of the above" for answer in answers)
    return GoldQuestion(
        id=fields.text("question_id"),
        question=fields.text("question_sentence"),
        answers=() if none else answers,
        unanswerable=none,
        why="absent_attribute" if none else None,
        as_of=day,
        slices=(fields.text("question_source", default="") or "quiz",),
        thread=f"week {day.isocalendar().year}-{day.isocalendar().week:02}",
        origin="realtimeqa",
    )
