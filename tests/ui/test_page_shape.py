"""What keeps the page readable: short files, short callbacks, HTML that knows nothing of Gradio."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "ui"
FILES = sorted(path for path in UI.rglob("*") if path.suffix in {".py", ".js", ".css", ".html"})
WIRING = sorted((UI / "page").glob("*.py"))
LONGEST_FILE = 300  # lines
LONGEST_CALLBACK = 15  # lines


def _name(path: Path) -> str:
    return str(path.relative_to(UI))


def _body(function: ast.FunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0  # type: ignore[operator]


def _callbacks(path: Path) -> dict[str, int]:
    """Count the lines of what listeners are given: closures, and functions named in `button.click(answer, ...)`."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    closures = {
        node
        for outer in functions
        for node in ast.walk(outer)
        if isinstance(node, ast.FunctionDef) and node is not outer
    }
    given = {
        value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for value in (*node.args, *(keyword.value for keyword in node.keywords))
        if isinstance(value, ast.Name)
    }
    return {f.name: _body(f) for f in functions if f in closures or f.name in given}


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def test_no_callback_is_long() -> None:
    found = {name: lines for path in WIRING for name, lines in _callbacks(path).items()}
    assert {"ask", "again", "_stop", "_edit", "open_article"} <= set(found)
    assert {name: lines for name, lines in found.items() if lines > LONGEST_CALLBACK} == {}


def test_html_is_made_without_gradio() -> None:
    for path in (UI / "html").glob("*.py"):
        modules = {
            (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        assert not [name for name in modules if name.split(".")[0] == "gradio"], path.name
