"""The command line as a user meets it: one line and an exit code for everything, JSON for programs."""

import gzip
import json
import lzma
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.main import get_command

from index.embed.minilm import packaged_model
from index.manifest import FORMAT
from index.samples import samples_folder
from index.store import Store
from ui.cli import BAD_INPUT, BAD_STORE, DONE, app, run

SEED = """ date 2017-09-21 ORSUND – Generals met on Monday, Col. Ann Ek said. Deira lies about 80 miles from Rakka.

“It is professional,” Ek said.

ann.ek@paper.example



The army said on Sept. 16 that it had left the base at Zakar. The talks lasted more than an hour, according to Ek.
"""


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON
        return json.loads(self.out)


class Dateline:
    """Runs commands over one store."""

    def __init__(self, store: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.store = store
        self._capture = capture

    def __call__(self, *arguments: str | Path) -> Ran:
        self._capture.readouterr()
        code = run([*map(str, arguments), "--store", str(self.store)])
        out, err = self._capture.readouterr()
        assert "Traceback" not in out + err
        return Ran(code, out, err)


@pytest.fixture
def dateline(store: Path, capsys: pytest.CaptureFixture[str]) -> Dateline:
    return Dateline(store, capsys)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "seed.txt").write_text(SEED, "utf-8")
    return folder


def test_index_then_ask_gives_exact_citations(dateline: Dateline, news: Path) -> None:
    indexed = dateline("index", news, "--json")
    assert (indexed.code, indexed.json["new"], indexed.json["problems"]) == (DONE, 2, [])
    articles = {a.id: a for a in Store.open(dateline.store).articles}
    for question, words in (
        ("How far is Deira from Rakka?", "80 miles"),
        ("Which base did the army leave?", "Zakar"),
        ("How long did the talks last?", "more than an hour"),
    ):
        asked = dateline("ask", question, "--json")
        assert asked.code == DONE
        answer = asked.json
        assert words in answer["answer"]
        assert not answer["abstained"]
        for citation in answer["citations"]:
            article = articles[citation["article_id"]]
            assert article.text[citation["start"] : citation["end"]] == citation["quote"]
        assert {n for s in answer["statements"] for n in s["citations"]} == {
            c["id"] for c in answer["citations"]
        }


def test_ask_json_has_every_field_of_the_contract(dateline: Dateline, news: Path) -> None:
    dateline("index", news)
    answer = dateline("ask", "How far is Deira from Rakka?", "--json").json
    assert set(answer) >= {
        "question", "answer", "short_answer", "abstained", "abstain_reason", "confidence", "statements", "citations",
        "conflicts", "filters", "retrieved", "timings_ms", "model",
    }  # fmt: skip
    assert set(answer["citations"][0]) >= {
        "id", "article_id", "title", "source", "published", "url", "path", "start", "end", "quote", "sha256", "prefix",
        "suffix",
    }  # fmt: skip
    assert set(answer["statements"][0]) >= {"text", "citations", "support", "verdict"}
    assert set(answer["retrieved"][0]) >= {"rank", "article_id", "start", "end", "score", "text"}
    assert set(answer["timings_ms"]) >= {"plan", "retrieve", "rerank", "read", "verify", "total"}
    assert answer["citations"][0]["published"] == "2017-09-21"


def test_what_is_not_there_is_refused_and_that_is_no_failure(
    dateline: Dateline, news: Path
) -> None:
    dateline("index", news)
    asked = dateline("ask", "Who is the president of France?", "--json")
    assert (asked.code, asked.json["abstained"], asked.json["answer"]) == (DONE, True, None)
    assert asked.json["abstain_reason"] == "not_in_corpus"
    assert "Not in this corpus" in dateline("ask", "Who is the president of France?").out


def test_search_and_info_print_their_shapes(dateline: Dateline, news: Path) -> None:
    dateline("index", news)
    found = dateline("search", "base", "-k", "1", "--json").json
    assert [hit["rank"] for hit in found["results"]] == [1]
    assert set(found["results"][0]) >= {
        "article_id",
        "title",
        "source",
        "published",
        "start",
        "end",
        "score",
        "text",
    }
    info = dateline("info", "--json", "--check").json
    assert (info["articles"], info["first"], info["last"], info["damaged"]) == (
        2,
        "2017-09-21",
        "2017-09-21",
        [],
    )
    assert {"passages", "sources", "embedder", "index", "version"} <= set(info)


def test_filters_reach_the_search(dateline: Dateline, news: Path) -> None:
    dateline("index", news)
    late = dateline("ask", "How far is Deira from Rakka?", "--since", "2018-01-01", "--json").json
    assert late["abstain_reason"] == "no_article_passes_filters"
    assert late["filters"] == {
        "since": "2018-01-01",
        "until": None,
        "sources": [],
        "as_of": None,
        "read": [],
    }


