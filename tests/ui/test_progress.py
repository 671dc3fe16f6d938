"""Progress in a log: a line now and then, with the time that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ui.progress
from ui.progress import progress_bars

if TYPE_CHECKING:
    import pytest


def test_what_was_done_before_does_not_shorten_what_is_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(ui.progress.time, "monotonic", lambda: now[0])
    with progress_bars() as bars:
        for seconds, done in ((100.0, 900), (104.0, 904), (110.0, 910), (112.0, 912), (120.0, 920)):
            now[0] = seconds
            bars.show("split", done, None)  # another stage between
            bars.show("embed", done, 1000)
    assert capsys.readouterr().err.splitlines() == [
        "embedding: 910 of 1,000, about 90 s left",
        "embedding: 920 of 1,000, about 80 s left",
    ]
