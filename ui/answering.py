"""Follow an answer as it is made: what is said so far, and what breaks."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import IndexingError
from rag.errors import QuestionError, RagError
from ui.html.answer import looked_at, numbered, partial
from ui.html.article import sources
from ui.html.escaping import block, problem
from ui.turns import Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rag.compose import LivePipeline
    from rag.pipeline import Pipeline
    from rag.types import Event, Question, Statement
    from ui.turns import Conversation

    Answers = Pipeline | LivePipeline

logger = logging.getLogger(__name__)


def follow(
    pipeline: Answers, question: Question, before: Sequence[Turn], *, number: int, articles: int
) -> Iterator[Turn]:
    """Follow the next answer of a conversation as it is made; what breaks is shown.

    Raises:
        QuestionError: the question is empty or too long.
    """
    turn = Turn(question=question)
    events = pipeline.stream(question, [t.answer for t in before if t.answer])
    try:
        for turn in _steps(events, turn, number=number, articles=articles):  # noqa: B020 - the latest one
            yield turn
    except QuestionError:
        raise
    except (RagError, IndexingError) as error:
        logger.warning("a question failed: %s", error)
        yield _broken(turn, str(error))
    except Exception as error:  # the edge: one request, logged and shown
        logger.exception("a question broke")
        yield _broken(turn, f"{type(error).__name__}; the server's log says more.")


def stopped(conversation: Conversation) -> Conversation:
    """Mark the last question as stopped, if it is still being answered."""
    if not conversation or conversation[-1].over:
        return conversation
    last = conversation[-1]
    said = (last.said if last.cited else "") + block("working", "Stopped.")
    return (*conversation[:-1], replace(last, said=said, state="stopped"))


def _broken(turn: Turn, why: str) -> Turn:
    """Say why under the statements that were there before it broke."""
    return replace(turn, said=(turn.said if turn.cited else "") + problem(why), state="broken")


def _steps(events: Iterable[Event], turn: Turn, *, number: int, articles: int) -> Iterator[Turn]:
    """Turn each event into what is said so far, the articles cited so far, and at last the answer."""
    held: list[Statement] = []
    for event in events:
        if result := event.answer:
            cited = sources(number, result.citations)
            turn = replace(turn, cited=cited, answer=result, read=event.evidence, state="answered")
        elif event.statement:
            held.append(event.statement)
            cited = sources(number, numbered(held))
            turn = replace(turn, said=partial(number, held), cited=cited)
        elif event.stage == "planned":
            turn = replace(turn, said=block("working", f"Looking in {articles:,} articles…"))
        elif event.stage == "found" and event.evidence:
            said = block("working", f"Reading {looked_at(event.evidence)}…")
            turn = replace(turn, said=said)
        elif event.stage == "writing":
            held.clear()  # a chat model failed: what it wrote is taken back
            continue
        else:
            continue
        yield turn
