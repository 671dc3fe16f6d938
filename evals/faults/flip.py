"""Spoil every file of a store, bit by bit: the damage is found, named, mended, and never shown as news."""

from __future__ import annotations

import random
import re
import shutil
from typing import TYPE_CHECKING

from evals.faults import laws
from evals.faults.children import index, run
from evals.faults.damage import ways
from evals.faults.newsroom import marker
from evals.faults.report import Report
from evals.faults.scenes import make_scenes
from index import generation
from index.errors import StoreError
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder

if TYPE_CHECKING:
    from pathlib import Path

    from evals.faults.damage import Damage
    from evals.faults.laws import Content
    from evals.faults.scenes import Scene

HARMLESS = {
    "lock": "empty; only that a process holds it counts",
    "resume": "what does not match the hash in its name is left out, and its passages are embedded again",
}
_GUARDS, _GUARD_TIMES = {"CURRENT", "manifest.json"}, 10  # these guard the rest, and get more flips
_ASKED = 5  # articles looked for in each spoilt store


def flip(room: Path, *, flips: int, seed: int, articles: int = 60) -> Report:
    """Spoil each file of a store, one at a time: in `flips` single bits, and in five coarser ways.

    CURRENT and the manifest guard all other files: they get ten times as many flips.
    """
    report = Report(fault="flip", seed=seed, notes={"harmless": HARMLESS})
    chosen = random.Random(seed)
    scene = make_scenes(room, seed=seed, articles=articles)[1]
    pristine = _with_checkpoints(scene, room / "pristine")
    store = room / "store"
    for file in sorted(f.relative_to(pristine) for f in pristine.rglob("*") if f.is_file()):
        tried = set[str]()
        times = _GUARD_TIMES if file.name in _GUARDS else 1
        size = (pristine / file).stat().st_size
        for damage in ways(size, flips=times * flips, chosen=chosen):
            shutil.rmtree(store, ignore_errors=True)
            shutil.copytree(pristine, store)
            damage.to(store / file)
            report.counts[f"in {_kind(file)}"] += 1
            broken = _read(store, scene, chosen)
            broken += _harmless(store) if file.parts[0] in HARMLESS else _found(store, report)
            if damage.kind not in tried:  # these start processes: once for each kind
                broken += _told(store, file) + _gone_on(store, file, damage, scene)
                tried.add(damage.kind)
            report.add(f"{_kind(file)}, {damage.kind}", broken)
    for kind in ("CURRENT", "manifest.json", "articles.sqlite", "words/.term", "resume/.npz"):
        report.demand(f"in {kind}", "no such file")
    report.demand("found on opening", "every damage waited for the check")
    report.demand("found by --check only", "every damage was at an edge")
    return report


def _with_checkpoints(scene: Scene, store: Path) -> Path:
    """Set up the scene's store with checkpoints in it: its run is killed after it wrote them.

    Raises:
        RuntimeError: no kill left any.
    """
    for operation in range(scene.operations, 0, -1):
        scene.set_up(store)
        index([scene.folder], store, dies_before=operation)
        shutil.rmtree(store / "generations" / "next.part", ignore_errors=True)
        (store / "CURRENT.new").unlink(missing_ok=True)
        alone = len(list(store.glob("generations/*"))) == 1
        if alone and list(store.glob("resume/*/*.npz")) and not laws.whole(store, [scene.old]):
            return store
    raise RuntimeError("no kill left a checkpoint")


