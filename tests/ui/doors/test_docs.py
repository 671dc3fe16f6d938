"""The examples of docs/api.md do what it says: each curl command is run against a server over the sample articles."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index.samples import samples_folder
from rag.settings import Settings
from ui.cli import DONE, run
from ui.doors.app import Access, make_app
from ui.doors.archive import open_archive
from ui.doors.limits import Limits
from ui.doors.server import listen, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine"),
]

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
CURLS = [text for kind, text in BLOCKS if kind == "sh" and text.startswith("curl")]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = tmp_path_factory.mktemp("docs") / "store"
    with samples_folder() as folder:
        assert run(["index", str(folder), "--store", str(store)]) == DONE
    app = make_app(open_archive(Settings(store=store)), Access(limits=Limits(per_minute=0)))
    with serving(app, listen("127.0.0.1", 0)) as address:
        yield address


def told(command: str, address: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own page
        ["bash", "-ec", command],  # noqa: S607
        env={"DATELINE": address, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def example(words: str) -> str:
    """Find the one example that holds some words."""
    (found,) = [command for command in CURLS if words in command]
    return found


@pytest.mark.parametrize("command", CURLS)
def test_every_example_is_answered(samples: str, command: str) -> None:
    body = told(command, samples)
    assert body
    assert '"error"' not in body


def test_a_question_and_its_follow_up(samples: str) -> None:
    first, stream = (c for c in CURLS if "/api/ask" in c and "history" not in c)
    answer: dict[str, Any] = json.loads(told(first, samples))
    assert answer["short_answer"] == "214"
    follow_up = json.loads(told(example("history"), samples))
    assert follow_up["rewritten_from"] == "Who counted them?"
    assert len(follow_up["retrieved"]) == 5
    names = re.findall(r"^event: (\w+)$", told(stream, samples), re.MULTILINE)
    assert names == ["planned", "found", "writing", "statement", "done"]


def test_the_look_ups(samples: str) -> None:
    assert len(json.loads(told(example("/api/search"), samples))["results"]) == 3
    assert json.loads(told(example("/api/trace"), samples))["match"] == "verbatim"
    assert json.loads(told(example("/api/check"), samples))["counts"]["contradicted"] == 1
    assert json.loads(told(example("/api/info"), samples))["articles"] > 0


def test_the_chat(samples: str) -> None:
    completion = json.loads(told(example("/v1/chat"), samples))
    assert "214 wolves" in completion["choices"][0]["message"]["content"]
    (python,) = [text for kind, text in BLOCKS if kind == "python"]
    printed = StringIO()
    with redirect_stdout(printed):
        exec(python.replace("http://127.0.0.1:7860", samples), {})  # noqa: S102 - our own page
    assert "214 wolves" in printed.getvalue()
    assert "url_citation" in printed.getvalue()


def test_the_error_that_is_shown_is_the_one_that_comes(samples: str) -> None:
    (shown,) = [json.loads(text) for kind, text in BLOCKS if kind == "json" and "error" in text]
    command = f"curl -s {samples}/api/ask -H 'Content-Type: application/json' -d '{{}}'"
    error = json.loads(told(command, samples))["error"]
    assert error | {"request_id": ""} == shown["error"] | {"request_id": ""}
