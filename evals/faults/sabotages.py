"""Ways to break the store's code on purpose, each with the fault and the law that must notice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sabotage:
    """In `file`, `code` becomes `instead`; then `fault`, run with `options`, must break a law that says `law`."""

    name: str
    file: str
    code: str
    instead: str
    fault: str
    law: str
    options: dict[str, int] = field(default_factory=dict)

    def to(self, tree: Path) -> None:
        """Break a copy of the code.

        Raises:
            ValueError: the code is no longer there, exactly once.
        """
        file = tree / self.file
        written = file.read_text("utf-8")
        if written.count(self.code) != 1:
            raise ValueError(f"{self.name}: {self.file} does not hold {self.code!r} exactly once")
        file.write_text(written.replace(self.code, self.instead), "utf-8")


_KILL = {"points": 120, "interrupts": 0, "articles": 4}
_FULL = {"steps": 40, "articles": 60}

SABOTAGES = (
    Sabotage(
        name="the old generation is removed before the new one is written",
        file="index/generation.py",
        code="    for written in (*part",
        instead="    for old in set(part.parent.iterdir()) - {part}:\n"
        "        shutil.rmtree(old)\n    for written in (*part",
        fault="kill",
        law="the store does not open",
        options=_KILL,
    ),
    Sabotage(
        name="the old generation is removed before the switch",
        file="index/generation.py",
        code="    _flush(folder.parent)\n    _switch(store)",
        instead="    shutil.rmtree(_folder(store, _read_current(store)) or store / '?', ignore_errors=True)\n"
        "    _switch(store)",
        fault="kill",
        law="the store does not open",
        options=_KILL,
    ),
    Sabotage(
        name="what a killed run left is not swept away",
        file="index/generation.py",
        code="    sweep(store)\n    part = store",
        instead="    part = store",
        fault="kill",
        law="next.part",
        options=_KILL,
    ),
    Sabotage(
        name="Ctrl-C is not said",
        file="ui/cli.py",
        code="    if code == STOPPED:  #",
        instead="    if code == -STOPPED:  #",
        fault="kill",
        law="not one line",
        options={"points": 1, "interrupts": 30, "articles": 30},
    ),
    Sabotage(
        name="nothing is flushed",
        file="index/generation.py",
        code="        os.fsync(handle)",
        instead="        pass",
        fault="power",
        law="was not flushed",
        options={"generations": 2},
    ),
    Sabotage(
        name="the folder of generations is not flushed",
        file="index/generation.py",
        code="    _flush(folder.parent)\n",
        instead="",
        fault="power",
        law="generations was not flushed",
        options={"generations": 2},
    ),
    Sabotage(
        name="the switch is not flushed",
        file="index/generation.py",
        code='replace(store / "CURRENT")\n    _flush(store)',
        instead='replace(store / "CURRENT")',
        fault="power",
        law="its folder not flushed afterwards",
        options={"generations": 2},
    ),
    Sabotage(
        name="CURRENT is written in its place, not replaced",
        file="index/generation.py",
        code='    (store / "CURRENT.new").replace(store / "CURRENT")',
        instead='    (store / "CURRENT").write_bytes((store / "CURRENT.new").read_bytes())',
        fault="power",
        law="never seen: switches",
        options={"generations": 2},
    ),
    Sabotage(
        name="a full disk is not turned into one line",
        file="index/build.py",
        code="        except (OSError, sqlite3.DatabaseError) as error:",
        instead="        except ZeroDivisionError as error:",
        fault="full_disk",
        law="cannot write",
        options=_FULL,
    ),
    Sabotage(
        name="FAISS writes the vectors by itself",
        file="index/vectors/exact.py",
        code="faiss.write_index(index, writer_to(stream))",
        instead="faiss.write_index(index, str(folder / _FILE))",
        fault="full_disk",
        law="exit code 1: RuntimeError",
        options=_FULL,
    ),
    Sabotage(
        name="numpy writes the passages by itself",
        file="index/build.py",
        code='(part / "passages.bin").write_bytes(spans.data)',
        instead='spans.tofile(part / "passages.bin")',
        fault="freed_disk",
        law="pages free",
    ),
    Sabotage(
        name="the check compares no hashes",
        file="index/manifest.py",
        code="if FileMark.of(folder / name) != mark]",
        instead="if not mark]",
        fault="flip",
        law="not found",
        options={"flips": 12},
    ),
    Sabotage(
        name="the manifest is believed without its hash",
        file="index/manifest.py",
        code="    if _name(written) != folder.name:",
        instead="    if not folder.name:",
        fault="flip",
        law="manifest.json, flip",
        options={"flips": 12},
    ),
    Sabotage(
        name="an article is read without its digest",
        file="index/columns.py",
        code="    if _digest(fields) != digest:",
        instead="    if not digest:",
        fault="flip",
        law="altered: made-",
        options={"flips": 30},
    ),
    Sabotage(
        name="a checkpoint is believed without its hash",
        file="index/resume.py",
        code="        if _hash(written) != file.stem:",
        instead="        if not written:",
        fault="flip",
        law="resume/.npz",
        options={"flips": 1},
    ),
    Sabotage(
        name="no lock is taken",
        file="index/build.py",
        code='            with FileLock(self.store / "lock", timeout=0):',
        instead="            if True:",
        fault="two_writers",
        law="round",
        options={"rounds": 8},
    ),
    Sabotage(
        name="a lock that is held is not told from a full disk",
        file="index/build.py",
        code="        except Timeout:",
        instead="        except ZeroDivisionError:",
        fault="two_writers",
        law="another process is writing",
        options={"rounds": 8},
    ),
    Sabotage(
        name="an open searcher never looks for a newer generation",
        file="index/generation.py",
        code="    return _folder(store, _read_current(store)) not in {None, folder}",
        instead="    return store is None",
        fault="readers",
        law="stays open: saw",
        options={"generations": 40},
    ),
    Sabotage(
        name="a generation removed while it is opened is not looked for again",
        file="index/store.py",
        code="                if not generation.superseded(folder):\n                    raise",
        instead="                raise",
        fault="readers",
        law="StoreDamagedError",
        options={"generations": 100},
    ),
    Sabotage(
        name="words are read where a lock file can be made only",
        file="index/words.py",
        code="            if os.access(folder, os.W_OK):",
        instead="            if folder:",
        fault="read_only",
        law="search",
        options={"articles": 4},
    ),
)
