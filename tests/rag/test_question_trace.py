"""A question's path can be written down, and shown to OpenTelemetry; the terminal and the page show the receipts."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from index.types import Article, Filters, Retrieved
from rag.errors import SettingsError
from rag.pipeline import Pipeline
from rag.question_trace import Trace
from rag.telemetry import spans_of
from rag.types import Event, Part, Plan, Question
from ui import terminal
from ui.html import receipts

Make = Callable[..., Pipeline]
ASKED = Question("How far is Skell Island off the coast?")


def test_a_trace_tells_every_step(make_pipeline: Make) -> None:
    trace = Trace()
    *_, last = trace.follow(make_pipeline().stream(ASKED))
    document = json.loads(json.dumps(trace.document))
    assert [event["stage"] for event in document["events"]][:3] == ["planned", "found", "writing"]
    assert document["plan"]["parts"][0]["text"] == ASKED.text
    assert document["events"][1]["evidence"][0]["passage"].startswith("ferry-1:")
    assert last.answer is not None
    assert document["answer"]["short_answer"] == last.answer.short_answer


def test_a_trace_tells_what_steps_found_instead() -> None:
    article = Article(id="a", title="", text="Ada Brandt is 71.")
    hit = Retrieved(passage=article.passage(0, 17), score=1.0, route="reranked")
    direct = Plan(question="How old was she?", filters=Filters(), parts=(Part(text="How old?"),))
    stepped = replace(direct, parts=(Part(text="Who?"), Part(text="How old was Ada Brandt?")))
    trace = Trace()
    events = [
        Event(stage="planned", plan=direct),
        Event(stage="found", plan=direct, evidence=()),
        Event(stage="writing", plan=stepped, evidence=(hit,)),
        Event(stage="writing", plan=stepped, evidence=(hit,)),
    ]
    assert list(trace.follow(events)) == events
    parts = [part["text"] for part in trace.document["plan"]["parts"]]
    assert parts == ["Who?", "How old was Ada Brandt?"]
    shown = [len(event.get("evidence", ())) for event in trace.document["events"]]
    assert shown == [0, 0, 1, 0]


class Recorder:
    """A tracer that keeps the names of the spans it was asked for."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.attributes: dict[str, Any] = {}
        self.failed = False

    def start_span(self, name: str, **_: object) -> "Recorder":
        self.names.append(name)
        return self

    def set_attribute(self, name: str, value: object) -> None:
        self.attributes[name] = value

    def get_span_context(self) -> None:
        return None

    def record_exception(self, _: BaseException) -> None:
        self.failed = True

    def end(self) -> None:
        """End."""


def test_each_stage_is_a_span(make_pipeline: Make) -> None:
    pytest.importorskip("opentelemetry", reason="needs dateline[telemetry]")
    recorder = Recorder()
    *_, last = spans_of(make_pipeline().stream(ASKED), recorder)  # type: ignore[arg-type]
    assert last.answer is not None
    assert recorder.names[0] == "dateline.question"
    assert set(recorder.names[1:]) == {
        f"dateline.{stage}" for stage in ("plan", "retrieve", "read", "verify", "answer")
    }
    assert recorder.attributes["dateline.abstained"] is False


def test_a_failure_is_recorded_and_goes_on(make_pipeline: Make) -> None:
    pytest.importorskip("opentelemetry", reason="needs dateline[telemetry]")

    def failing() -> Iterator[Any]:
        yield from list(make_pipeline().stream(ASKED))[:1]
        raise SettingsError("gone")

    recorder = Recorder()
    with pytest.raises(SettingsError, match="gone"):
        list(spans_of(failing(), recorder))  # type: ignore[arg-type]
    assert recorder.failed


def test_the_terminal_shows_what_was_searched_in_vain(
    make_pipeline: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = make_pipeline().answer(Question("Who is the president of France in March 2024?"))
    terminal.show_answer(answer)
    printed = capsys.readouterr().out
    assert "read from the question: “March 2024”" in printed
    assert "Searched: 3 articles of 4 March 2024 to 14 May 2024; in none of them:" in printed
    assert "Nearest, and why it is no answer:" in printed


def test_the_page_shows_the_same_and_escapes_it(make_pipeline: Make) -> None:
    answer = make_pipeline().answer(
        Question("Who is the president of <b>France</b> in March 2024?")
    )
    shown = receipts.read_filters(1, answer) + receipts.receipts(answer)
    assert "March 2024" in shown
    assert "Searched: 3 articles" in shown
    assert "<b>" not in shown
