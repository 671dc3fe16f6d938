"""Index onto a disk that is full for a while: what was cut short must not be kept when space comes free in time.

On a disk that stays full the words, written last, fail too and hide a file that was cut in silence before them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from evals.faults import laws
from evals.faults.disks import LARGE, PAGE, memory_disk, resize, used
from evals.faults.laws import Content
from evals.faults.readers import write
from evals.faults.report import Report
from index.errors import StoreWriteError

if TYPE_CHECKING:
    from pathlib import Path

_MOST_PAGES = 1000


class Relief:
    """Makes the disk large as soon as the folder of the words is made."""

    def __init__(self, disk: Path) -> None:
        self._disk = disk
        self.given = False

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Be told of an event by the interpreter."""
        if not self.given and event == "os.mkdir" and str(arguments[0]).endswith("/words"):
            self.given = True
            resize(self._disk, LARGE)


def freed_disk(room: Path, *, seed: int, articles: int = 90) -> Report:
    """Try every size of the disk, page by page, until all that comes before the words fits."""
    report = Report(fault="freed disk", seed=seed, notes={"how": "tmpfs"})
    numbers = range(articles)
    write(room / "undisturbed", seed, numbers)
    expected = Content.of(room / "undisturbed")
    with memory_disk(room / "disk") as disk:
        relief = Relief(disk)
        sys.addaudithook(relief)
        for pages in range(1, _MOST_PAGES):
            resize(disk, used(disk) + PAGE * pages)
            relief.given = False
            broken = _try(disk / "store", seed, numbers, expected, report)
            resize(disk, LARGE)
            report.add(f"{pages} pages free", broken)
            if report.counts["enough"]:
                break
        relief.given = True  # the hook stays until the process ends
    report.demand("full before the words", "the disk was never full")
    report.demand("enough", "no size was enough")
    return report


def _try(store: Path, seed: int, numbers: range, expected: Content, report: Report) -> list[str]:
    """Index once: it fails as it should and leaves nothing, or all is there."""
    try:
        write(store, seed, numbers)
    except StoreWriteError:
        report.counts["full before the words"] += 1
        return laws.whole(store, [None])
    except Exception as error:  # noqa: BLE001 - the law: no other error, whatever it is
        return [f"{type(error).__name__}: {error}"]
    report.counts["enough"] += 1
    return laws.whole(store, [expected]) + laws.same(store, expected)
