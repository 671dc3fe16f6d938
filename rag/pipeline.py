"""The path a question walks. Read this file first."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from rag.cite import cite
from rag.plan import plan
from rag.rerank import rerank
from rag.retrieve import retrieve
from rag.types import Answer, Event
from rag.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.types import Retrieved
    from rag.rerank import Scorer
    from rag.retrieve import Search
    from rag.settings import Settings
    from rag.types import Draft, Plan, Question, Reason, Statement
    from rag.verify import Supports
    from rag.write import Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Four parts and the settings; `stream` is the whole story, `answer` its end."""

    search: Search
    score: Scorer
    write: Write
    check: Supports
    settings: Settings

    def answer(self, question: Question) -> Answer:
        """Answer `question` from the indexed articles, or abstain with a reason.

        Raises:
            QuestionError: the question is empty or too long.
            ChatModelError: the chat model failed.
        """
        *_, last = self.stream(question)
        if last.answer is None:
            raise RuntimeError("the stream ended without an answer")
        return last.answer

    def stream(self, question: Question) -> Iterator[Event]:
        """Tell each step as it is done: planned, found, writing, each statement, done."""
        clock = _Clock()
        planned = plan(question, max_chars=self.settings.max_question_chars)
        clock.lap("plan")
        yield Event(stage="planned", plan=planned)

        found = retrieve(planned, search=self.search, k=self.settings.retrieve_k)
        clock.lap("retrieve")
        ranked = rerank(planned.question, found, score=self.score, k=len(found))
        evidence = tuple(ranked[: self.settings.read_k])
        clock.lap("rerank")
        yield Event(stage="found", plan=planned, evidence=evidence)

        draft = self.write(planned, evidence)
        clock.lap("read")
        yield Event(stage="writing", plan=planned, evidence=evidence)

        held: list[Statement] = []
        removed = 0
        for sentence in draft.sentences:
            clock.lap("read")  # a chat model writes while it is read
            statement = verify(cite(sentence), check=self.check)
            clock.lap("verify")
            if self._shown(statement):
                held.append(statement)
                yield Event(stage="statement", plan=planned, evidence=evidence, statement=statement)
            else:
                removed += 1
        answer = Answer(
            question=question,
            plan=planned,
            statements=tuple(held),
            evidence=tuple(ranked[: self.settings.show_k]),
            short_answer=draft.short_answer if held else None,
            confidence=_confidence(draft, held),
            abstain_reason=None if held else _reason(draft, found, planned, removed),
            detail="" if held else draft.detail,
            removed=removed,
            model=self.settings.model,
            timings_ms=clock.total(),
        )
        yield Event(stage="done", plan=planned, evidence=evidence, answer=answer)

    def _shown(self, statement: Statement) -> bool:
        return statement.verdict == "supported" or (
            self.settings.show_unsupported and bool(statement.citations)
        )


def _confidence(draft: Draft, held: Sequence[Statement]) -> float:
    """Take the writer's word where it can judge, else the weakest statement's support."""
    if draft.confidence is not None:
        return draft.confidence
    return min((statement.support for statement in held), default=0.0)


def _reason(draft: Draft, found: Sequence[Retrieved], planned: Plan, removed: int) -> Reason:
    """Say why there is no answer."""
    if not found:
        return "not_in_corpus" if planned.filters.empty else "no_article_passes_filters"
    if draft.refusal:
        return draft.refusal
    return "insufficient_evidence" if removed else "not_in_corpus"


class _Clock:
    """Milliseconds per stage, by wall clock."""

    def __init__(self) -> None:
        self._start = self._last = perf_counter()
        self._spent: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Charge the time since the last lap to `stage`."""
        now = perf_counter()
        self._spent[stage] = self._spent.get(stage, 0.0) + 1000 * (now - self._last)
        self._last = now

    def total(self) -> dict[str, float]:
        """Give every stage and the total, rounded to a tenth."""
        spent = {stage: round(ms, 1) for stage, ms in self._spent.items()}
        return {**spent, "total": round(1000 * (perf_counter() - self._start), 1)}
