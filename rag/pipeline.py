"""The path a question walks. Read this file first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from rag.cite import cite
from rag.corrections import find_corrections
from rag.errors import ChatModelError
from rag.outlets import outlets_missing
from rag.plan import plan
from rag.referents import Earlier
from rag.rerank import merge, rerank
from rag.retrieve import retrieve
from rag.steps_taken import Looked, take_steps
from rag.types import Answer, Event
from rag.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.types import Filters, Retrieved
    from rag.rerank import Scorer
    from rag.retrieve import Search
    from rag.settings import Settings
    from rag.types import Draft, Plan, Question, Reason, Searched, Statement
    from rag.verify import Supports
    from rag.write import Write

    Survey = Callable[[Plan], Searched]

_TURNS = 6  # of a conversation that are looked back on


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Four parts, what is known of the archive, and the settings; `stream` is the whole story, `answer` its end."""

    search: Search
    score: Scorer
    write: Write
    check: Supports
    settings: Settings
    outlets: Callable[[], Sequence[str]] = tuple
    """Names the outlets of the archive."""
    survey: Survey | None = None
    """Says what an answer that abstains has looked through."""

    def answer(self, question: Question, history: Sequence[Answer] = ()) -> Answer:
        """Answer `question` from the indexed articles, or abstain with a reason.

        Args:
            question: what is asked.
            history: the answers of the conversation before it, oldest first.

        Raises:
            QuestionError: the question is empty or too long.
        """
        *_, last = self.stream(question, history)
        if last.answer is None:
            raise RuntimeError("the stream ended without an answer")
        return last.answer

    def stream(self, question: Question, history: Sequence[Answer] = ()) -> Iterator[Event]:
        """Tell each step as it is done: planned, found, writing, each statement, done.

        Where a chat model fails, "writing" comes a second time and the statements after it are quotations. Where the
        question was taken in two steps, "writing" has the plan and the evidence of these.
        """
        clock = _Clock()
        planned = self._plan(question, history)
        clock.lap("plan")
        yield Event(stage="planned", plan=planned)

        ranked, evidence = self._found(planned, clock)
        yield Event(stage="found", plan=planned, evidence=evidence)

        looked = self._written(planned, ranked, evidence, clock)
        if self.settings.take_steps and self.settings.model == "extractive":
            looked = self._in_steps(looked, clock)
        planned, evidence, draft = looked.plan, looked.evidence, looked.draft
        yield Event(stage="writing", plan=planned, evidence=evidence)

        checked = _Checked(self, clock)
        notice = ""
        try:
            for statement in checked.statements(draft):
                yield Event(stage="statement", plan=planned, evidence=evidence, statement=statement)
        except ChatModelError as error:
            if draft.instead is None:
                raise
            notice = f"{error}; the articles are quoted instead"
        if not notice and draft.instead and checked.removed and not checked.held:
            notice = (
                "nothing that the chat model wrote was supported; the articles are quoted instead"
            )
        if notice and draft.instead:
            draft, checked = draft.instead, _Checked(self, clock)
            yield Event(stage="writing", plan=planned, evidence=evidence)
            for statement in checked.statements(draft):
                yield Event(stage="statement", plan=planned, evidence=evidence, statement=statement)
        answer = self._answer(question, planned, looked.ranked, draft, checked)
        if notice:
            answer = replace(answer, notice=notice, model="extractive")
        answer = replace(answer, timings_ms=clock.total())
        yield Event(stage="done", plan=planned, evidence=evidence, answer=answer)

    def _found(self, planned: Plan, clock: _Clock) -> tuple[list[Retrieved], tuple[Retrieved, ...]]:
        """Find and rank; the second is what is read of it."""
        found = retrieve(planned, search=self.search, k=self.settings.retrieve_k)
        clock.lap("retrieve")
        ranked = self.ranked(planned, found)
        clock.lap("rerank")
        return ranked, tuple(ranked[: self.settings.read_k * len(planned.parts)])

    def _written(
        self,
        planned: Plan,
        ranked: Sequence[Retrieved],
        evidence: tuple[Retrieved, ...],
        clock: _Clock,
    ) -> Looked:
        draft = self.write(planned, evidence)
        clock.lap("read")
        return Looked(plan=planned, ranked=ranked, evidence=evidence, draft=draft)

    def _in_steps(self, direct: Looked, clock: _Clock) -> Looked:
        """Answer by way of a name that is found first, where the question describes somebody."""

        def look(planned: Plan) -> Looked:
            return self._written(planned, *self._found(planned, clock), clock)

        return take_steps(direct, look, least=self.settings.min_confidence)

    def _plan(self, question: Question, history: Sequence[Answer]) -> Plan:
        reads = self.settings.read_filters and question.read_filters
        return plan(
            question,
            max_chars=self.settings.max_question_chars,
            outlets=self.outlets() if reads else (),
            read_filters=reads,
            earlier=[_earlier(answer) for answer in history[-_TURNS:]],
            cited=tuple({c.article.id: None for c in history[-1].citations}) if history else (),
        )

    def ranked(self, planned: Plan, found: Sequence[Sequence[Retrieved]]) -> list[Retrieved]:
        """Rank what was found for each part, then take turns between the parts."""
        rankings = [
            rerank(part, hits, score=self.score, k=len(hits))
            for part, hits in zip(planned.parts, found, strict=True)
        ]
        return merge(rankings, k=sum(map(len, rankings)))

    def _answer(
        self,
        question: Question,
        planned: Plan,
        ranked: Sequence[Retrieved],
        draft: Draft,
        checked: _Checked,
    ) -> Answer:
        """Put together what held."""
        held = tuple(checked.held)
        searched = self.survey(planned) if self.survey and (not held or draft.unanswered) else None
        reason = None if held else _reason(draft, ranked, planned.filters, checked.removed)
        detail = "" if held else draft.detail
        if reason == "no_article_passes_filters":
            detail = outlets_missing(planned.filters.sources, self.outlets())
        elif reason and searched and planned.filters.empty and not searched.articles:
            reason, detail = "empty_store", ""
        answer = Answer(
            question=question,
            plan=planned,
            statements=held,
            evidence=tuple(ranked[: self.settings.show_k]),
            short_answer=draft.short_answer if held else None,
            confidence=_confidence(draft, held),
            abstain_reason=reason,
            detail=detail,
            removed=checked.removed,
            model=self.settings.model,
            conflicts=draft.conflicts if held else (),
            corroboration=draft.corroboration if held else None,
            premise=draft.premise,
            near=() if held and not draft.unanswered else draft.near,
            unanswered=draft.unanswered,
            searched=searched,
        )
        return replace(answer, corrections=find_corrections(answer.citations, ranked))

    def shows(self, statement: Statement) -> bool:
        """Whether a checked statement is shown under the settings."""
        return statement.verdict == "supported" or (
            self.settings.show_unsupported and bool(statement.citations)
        )


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions that build on each other: each is understood from those before it."""

    pipeline: Pipeline
    turns: tuple[Answer, ...] = ()

    def ask(self, question: Question) -> Conversation:
        """Answer one more question; the conversation with its answer as the last turn comes back."""
        return Conversation(
            self.pipeline, (*self.turns, self.pipeline.answer(question, self.turns))
        )


class _Checked:
    """The statements of a draft, each checked as it arrives: those that hold are kept, the others counted."""

    def __init__(self, pipeline: Pipeline, clock: _Clock) -> None:
        self._pipeline = pipeline
        self._clock = clock
        self.held: list[Statement] = []
        self.removed = 0

    def statements(self, draft: Draft) -> Iterator[Statement]:
        """Give those that hold."""
        for sentence in draft.sentences:
            self._clock.lap("read")  # a chat model writes while it is read
            statement = verify(cite(sentence), check=self._pipeline.check)
            self._clock.lap("verify")
            if self._pipeline.shows(statement):
                self.held.append(statement)
                yield statement
            else:
                self.removed += 1


def _earlier(answer: Answer) -> Earlier:
    """Keep of a turn what the next question may refer to."""
    cited = answer.citations
    return Earlier(
        question=answer.plan.question,
        short_answer=answer.short_answer,
        quotes=tuple(citation.quote for citation in cited),
        texts=tuple({citation.article.id: citation.article.text for citation in cited}.values()),
    )


def _confidence(draft: Draft, held: Sequence[Statement]) -> float:
    """Take the reader's judgement of the words cited, whoever wrote; else the weakest statement's support."""
    if draft.confidence is not None:
        return draft.confidence
    spans = [(c.article.id, c.start, c.end) for s in held for c in s.citations]
    judged = [
        reading.confidence
        for reading in draft.readings
        for name, start, end in spans
        if name == reading.passage.article.id and reading.start < end and start < reading.end
    ]
    if judged:
        return max(judged)
    return min((statement.support for statement in held), default=0.0)


def _reason(draft: Draft, found: Sequence[Retrieved], filters: Filters, removed: int) -> Reason:
    """Say why there is no answer."""
    if not found:
        return "not_in_corpus" if filters.empty else "no_article_passes_filters"
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
