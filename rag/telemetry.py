"""OpenTelemetry spans of a question: one for the whole, one for each stage; an optional extra."""

from __future__ import annotations

from time import time_ns
from typing import TYPE_CHECKING

from rag.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opentelemetry.trace import Tracer

    from rag.types import Event

_STAGES = {
    "planned": "plan",
    "found": "retrieve",
    "writing": "read",
    "statement": "verify",
    "done": "answer",
}


def spans_of(events: Iterable[Event], tracer: Tracer | None = None) -> Iterator[Event]:
    """Pass events on as they come, and record a span for each stage under one span `dateline.question`.

    Args:
        events: what `Pipeline.stream` gives.
        tracer: where spans go; by default the tracer named `dateline` of the provider that the program has set.

    Raises:
        SettingsError: OpenTelemetry is not installed.
    """
    try:
        from opentelemetry import trace
    except ImportError as error:
        raise SettingsError(
            "OpenTelemetry is not installed: pip install 'dateline[telemetry]'"
        ) from error
    chosen = tracer or trace.get_tracer("dateline")
    whole = chosen.start_span("dateline.question")
    around = trace.set_span_in_context(whole)
    begun = time_ns()
    try:
        for event in events:
            span = chosen.start_span(
                f"dateline.{_STAGES[event.stage]}", context=around, start_time=begun
            )
            if event.stage == "found":
                span.set_attribute("dateline.passages", len(event.evidence))
            span.end()
            begun = time_ns()
            if event.answer:
                whole.set_attribute("dateline.model", event.answer.model)
                whole.set_attribute("dateline.abstained", event.answer.abstained)
                whole.set_attribute("dateline.statements", len(event.answer.statements))
            yield event
    except BaseException as error:
        whole.record_exception(error)
        raise
    finally:
        whole.end()
