"""The MCP door: a client of the official SDK uses the tools, in memory, over HTTP and over stdio."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from doorway import FLOOD, Doors, timeless
from newsroom import ARTICLES

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

from mcp import Client, StdioServerParameters

from index.samples import samples_folder
from ui.cli import BAD_INPUT, DONE, run
from ui.doors.desk import Desk
from ui.doors.limits import Limits
from ui.doors.mcp_tools import mcp_server
from ui.doors.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from ui.doors.archive import Archive

TOOLS = {"ask", "search", "trace", "check", "get_article"}


def using(server: Any, use: Callable[[Client], Awaitable[Any]]) -> Any:  # noqa: ANN401 - what a client takes
    """Connect, use the client, and give what came of it."""

    async def main() -> Any:  # noqa: ANN401
        async with Client(server) as client:
            return await use(client)

    return anyio.run(main)


async def _call(client: Client, tool: str, **arguments: Any) -> Any:  # noqa: ANN401 - JSON
    told = await client.call_tool(tool, arguments)
    assert not told.is_error, told.content
    return told.structured_content


async def _all_tools(client: Client) -> dict[str, Any]:
    listed = await client.list_tools()
    assert {tool.name for tool in listed.tools} == TOOLS
    assert all(tool.description for tool in listed.tools)
    return {
        "ask": await _call(client, "ask", question=FLOOD),
        "search": await _call(client, "search", query="crack in the hull", k=1),
        "trace": await _call(client, "trace", excerpt="never seen water like this"),
        "check": await _call(
            client, "check", text="Parliament passed the budget by 98 votes to 71."
        ),
        "get_article": await _call(client, "get_article", article_id="flood-1"),
    }


def test_every_tool_gives_what_rest_gives(archive: Archive, doors: Doors) -> None:
    server = mcp_server(Desk(archive, Limits(), Metrics()))
    told = using(server, _all_tools)
    rest = doors()
    asked = rest.post("/api/ask", json={"question": FLOOD}).json()
    assert timeless(told["ask"]) == timeless(asked)
    assert (
        told["search"]
        == rest.post("/api/search", json={"query": "crack in the hull", "k": 1}).json()
    )
    assert told["trace"]["match"] == "verbatim"
    assert told["check"]["counts"]["supported"] == 1
    assert told["get_article"]["text"] == ARTICLES[0].text


def test_the_same_over_http(url: str) -> None:
    told = using(f"{url}/mcp", _all_tools)
    assert told["ask"]["short_answer"] == "300"
    assert told["get_article"]["sha256"] == ARTICLES[0].sha256


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": "?!"}, "the question is empty"),
        ("ask", {"question": "x" * 2001}, "2,001 characters"),
        ("ask", {"question": "x", "since": "yesterday"}, "YYYY-MM-DD"),
        ("ask", {"question": "x", "k": 101}, "k"),
        ("ask", {}, "question"),
        ("trace", {"excerpt": "x" * 10_001}, "excerpt"),
        ("check", {"text": "x" * 200_000}, "this server takes 100,000"),
        ("get_article", {"article_id": "nowhere"}, "no article of this id"),
    ],
)
def test_what_does_not_fit_is_said_to_the_model(
    archive: Archive, tool: str, arguments: dict[str, Any], said: str
) -> None:
    server = mcp_server(Desk(archive, Limits(), Metrics()))

    async def call(client: Client) -> Any:  # noqa: ANN401
        return await client.call_tool(tool, arguments)

    told = using(server, call)
    assert told.is_error
    assert said in told.content[0].text


def test_the_guard_stands_before_mcp_too(doors: Doors) -> None:
    client = doors()
    listing = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    foreign = client.post("/mcp", json=listing, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert client.post("/mcp", json=listing, headers={"Host": "evil.example"}).status_code == 421


class _NotInstalled:
    """Finds no library named mcp."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "mcp":
            raise ModuleNotFoundError("No module named 'mcp'", name=name)


def test_without_the_library_the_other_doors_are_open(
    doors: Doors, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [n for n in sys.modules if n.split(".")[0] == "mcp" or "doors.mcp" in n]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_NotInstalled(), *sys.meta_path])
    client = doors()
    assert client.get("/healthz").status_code == 200
    assert client.post("/mcp", json={}).status_code == 404
    assert run(["mcp", "--store", str(store)]) == BAD_INPUT
    assert "pip install 'dateline[mcp]'" in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_speaks_mcp_over_stdio(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with samples_folder() as folder:
        wolves = [str(path) for path in folder.glob("2025-02-19-*.txt")]
        assert run(["index", *wolves, "--store", str(store)]) == DONE
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "ui", "mcp", "--store", str(store)]
    )
    told = using(command, partial(_call, tool="ask", question="How many wolves live in Vastria?"))
    assert told["short_answer"] == "214"