def _read(store: Path, scene: Scene, chosen: random.Random) -> list[str]:
    """Whatever is read is an article exactly as it was, or an error of dateline's own."""
    known = {article.id: article for article in _old(scene).articles}
    broken = list[str]()
    try:
        searcher = Searcher(Store.open(store), HashEmbedder())
        for article_id in chosen.sample(sorted(known), _ASKED):
            word = marker(int(article_id.removeprefix("made-")))
            hits = searcher(f"Who spoke of {word}?", k=5)
            searcher.similarity(word, [hit.passage for hit in hits])
            shown = [hit.passage.article for hit in hits] + [searcher.store.article(article_id)]
            broken += [f"altered: {a.id}" for a in shown if a and known.get(a.id) != a]
        broken += [f"altered: {a.id}" for a in searcher.store.articles if known.get(a.id) != a]
    except StoreError as error:
        if "dateline i" not in str(error):
            broken.append(f"names no command: {error}")
    except Exception as error:  # noqa: BLE001 - the law: no other error, whatever it is
        broken.append(f"{type(error).__name__}: {error}")
    return broken


def _found(store: Path, report: Report) -> list[str]:
    """Opening or the check finds the damage, and names the command that mends it."""
    try:
        lines = generation.check(Store.open(store).folder)
        report.counts["found by --check only"] += bool(lines)
    except StoreError as error:
        lines = [str(error)]
        report.counts["found on opening"] += 1
    except Exception as error:  # noqa: BLE001 - the law: no other error, whatever it is
        return [f"{type(error).__name__}: {error}"]
    if not lines:
        return ["not found"]
    return [f"names no mend: {line}" for line in lines if "`dateline index" not in line]


def _harmless(store: Path) -> list[str]:
    return [f"not harmless: {line}" for line in generation.check(generation.current(store))]


def _told(store: Path, file: Path) -> list[str]:
    """`dateline info --check` says it, or for a harmless file does not."""
    outcome = run("info", "--check", "--store", store)
    if file.parts[0] in HARMLESS:
        return laws.ended(outcome, 0)
    return laws.ended(outcome, 3) + ([] if "`dateline index" in outcome.errors else ["no mend"])


def _gone_on(store: Path, file: Path, damage: Damage, scene: Scene) -> list[str]:
    """Indexing goes on where nothing is lost; else it refuses, and the command that it names mends the store."""
    outcome = index([scene.folder], store)
    if file.parts[0] in {*HARMLESS, "CURRENT"}:
        broken = laws.ended(outcome, 0)
        if (
            file.parts[0] == "resume"
            and damage.kind != "delete"
            and "altered" not in outcome.errors
        ):
            broken.append("the damaged checkpoint was not noticed")
    else:
        broken = laws.one_line(outcome, says="dateline index --rebuild")
        broken += _made_anew(store, file, scene)
        broken += laws.ended(index([scene.folder], store), 0)
    return broken + laws.same(store, scene.new) + laws.tidy(store)


def _made_anew(store: Path, file: Path, scene: Scene) -> list[str]:
    """`dateline index --rebuild` brings every article back that is not itself spoilt, and names those that are."""
    outcome = run("index", "--rebuild", "--store", store)
    if file.name != "articles.sqlite":
        return laws.ended(outcome, 0) + laws.same(store, _old(scene))
    broken = laws.ended(outcome, 0, 2, 3)
    try:
        kept = set(Store.open(store).articles)
    except StoreError:  # as spoilt as before: nothing was made anew, and the command said why
        broken += [] if "again" in outcome.errors else [f"not said: {outcome.errors[:300]!r}"]
    else:
        lost = set(_old(scene).articles) - kept
        if lost and "was altered: index its file again" not in outcome.errors:
            broken.append(f"{len(lost)} articles lost in silence")
        broken += [] if kept <= set(_old(scene).articles) else ["altered articles were kept"]
    return broken + laws.ended(run("index", scene.folder, "--store", store, "--rebuild"), 0)


def _old(scene: Scene) -> Content:
    if scene.old is None:
        raise ValueError("the scene begins with no store")
    return scene.old


def _kind(file: Path) -> str:
    """Name a file without what differs from store to store, e.g. `words/.term`."""
    inside = file.parts[0] if file.parts[0] == "resume" else file.parent.name
    name = re.sub(r"^[0-9a-f]{32,}", "", file.name)
    return f"{inside}/{name}" if inside in {"words", "resume"} else name
