"""A scored run as JUnit XML, for whatever shows tests: a case for each question, its slice for a class."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, tostring

from evals.scoring.causes import CAUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.dataset import GoldQuestion
    from evals.scoring.rows import Row

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # not XML 1.0


def junit(questions: Sequence[GoldQuestion], rows: Sequence[Row], summary: dict[str, Any]) -> str:
    """Write the run as one test suite; a failure says its first cause."""
    failed = sum(row.cause not in {None, "failed"} for row in rows)
    suite = Element(
        "testsuite",
        name=_text(f"dateline eval {summary['dataset']} {summary['system']}"),
        tests=str(len(rows)),
        failures=str(failed),
        errors=str(sum(row.cause == "failed" for row in rows)),
        skipped="0",
        time=str(summary["seconds"]),
    )
    for question, row in zip(questions, rows, strict=True):
        case = SubElement(
            suite,
            "testcase",
            classname=_text(row.slices[0] if row.slices else "questions"),
            name=_text(f"{row.id} {question.question}"),
            time=f"{row.timings.get('total', 0) / 1000:.3f}",
        )
        if row.cause:
            kind = "error" if row.cause == "failed" else "failure"
            found = SubElement(case, kind, type=row.cause, message=CAUSES[row.cause])
            found.text = _text("; ".join([*question.answers, *row.unscored.values()]))
    return tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _text(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)
