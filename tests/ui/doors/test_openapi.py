"""schemathesis makes requests from the OpenAPI document, sound and unsound ones: nothing breaks, and replies fit it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SEMANTIC = "positive_data_acceptance"  # "?!" is a string and yet no question


def test_the_document_names_every_route(url: str) -> None:
    with urlopen(f"{url}/api/openapi.json") as response:  # noqa: S310 - our own server
        told = json.load(response)
    assert set(told["paths"]) == {
        "/api/ask",
        "/api/search",
        "/api/trace",
        "/api/check",
        "/api/articles/{article_id}",
        "/api/info",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/models/{name}",
        "/healthz",
        "/metrics",
    }


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whatever_is_sent_nothing_breaks(url: str, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    options = ["--checks=all", f"--exclude-checks={SEMANTIC}", "--max-examples=30", "--no-color"]
    options += ["--request-timeout=60", "--seed=1"]  # a busy machine is no fault of the server
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{url}/api/openapi.json", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout
    assert "Tested: 11" in done.stdout
