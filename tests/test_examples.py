"""The examples run, and say what they promise."""

import subprocess
import sys
from pathlib import Path

import pytest

from index.samples import samples_folder
from ui.cli import DONE, run

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[1] / "examples"


def _printed(script: str, *arguments: str) -> str:
    command = [sys.executable, str(EXAMPLES / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_asking_from_python() -> None:
    printed = _printed("ask_from_python.py")
    assert "14 kilometres" in printed.splitlines()[0]
    assert "(Harbour Courier, 4 March 2024) [1]" in printed
    assert printed.splitlines()[-1] == "insufficient_evidence"


def test_the_retriever_inside_langchain(tmp_path: Path) -> None:
    with samples_folder() as folder:
        wolves = [str(path) for path in folder.glob("2025-02-19-*.txt")]
        assert run(["index", *wolves, "--store", str(tmp_path / "store")]) == DONE
    printed = _printed("langchain_retriever.py", str(tmp_path / "store"))
    assert "Vastria Herald" in printed
    assert printed.splitlines()[-1] == "214"


def test_an_agent_asks_the_archive_by_a_tool(tmp_path: Path) -> None:
    with samples_folder() as folder:
        wolves = [str(path) for path in folder.glob("2025-02-19-*.txt")]
        assert run(["index", *wolves, "--store", str(tmp_path / "store")]) == DONE
    printed = _printed("langchain_agent.py", str(tmp_path / "store"))
    (told,) = [line for line in printed.splitlines() if line.startswith("tool: ")]
    assert "There are 214 wolves in the forests of Vastria" in told
    assert '"source": "Vastria Herald"' in told