def test_a_trace_is_written_or_the_reason_said(
    dateline: Dateline, news: Path, tmp_path: Path
) -> None:
    dateline("index", news)
    file = tmp_path / "trace.json"
    asked = dateline("ask", "How far is Deira from Rakka?", "--trace", file, "--json")
    assert json.loads(file.read_text("utf-8"))["answer"]["answer"] == asked.json["answer"]
    failed = dateline("ask", "How far is Deira from Rakka?", "--trace", tmp_path)
    assert failed.code == BAD_INPUT
    assert "cannot be written" in failed.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", ""),
        ("ask", "x" * 100_000),
        ("ask", "when?", "--since", "yesterday"),
        ("ask", "when?", "--since", "2024-02-30"),
        ("ask", "when?", "--since", "2024-02-03", "--until", "2024-02-01"),
        ("ask", "when?", "-k", "0"),
        ("ask", "when?", "--model", "nonsense"),
        ("ask", "when?", "--model", "nobody:model"),
        ("ask", "when?", "--model", "openai:model"),
        ("ask", "when?", "--nonsense"),
        ("ask",),
        ("ui", "--host", "0.0.0.0"),  # noqa: S104 - refused
        ("nonsense",),
        ("index", "no-such-file.txt"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_exit_2(
    dateline: Dateline, news: Path, arguments: tuple[str, ...]
) -> None:
    dateline("index", news)
    ran = dateline(*arguments)
    assert ran.code == BAD_INPUT
    assert ran.out == "" or arguments[0] == "index"
    assert len(ran.err.strip().splitlines()) == 1
    assert len(ran.err) < 600


@pytest.mark.parametrize("command", [("ask", "when?"), ("search", "rain"), ("info",), ("ui",)])
def test_a_missing_store_is_exit_3_and_names_the_command(
    dateline: Dateline, command: tuple[str, ...]
) -> None:
    ran = dateline(*command)
    assert (ran.code, ran.out) == (BAD_STORE, "")
    assert "dateline index" in ran.err


def test_a_store_of_another_version_is_exit_3_and_names_the_mend(
    dateline: Dateline, news: Path
) -> None:
    dateline("index", news)
    (manifest,) = dateline.store.glob("generations/*/manifest.json")
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 0'))
    for command in (("ask", "when?"), ("index", str(news))):
        ran = dateline(*command)
        assert ran.code == BAD_STORE
        assert "--rebuild" in ran.err
    assert dateline("index", news, "--rebuild").code == DONE
    assert dateline("ask", "How far is Deira from Rakka?").code == DONE


def test_info_check_names_the_damaged_file(dateline: Dateline, news: Path) -> None:
    dateline("index", news)
    (passages,) = dateline.store.glob("generations/*/passages.bin")
    whole = passages.read_bytes()
    passages.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    ran = dateline("info", "--check")
    assert ran.code == BAD_STORE
    assert "passages.bin" in ran.err


BAD_FILES: dict[str, Callable[[], bytes]] = {
    "empty.txt": lambda: b"",
    "binary.txt": lambda: bytes(range(256)) * 40,
    "long.txt": lambda: b"x" * 50_000_000,
    "long.jsonl": lambda: b'{"text": "' + b"x" * 50_000_000 + b'"}',
    "broken.json": lambda: b'{"text": "rain"',
    "no_text.json": lambda: b'[{"title": "Only a headline"}]',
    "cut.txt.gz": lambda: gzip.compress(b"Rain fell on Harrow. " * 1000)[:-20],
    "not_compressed.txt.xz": lambda: bytes(200),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_listed_and_the_good_ones_are_indexed(
    dateline: Dateline, news: Path, name: str
) -> None:
    (news / name).write_bytes(BAD_FILES[name]())
    ran = dateline("index", news / name, news / "seed.txt", "--json")
    assert ran.code == BAD_INPUT
    assert any(name in problem["path"] and problem["reason"] for problem in ran.json["problems"])
    assert len(Store.open(dateline.store).articles) >= 2


def test_only_bad_files_make_no_store(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    ran = dateline("index", tmp_path / "empty.txt", tmp_path / "missing.txt")
    assert ran.code == BAD_INPUT
    assert "empty.txt" in ran.err
    assert "missing.txt" in ran.err
    assert dateline("info").code == BAD_STORE


def test_broken_lines_are_listed_and_the_others_indexed(dateline: Dateline, tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "text": "Rain fell."}',
        "{broken",
        '"a string"',
        '{"id": "b", "text": "Snow fell."}',
        '{"id": "c"}',
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    ran = dateline("index", tmp_path / "news.jsonl", "--json")
    assert ran.code == BAD_INPUT
    assert [problem["line"] for problem in ran.json["problems"]] == [2, 3, 5]
    assert {a.id for a in Store.open(dateline.store).articles} == {"a", "b"}


def test_an_impossible_date_is_listed_and_its_article_indexed(
    dateline: Dateline, tmp_path: Path
) -> None:
    lines = [
        '{"id": "a", "text": "Rain fell.", "date": "2023-03-01"}',
        '{"id": "b", "text": "Snow fell.", "date": "2023-02-31"}',
        '{"id": "c", "text": "Hail fell.", "date": "9999-12-31"}',
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    ran = dateline("index", tmp_path / "news.jsonl", "--json")
    assert (ran.code, ran.json["new"]) == (0, 3)
    told = [(p["line"], p["kept"], p["reason"].split("”")[0]) for p in ran.json["problems"]]
    assert told == [(2, True, "“2023-02-31"), (3, True, "“9999-12-31")]
    dates = {a.id: a.published and str(a.published) for a in Store.open(dateline.store).articles}
    assert dates == {"a": "2023-03-01", "b": None, "c": None}
    assert "line 2: “2023-02-31” is no date" in dateline("index", tmp_path / "news.jsonl").err


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16", "utf-8-sig", "utf-8"])
@pytest.mark.parametrize("name", ["news.txt", "news.jsonl"])
def test_encodings_are_read_right(
    dateline: Dateline, tmp_path: Path, encoding: str, name: str
) -> None:
    words = "Café Zürich cost “€5” – said André."
    text = words if name.endswith(".txt") else json.dumps({"text": words}, ensure_ascii=False)
    (tmp_path / name).write_bytes(text.encode(encoding))
    assert dateline("index", tmp_path / name).code == DONE
    (article,) = Store.open(dateline.store).articles
    assert article.text == words


def test_compressed_files_are_read_transparently(dateline: Dateline, tmp_path: Path) -> None:
    line = b'{"id": "a", "text": "Rain fell."}\n'
    (tmp_path / "news.jsonl.xz").write_bytes(lzma.compress(line))
    (tmp_path / "more.jsonl.gz").write_bytes(gzip.compress(line.replace(b'"a"', b'"b"')))
    assert dateline("index", tmp_path / "news.jsonl.xz", tmp_path / "more.jsonl.gz").code == DONE
    assert {a.id for a in Store.open(dateline.store).articles} == {"a", "b"}


@pytest.mark.slow
def test_a_fresh_process_answers_without_torch(dateline: Dateline, news: Path) -> None:
    dateline("index", news)
    code = (
        "import sys; from ui.cli import run; run(sys.argv[1:]);"
        " sys.exit(bool({'torch', 'gradio'} & set(sys.modules)))"
    )
    command = [
        sys.executable,
        "-c",
        code,
        "ask",
        "How far is Deira from Rakka?",
        "--store",
        str(dateline.store),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    assert (done.returncode, "80 miles" in done.stdout) == (0, True)


def test_the_samples_ship_with_the_package() -> None:
    with samples_folder() as folder:
        assert len(list(folder.glob("*.txt"))) >= 40


def test_help_has_an_example_for_every_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for command in ("index", "ask", "search", "info", "demo", "ui"):
        assert run([command, "--help"]) == DONE
        assert f"Example: dateline {command}" in capsys.readouterr().out


def test_remove_and_prune_take_articles_out(dateline: Dateline, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, town in (("a", "Oslo"), ("b", "Bergen"), ("c", "Harrow")):
        (folder / f"{name}.txt").write_text(f"The bridge at {town} was closed on Monday.", "utf-8")
    dateline("index", folder)
    found = dateline("search", "Oslo", "-k", "1", "--json").json["results"][0]["article_id"]
    removed = dateline("remove", found, "--json")
    assert (removed.code, removed.json["removed"], removed.json["articles"]) == (DONE, 1, 2)
    again = dateline("remove", found)
    assert (again.code, again.err.count("\n")) == (BAD_INPUT, 1)
    assert dateline("info").out.startswith("2 articles, 2 passages\nnone is dated\n")
    assert f"not in the store: {found}" in again.err
    (folder / "a.txt").unlink()
    (folder / "b.txt").unlink()
    kept = dateline("index", folder, "--json").json
    assert (kept["removed"], kept["articles"]) == (0, 2)
    pruned = dateline("index", folder, "--prune")
    assert "1 removed" in pruned.out
    assert "1 article, 1 passage." in pruned.out
    assert dateline("info", "--json").json["articles"] == 1


def test_versions_shows_what_changed(dateline: Dateline, tmp_path: Path) -> None:
    file = tmp_path / "toll.jsonl"
    record = {"id": "toll", "title": "Quake", "text": "Six people died at Dunmere on Monday."}
    for toll, day in (("Six", "2024-08-20"), ("Nine", "2024-08-21")):
        text = record["text"].replace("Six", toll)
        file.write_text(json.dumps({**record, "text": text, "date": day}), "utf-8")
        assert dateline("index", file).code == DONE
    first, second = dateline("versions", "toll", "--json").json["versions"]
    assert (first["published"], first["current"], second["current"]) == ("2024-08-20", False, True)
    assert second["diff"][:2] == [["delete", "Six"], ["insert", "Nine"]]
    shown = dateline("versions", "toll").out
    assert "- Six" in shown
    assert "+ Nine" in shown
    unknown = dateline("versions", "nothing")
    assert (unknown.code, unknown.err.count("\n")) == (BAD_INPUT, 1)


@pytest.mark.slow
def test_another_model_is_refused_until_the_store_is_made_anew_from_its_own_articles(
    dateline: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = tmp_path / "seed.txt"
    seed.write_text(SEED)
    dateline("index", seed)
    seed.unlink()
    monkeypatch.setenv("DATELINE_INDEX_EMBEDDER", str(packaged_model()))
    refused = dateline("ask", "How far is Deira from Rakka?")
    assert refused.code == BAD_STORE
    assert f"dateline index --rebuild --store {dateline.store}" in refused.err
    assert dateline("index", "--rebuild").code == DONE
    answered = dateline("ask", "How far is Deira from Rakka?", "--json")
    assert "80 miles" in answered.json["answer"]
    assert dateline("info", "--json").json["embedder"]["name"].startswith("model#")


def test_a_model_that_is_nowhere_is_one_line(
    dateline: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seed.txt").write_text(SEED)
    monkeypatch.setenv("DATELINE_INDEX_EMBEDDER", "nobody/no-such-model")
    ran = dateline("index", tmp_path / "seed.txt")
    assert (ran.code, ran.err.count("\n")) == (BAD_INPUT, 1)
    assert "nobody/no-such-model" in ran.err


@pytest.mark.parametrize("group", [(), ("eval",), ("auth",)])
def test_a_group_alone_shows_its_help(
    capsys: pytest.CaptureFixture[str], group: tuple[str, ...]
) -> None:
    assert run(list(group)) == BAD_INPUT
    ran = capsys.readouterr()
    assert ran.out == ""
    assert ran.err.startswith(f"Usage: {' '.join(('dateline', *group))} [OPTIONS] COMMAND")
    assert "\nCommands:\n" in ran.err


def test_every_command_that_ends_prints_json_on_demand() -> None:
    stays = {"ui", "mcp"}  # until they are stopped
    told = {
        " ".join(path): {option for p in command.params for option in p.opts}
        for path, command in _commands(get_command(app))
        if path[0] not in {*stays, "auth"}  # makes a file of secrets
    }
    assert len(told) > 20
    assert [name for name, options in told.items() if "--json" not in options] == []


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def test_wrong_usage_names_the_help_of_its_command(dateline: Dateline) -> None:
    assert dateline("versions").err.endswith("(see dateline versions --help)\n")
    assert "(see dateline eval run --help)" in dateline("eval", "run", "--nonsense").err


def test_an_outlet_that_is_not_there_is_said_beside_the_empty_result(
    dateline: Dateline, tmp_path: Path
) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text(
        json.dumps({"text": "Rain fell on Oslo on Monday.", "source": "Oslo Post"}), "utf-8"
    )
    draft = tmp_path / "draft.txt"
    draft.write_text("Rain fell on Oslo.", "utf-8")
    dateline("index", file)
    for command in (("search", "rain"), ("trace", "Rain fell on Oslo"), ("check", draft)):
        ran = dateline(*command, "--source", "Post", "--json")
        assert (ran.code, bool(ran.json)) == (DONE, True)
        assert "no outlet is called “Post”, but there is “Oslo Post”" in ran.err
        assert "no outlet" not in dateline(*command, "--source", "oslo post", "--json").err


def test_ctrl_c_while_a_compiled_module_is_loaded_stops_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def loading(*_: object, **__: object) -> None:
        raise ImportError("initialization failed") from KeyboardInterrupt()

    monkeypatch.setattr("ui.cli.app", loading)
    assert run(["info"]) == 130
    assert len(capsys.readouterr().err.splitlines()) == 1

    def broken(*_: object, **__: object) -> None:
        raise ImportError("no module")

    monkeypatch.setattr("ui.cli.app", broken)
    with pytest.raises(ImportError, match="no module"):
        run(["info"])
