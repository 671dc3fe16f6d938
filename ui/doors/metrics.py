"""What a server counts, for Prometheus."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

if TYPE_CHECKING:
    from rag.types import Answer
    from ui.doors.gate import Gate

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one server, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "dateline_requests",
            "Requests by route and status.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "dateline_request_seconds",
            "Seconds from the request's head to the last byte of the response.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "dateline_answers",
            "Answers by outcome: answered, or the reason why not.",
            ("outcome",),
            registry=self._registry,
        )
        self._stages = Histogram(
            "dateline_stage_seconds",
            "Seconds that an answer spent in each stage.",
            ("stage",),
            buckets=_SECONDS,
            registry=self._registry,
        )

    def watch(self, gate: Gate) -> None:
        """Show how many requests are at work and how many wait."""
        for name, told in (("working", "being worked on"), ("waiting", "waiting for their turn")):
            gauge = Gauge(f"dateline_{name}", f"Requests {told}.", registry=self._registry)
            gauge.set_function(partial(getattr, gate, name))

    def requested(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that is done."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """Count an answer and what its stages took."""
        self._answers.labels(answer.abstain_reason or "answered").inc()
        for stage, took in answer.timings_ms.items():
            self._stages.labels(stage).observe(took / 1000)

    def page(self) -> bytes:
        """Write everything out in Prometheus's text format."""
        return generate_latest(self._registry)
