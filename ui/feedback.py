"""What readers think of answers, a line each in a local file that `dateline eval import feedback` reads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rag.contract import answer_json
from rag.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from rag.types import Answer

FILE = "feedback.jsonl"
_NOTE_CHARS = 500


def feedback_row(answer: Answer, *, verdict: str, reason: str, note: str) -> dict[str, Any]:
    """Lay a reader's judgement out: the question, what was answered, from which words, and what was wrong with it.

    Args:
        answer: what was judged.
        verdict: `up` or `down`.
        reason: one of those that the page offers.
        note: the reader's own words.
    """
    told = answer_json(answer)
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "verdict": "up" if verdict == "up" else "down",
        "reason": reason[:_NOTE_CHARS],
        "note": note[:_NOTE_CHARS],
        "question": answer.question.text,
        "answer": told["answer"],
        "short_answer": told["short_answer"],
        "abstained": told["abstained"],
        "filters": {key: told["filters"][key] for key in ("since", "until", "sources", "as_of")},
        "citations": [
            {key: cited[key] for key in ("article_id", "start", "end", "quote", "sha256")}
            for cited in told["citations"]
        ],
    }


def append_row(file: Path, row: dict[str, Any]) -> None:
    """Add a line to a file of JSON Lines.

    Raises:
        SettingsError: the file cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error}") from error
