"""Files, folders and patterns; compression; progress; and whatever else lies on a disk."""

import bz2
import gzip
import io
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.config import IndexConfig
from index.read import Reading, read
from index.types import Article, Problem

CONFIG = IndexConfig()
LINES = b"".join(b'{"id": "%d", "text": "Rain fell %d times."}\n' % (i, i) for i in range(4_000))
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}


def found_in(*paths: str | Path, config: IndexConfig = CONFIG) -> list[str]:
    """Name what was read: the text of an article, the reason of a problem."""
    return [
        item.text if isinstance(item, Article) else item.reason
        for item in read(paths, config=config)
    ]


def test_a_folder_is_read_in_order_and_other_kinds_are_counted(tmp_path: Path) -> None:
    for name in (
        "b/2.txt",
        "b/1.md",
        "a.txt",
        "c.txt.gz",
        ".hidden.txt",
        ".git/x.txt",
        "b/code.py",
        "c.gz",
    ):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        text = f"Rain in {name}.".encode()
        file.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    reading = Reading([tmp_path], config=CONFIG)
    assert [item.text for item in reading if isinstance(item, Article)] == [
        "Rain in a.txt.", "Rain in c.txt.gz.", "Rain in b/1.md.", "Rain in b/2.txt.",
    ]  # fmt: skip
    assert reading.skipped_files == 2


def test_a_store_among_the_files_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain fell.")
    (tmp_path / "news" / "generations" / "1").mkdir(parents=True)
    (tmp_path / "news" / "CURRENT").write_text("1")
    (tmp_path / "news" / "generations" / "1" / "manifest.json").write_text('{"text": "no news"}')
    assert found_in(tmp_path) == ["Rain fell."]
    assert found_in(tmp_path / "news") == ["is a store, not a folder of files"]


def test_a_file_given_by_name_is_tried_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "story.py").write_text("Rain fell.")
    (tmp_path / "page").write_text("<!doctype html><p>Rain fell.")
    assert found_in(tmp_path / "story.py", tmp_path / "page") == [
        "Rain fell.",
        "Rain fell.",
    ]


