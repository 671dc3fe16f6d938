"""News of invented events, written for dateline, with questions: `threads/*.txt` beside this file.

Reports of one event resemble each other and its figures change, as in a newsroom's archive; other training material has
nothing like it. Each file is one event: its articles, then its questions, a line each:

    ## article 1
    title: Crane topples in Oste harbour
    source: Oste Tribune
    date: 2022-04-11

    The text, a blank line between paragraphs.

    ## questions
    1 | fact | What fell over in the port? | A harbour crane | A harbour crane fell
    2 | latest@2022-04-20 | How many were hurt, as far as is known? | nine | now nine people hurt
    1 | none | Who built the crane? | - | A harbour crane fell

A question names its article, its kind, the answer, letter for letter, and a few words that stand in that article once
and hold the answer, or for a question without an answer, stand where one seems to be. Whole events are held apart.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path  # noqa: TC003 - typer looks at it
from typing import TYPE_CHECKING, Annotated

import typer

from index.types import Article
from rag.lexical import sentences_of
from rag.training.data import CALIBRATION_SHARE, DEVELOPMENT_SHARE, HELD_APART, digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.training.data import Span

ORIGIN = "thread"
LATEST = "latest"
TOGETHER = 12  # events in one archive of those held apart
FEW = 5  # and of those to train on: not all of their questions name their event
KINDS = frozenset({"fact", "paraphrase", LATEST, "none"})
NO_ANSWER = "-"
FIELDS = 3  # of an article, besides its text
_PART = re.compile(r"^## (article \d+|questions)[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"^(title|source|date): *(.+?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One question; `sentence` and `answer` are characters of its article, `answer` None if there is none."""

    question: str
    kind: str
    as_of: date | None
    article: Article
    sentence: Span
    answer: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The articles of one event and the questions about it."""

    name: str
    articles: list[Article]
    questions: list[Told]


def load_threads(part: str | None = None) -> list[Thread]:
    """Load the events of one part ("train", "calibration", "development"), or all, by name."""
    folder = files("rag.training").joinpath("threads")
    found = {
        entry.name.removesuffix(".txt"): entry
        for entry in folder.iterdir()
        if entry.name.endswith(".txt")
    }
    return [
        parse(name, found[name].read_text("utf-8"))
        for name in sorted(found)
        if part is None or part_of(name) == part
    ]


def part_of(name: str) -> str:
    """Assign an event to a part, whatever others there are."""
    drawn = int(digest(name)[:8], 16) / 16**8
    if drawn < DEVELOPMENT_SHARE:
        return "development"
    return "calibration" if drawn < DEVELOPMENT_SHARE + CALIBRATION_SHARE else "train"


def archives(*, train: bool = False) -> list[list[Thread]]:
    """Gather the events held apart, or those to train on, in archives of a few."""
    parts, size = (("train",), FEW) if train else (HELD_APART, TOGETHER)
    events = [thread for part in parts for thread in load_threads(part)]
    events.sort(key=lambda thread: digest(thread.name))
    return [events[first : first + size] for first in range(0, len(events), size)]


def parse(name: str, text: str) -> Thread:
    """Parse one file.

    Raises:
        ValueError: every question that is wrong, and what is wrong with it; an article without title, source or day,
            or with another's number.
    """
    heads = list(_PART.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    parts = [
        (head[1], text[head.end() : end].strip()) for head, end in zip(heads, ends, strict=True)
    ]
    articles: dict[str, Article] = {}
    for number, body in ((h.removeprefix("article "), b) for h, b in parts if h != "questions"):
        if number in articles:
            raise ValueError(f"there are two articles {number}")
        articles[number] = _article(f"{name}-{number}", body)
    lines = [line for head, body in parts if head == "questions" for line in body.splitlines()]
    told, wrong = [], []
    for line in filter(str.strip, lines):
        try:
            told.append(_question(line, articles))
        except ValueError as error:
            wrong.append(f"{error}: {line}")
    if wrong:
        raise ValueError("\n".join(wrong))
    return Thread(name=name, articles=list(articles.values()), questions=told)


def _article(name: str, body: str) -> Article:
    head, _, text = body.partition("\n\n")
    fields = {found[1]: found[2] for found in _FIELD.finditer(head)}
    if len(fields) != FIELDS:
        raise ValueError(f"{name} has no title, no source or no date")
    return Article(
        id=name,
        title=fields["title"],
        source=fields["source"],
        published=date.fromisoformat(fields["date"]),
        text=text.strip(),
    )


def _question(line: str, articles: dict[str, Article]) -> Told:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != 5:  # noqa: PLR2004 - see above
        raise ValueError(f"{len(cells)} cells instead of 5")
    number, kind, question, answer, words = cells
    kind, _, day = kind.partition("@")
    if number not in articles or kind not in KINDS:
        raise ValueError(f"no article {number}, or no kind {kind}")
    if (kind == "none") != (answer == NO_ANSWER):
        raise ValueError("an answer where there is none, or none where there is one")
    article = articles[number]
    if article.text.count(words) != 1:
        raise ValueError(f"its words stand {article.text.count(words)} times in the article")
    start = article.text.index(words)
    place = None
    if answer != NO_ANSWER:
        if words.count(answer) != 1:
            raise ValueError("the answer does not stand in the words once")
        begin = start + words.index(answer)
        place = (begin, begin + len(answer))
    return Told(
        question=question,
        kind=kind,
        as_of=date.fromisoformat(day) if day else None,
        article=article,
        sentence=_sentence(article, place or (start, start + len(words))),
        answer=place,
    )


def _sentence(article: Article, span: Span) -> Span:
    whole = article.passage(0, len(article.text))
    for start, end in sentences_of(whole):
        if start <= span[0] and span[1] <= end:
            return start, end
    raise ValueError("the answer does not stand in one sentence")


def faults(paths: list[Path]) -> Iterator[str]:
    """Say what is wrong in files."""
    for path in paths:
        try:
            parse(path.stem, path.read_text("utf-8"))
        except ValueError as error:
            yield f"{path.name}: {error}"


def gold_row(thread: Thread, number: int) -> dict[str, object]:
    """Write a question in the form of a question set (docs/evals.md)."""
    one = thread.questions[number]
    start, end = one.sentence
    quote = one.article.text[start:end]
    span = {"article_id": one.article.id, "start": start, "end": end, "quote": quote}
    return {
        "id": f"{thread.name}-{number}",
        "question": one.question,
        "answers": [one.article.text[slice(*one.answer)]] if one.answer else [],
        "evidence": [[span]] if one.answer else [],
        "as_of": str(one.as_of) if one.as_of else None,
        "unanswerable": one.answer is None,
        "thread": thread.name,
        "slice": [one.kind],
        "origin": ORIGIN,
    }


def article_row(article: Article) -> dict[str, object]:
    """Write an article as `dateline index` reads it."""
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "date": str(article.published),
        "text": article.text,
    }


def check(paths: Annotated[list[Path], typer.Argument(help="files of events")]) -> None:
    """Say what is wrong in files of events; exit code 1 if anything is."""
    found = list(faults(paths))
    typer.echo("\n".join(found or ["no faults"]))
    if found:
        raise typer.Exit(1)


def export(
    out: Annotated[Path, typer.Argument(help="folder of 0.jsonl, 0.questions.jsonl, 1.jsonl ...")],
    *,
    train: Annotated[bool, typer.Option(help="those to train on, not those held apart")] = False,
) -> None:
    """Write events as small archives, each to be indexed, and the questions about each: those held apart."""
    out.mkdir(parents=True, exist_ok=True)
    for number, threads in enumerate(archives(train=train)):
        rows = [gold_row(thread, n) for thread in threads for n in range(len(thread.questions))]
        _write(out / f"{number}.jsonl", [article_row(a) for t in threads for a in t.articles])
        _write(out / f"{number}.questions.jsonl", rows)
        typer.echo(f"{number}: {len(threads)} events, {len(rows)} questions")


def _write(path: Path, rows: Sequence[dict[str, object]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, help="News of invented events.")
    app.command()(check)
    app.command()(export)
    app()
