"""Whatever a file holds, reading it ends soon, in bounded memory, with articles or one clear line."""

import gzip
import os
import zlib
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals.fuzz.hostile import hostile
from evals.fuzz.mutate import mutate
from evals.fuzz.samples import samples
from evals.fuzz.trial import Report
from index.config import IndexConfig
from index.read import read
from index.types import Article, Problem

pytestmark = pytest.mark.slow

SAMPLES = samples()
HOSTILE = hostile()
BOMBS = IndexConfig(max_ratio=50)


def read_bytes(folder: Path, name: str, data: bytes, **config: int) -> list[Article | Problem]:
    (folder / name).write_bytes(data)
    return list(read([folder / name], config=IndexConfig(**config)))


def reasons(items: list[Article | Problem]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Problem)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(suffix=st.sampled_from(sorted(SAMPLES)), seed=st.integers(0, 2**32))
def test_damaged_files_of_every_form_raise_nothing(tmp_path: Path, suffix: str, seed: int) -> None:
    report = Report()
    file = tmp_path / f"rain{suffix}"
    file.write_bytes(mutate(SAMPLES[suffix], Random(seed)))  # noqa: S311 -- no secret
    report.read(file, form=suffix, name=f"seed {seed}")
    assert report.escaped == []


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_file_cut_anywhere_raises_nothing(tmp_path: Path, suffix: str) -> None:
    report = Report()
    data = SAMPLES[suffix]
    for length in range(1, len(data), max(1, len(data) // 12)):
        (tmp_path / f"a{suffix}").write_bytes(data[:length])
        report.read(tmp_path / f"a{suffix}", form=suffix, name=f"{length} bytes")
    assert report.escaped == []


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "kind", ["laughs", "quadratic", "file", "network", "parameter", "recursive"]
)
@pytest.mark.parametrize("suffix", [".nitf", ".newsml", ".rss", ".atom", ".html"])
def test_entities_neither_grow_nor_reach_out(tmp_path: Path, kind: str, suffix: str) -> None:
    items = read_bytes(tmp_path, f"a{suffix}", HOSTILE[f"{kind}{suffix}"]())
    assert items
    for item in items:
        if isinstance(item, Article):
            assert len(item.text) < 10_000_000
            assert "root:" not in item.text + item.title
    if suffix in {".nitf", ".newsml"}:
        assert len(reasons(items)) == 1


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "name",
    ["deep.html", "deep.nitf", "deep.json", "deep.md", "deep-objects.jsonl", "deep-content.rss"],
)
def test_deep_nesting_is_refused_or_flattened(tmp_path: Path, name: str) -> None:
    items = read_bytes(tmp_path, name, HOSTILE[name]())
    assert items
    assert not any("could not be read" in reason for reason in reasons(items))


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(packer.compress(b" " * (1 << 20)) for _ in range(80)), packer.flush()])
    for name in ("a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.warc.gz", "a.parquet.gz"):
        [reason] = reasons(read_bytes(tmp_path, name, bomb))
        assert reason.startswith("unpacks to more than 250 times its size (max_ratio)")
    [reason] = reasons(read_bytes(tmp_path, "a.html.gz", bomb))
    assert reason == "longer than 20,000,000 bytes, too long to read whole"


def test_well_packed_text_is_no_bomb(tmp_path: Path) -> None:
    lines = b"".join(b'{"id": "%d", "text": "Rain fell again."}\n' % n for n in range(20_000))
    assert len(read_bytes(tmp_path, "a.jsonl.gz", gzip.compress(lines))) == 20_000


@pytest.mark.timeout(10)
@pytest.mark.parametrize("packing", ["gzip", "br"])
def test_a_page_packed_inside_an_archive_is_bounded(tmp_path: Path, packing: str) -> None:
    import brotli

    from evals.fuzz.samples import warc

    page = b" " * 30_000_000
    packed = gzip.compress(page) if packing == "gzip" else brotli.compress(page, quality=1)
    data = warc(packed, headers=(("Content-Encoding", packing),))
    [reason] = reasons(read_bytes(tmp_path, "a.warc", data))
    assert reason.endswith("longer than 20,000,000 bytes, too long to read whole")


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("header.warc", "a record's header does not end"),
        ("length.warc", "the WARC data is cut short"),
        ("negative.warc", "the WARC data is damaged"),
        ("repeated.parquet", "claims 2,000 rows"),
        ("nothing.parquet", "claims 3,000,000 rows"),
        ("footer.parquet", "the Parquet data is damaged"),
        ("angles.html", "has more than 500,000 tags"),
        ("attributes.html", "has a tag with more than 10,000 attributes"),
        ("ten-million.txt", "the article is longer than 5,000,000 characters"),
        ("ten-million.jsonl", "the article is longer than 5,000,000 characters"),
        ("nul.txt", "binary, not text"),
    ],
)
def test_each_kind_of_attack_has_its_line(tmp_path: Path, name: str, reason: str) -> None:
    assert reasons(read_bytes(tmp_path, name, HOSTILE[name]()))[0].startswith(reason)


def test_problems_of_one_file_are_counted_after_a_thousand(tmp_path: Path) -> None:
    found = reasons(read_bytes(tmp_path, "a.jsonl", b"{}\n" * 5_000 + b'{"text": "Rain."}\n'))
    assert len(found) == 1001
    assert found[-1] == "4,000 more problems in this file"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.txt", r"a\nb.txt"),
        ("\x1b[2J.txt", r"\x1b[2J.txt"),
        ("gnp\u202etxt.txt", r"gnp\u202etxt.txt"),
        ("x" * 251 + ".txt", "x" * 251 + ".txt"),
        ("a....txt", "a....txt"),
    ],
)
def test_names_are_shown_without_tricks(tmp_path: Path, name: str, shown: str) -> None:
    (tmp_path / name).write_bytes(b"Rain fell.")
    [found] = read([tmp_path], config=IndexConfig())
    assert isinstance(found, Article)
    assert found.path == f"{tmp_path}/{shown}"
    (tmp_path / name).write_bytes(b"\0")
    [problem] = read([tmp_path / name], config=IndexConfig())
    assert str(problem) == f"{tmp_path}/{shown}: binary, not text"


def test_what_a_problem_quotes_is_one_short_line(tmp_path: Path) -> None:
    columns = "\x1b[31mred\x07\u202e," + "name," * 1000
    [reason] = reasons(read_bytes(tmp_path, "a.csv", columns.encode() + b"\n1,2\n"))
    assert reason.isprintable()
    assert len(reason) <= 401


def test_links_that_lead_in_circles_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "a" / "rain.html").write_bytes(SAMPLES[".html"])
    items = list(read([tmp_path, f"{tmp_path}/**/*.html"], config=IndexConfig()))
    assert sum(isinstance(item, Article) for item in items) == 1
    assert len(reasons(items)) == 1
    assert os.path.lexists(tmp_path / "self")


def test_lone_surrogates_and_hidden_letters_are_stored_safely(tmp_path: Path) -> None:
    [found] = read_bytes(tmp_path, "a.json", HOSTILE["surrogates.json"]())
    assert isinstance(found, Article)
    assert found.text == "Rain \ufffd fell \ufffd"
    [found] = read_bytes(tmp_path, "a.txt", "Ra\u200bin\u202e fell\U000e0041.".encode())
    assert isinstance(found, Article)
    assert found.text == "Rain fell."