def test_patterns_are_expanded_and_names_with_brackets_are_not(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a/1.txt", "2.txt", "[3].txt"):
        (tmp_path / name).write_text(f"Rain {name}.")
    assert found_in(f"{tmp_path}/**/?.txt") == ["Rain 2.txt.", "Rain a/1.txt."]
    assert found_in(tmp_path / "[3].txt") == ["Rain [3].txt."]


def test_what_does_not_exist_is_a_problem_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain.")
    paths: list[str | Path] = [
        tmp_path / "no.txt",
        "",
        f"{tmp_path}/*.csv",
        "nul\0byte",
        tmp_path / "a.txt",
    ]
    found = found_in(*paths)
    assert found[:3] == ["does not exist"] * 3
    assert found[3].startswith("cannot be read")
    assert found[4] == "Rain."


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    assert found_in(tmp_path) == ["holds no articles"]
    (tmp_path / "a.py").touch()
    assert found_in(tmp_path) == ["holds no articles (1 files of other kinds)"]


def test_a_file_is_read_once_and_loops_end(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("Rain.")
    (tmp_path / "sub" / "again").symlink_to(tmp_path)
    (tmp_path / "b.txt").symlink_to(tmp_path / "sub" / "a.txt")
    (tmp_path / "c.txt").symlink_to(tmp_path / "nowhere")
    assert found_in(tmp_path, tmp_path / "sub", tmp_path / "b.txt") == ["Rain.", "does not exist"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert found_in(tmp_path / "pipe.txt") == ["is not a regular file"]


def test_a_file_that_vanishes_or_is_locked_is_a_problem(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Rain.")
    reading = Reading([tmp_path], config=CONFIG)
    (tmp_path / "a.txt").unlink()
    assert [item.reason for item in reading if isinstance(item, Problem)] == ["does not exist"]
    (tmp_path / "b.txt").chmod(0)
    if not os.access(tmp_path / "b.txt", os.R_OK):
        assert found_in(tmp_path / "b.txt") == ["may not be read (permission denied)"]


def test_a_name_of_strange_bytes_can_be_shown_and_stored(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    file.write_text("Rain.")
    [found] = read([file], config=CONFIG)
    assert found.path
    assert found.path.encode().decode().endswith("caf\ufffd.txt")


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_compression_is_known_by_its_first_bytes(tmp_path: Path, suffix: str) -> None:
    data = COMPRESSORS[suffix](LINES)
    for name in (f"n.jsonl{suffix}", "n.jsonl", f"n{suffix}", "n.jsonl.gz"):
        (tmp_path / name).write_bytes(data)
        assert len(found_in(tmp_path / name)) == 4_000


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_several_members_and_padding_are_read(tmp_path: Path, suffix: str) -> None:
    compress = COMPRESSORS[suffix]
    (tmp_path / "n.jsonl").write_bytes(
        compress(LINES) + compress(b"") + compress(LINES) + bytes(512)
    )
    assert len(found_in(tmp_path / "n.jsonl")) == 8_000


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_what_comes_before_damage_is_kept(tmp_path: Path, suffix: str) -> None:
    data = COMPRESSORS[suffix](LINES)
    (tmp_path / "cut.jsonl").write_bytes(data[:-9])
    *articles, problem = found_in(tmp_path / "cut.jsonl")
    assert problem.endswith("data is cut short")
    assert all(text.startswith("Rain fell") for text in articles)
    (tmp_path / "torn.jsonl").write_bytes(data + b"garbage")
    *articles, problem = found_in(tmp_path / "torn.jsonl")
    assert len(articles) == 4_000
    assert "damaged" in problem or "cut short" in problem


def test_articles_before_a_cut_are_read(tmp_path: Path) -> None:
    data = gzip.compress(os.urandom(40_000).hex().encode() + b"\n" + LINES)
    (tmp_path / "n.txt").write_bytes(gzip.compress(b"Rain fell.\n\n\n\n") + data[: len(data) // 2])
    assert found_in(tmp_path / "n.txt") == ["Rain fell.", "the gzip data is cut short"]


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_a_bomb_ends_at_the_limit(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "n.jsonl").write_bytes(COMPRESSORS[suffix](LINES + b" " * 30_000_000))
    *articles, problem = found_in(
        tmp_path / "n.jsonl", config=IndexConfig(max_file_bytes=2_000_000)
    )
    assert len(articles) == 4_000
    assert problem == "longer than 2,000,000 bytes (max_file_bytes); the rest is left out"


@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x01\0\0\0", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_binary_files_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "n.txt").write_bytes(data)
    assert found_in(tmp_path / "n.txt") == ["binary, not text"]


def test_progress_counts_bytes_on_disk(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINES * 20, compresslevel=1))
    (tmp_path / "b.txt").write_text("Rain.")
    (tmp_path / "c.txt").write_bytes(b"\0")
    reading = Reading([tmp_path], config=CONFIG)
    sizes = [file.stat().st_size for file in sorted(tmp_path.iterdir())]
    assert (reading.read_bytes, reading.total_bytes) == (0, sum(sizes))
    steps = [reading.read_bytes for _ in reading]
    assert steps == sorted(steps)
    assert 0 < steps[0] < sizes[0]
    assert reading.read_bytes == reading.total_bytes


def test_a_bug_in_one_form_stops_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str) -> str:
        raise KeyError(text)

    (tmp_path / "a.txt").write_text("Rain.")
    monkeypatch.setattr("index.read.compose.clean", broken)
    assert found_in(tmp_path / "a.txt") == ["could not be read: KeyError: 'Rain.'"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    data=st.binary(max_size=300),
    start=st.sampled_from(
        [
            b"",
            b"\x1f\x8b",
            b"BZh9",
            b"\xfd7zXZ\0",
            b"\x28\xb5\x2f\xfd",
            b"\xff\xfe",
            b"{",
            b"text,id\n",
        ]
    ),
)
@example(data=b'text\n"', start=b"")
def test_no_bytes_make_reading_fail(tmp_path: Path, data: bytes, start: bytes) -> None:
    for name in ("n.txt", "n.md", "n.json", "n.jsonl", "n.csv", "n.tsv", "n"):
        (tmp_path / name).write_bytes(start + data)
    for item in read([tmp_path, tmp_path / "n"], config=CONFIG):
        if isinstance(item, Article):
            assert item.text.encode()
        else:
            assert "could not be read" not in item.reason


def test_the_same_article_has_the_same_id_in_every_form(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("date 2031-05-02\ntitle Rain\nsource Wire\n\nRain fell.\n")
    (tmp_path / "b.json").write_text(
        '{"headline": "Rain", "outlet": "Wire", "date": "2 May 2031", "body": "Rain fell."}'
    )
    (tmp_path / "c.csv").write_text(
        "title,source,published,text\nRain,Wire,2031-05-02,Rain fell.\n"
    )
    ids = {item.id for item in read([tmp_path], config=CONFIG) if isinstance(item, Article)}
    assert len(ids) == 1


def test_jsonl_is_read_as_a_stream(tmp_path: Path) -> None:
    with (tmp_path / "n.jsonl").open("wb") as file:
        file.write(LINES)
        file.seek(10_000_000_000, io.SEEK_SET)
        file.write(b"\n")
    reading = iter(read([tmp_path / "n.jsonl"], config=CONFIG))
    assert isinstance(next(reading), Article)
