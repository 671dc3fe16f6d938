from pathlib import Path

import pytest

from evals.faults.sabotage import _ROOT, _noticed, _try
from evals.faults.sabotages import SABOTAGES, Sabotage

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda one: one.name)
def test_every_sabotage_still_finds_the_code_it_breaks(sabotage: Sabotage, tmp_path: Path) -> None:
    copy = tmp_path / sabotage.file
    copy.parent.mkdir(parents=True)
    whole = (_ROOT / sabotage.file).read_text("utf-8")
    copy.write_text(whole, "utf-8")
    sabotage.to(tmp_path)
    broken = copy.read_text("utf-8")
    assert broken != whole
    assert compile(broken, sabotage.file, "exec")


def test_a_sabotage_that_changes_nothing_is_not_taken_for_noticed() -> None:
    harmless = Sabotage(
        name="nothing",
        file="index/generation.py",
        code="        os.fsync(handle)",
        instead="        os.fsync(handle)",
        fault="power",
        law="",
        options={"generations": 1},
    )
    assert not _noticed(harmless, _try(harmless, seed=1))
