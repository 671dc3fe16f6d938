"""The laws that hold for every file of the four packages."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 300  # lines


@pytest.mark.parametrize("package", ["index", "rag", "ui", "evals"])
def test_no_module_is_longer_than_can_be_read_at_once(package: str) -> None:
    modules = {
        path: len(path.read_text("utf-8").splitlines()) for path in (ROOT / package).rglob("*.py")
    }
    assert modules
    too_long = {str(path.relative_to(ROOT)): n for path, n in modules.items() if n > LONGEST_FILE}
    assert too_long == {}
