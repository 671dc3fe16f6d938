"""Commands that serve: `dateline ui` (the page, REST, chat and MCP over HTTP) and `dateline mcp` (MCP over stdio)."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import SettingsError
from ui.options import StoreOption, settings_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from ui.doors.app import Access
    from ui.doors.archive import Archive
    from ui.doors.limits import Limits
    from ui.doors.login import Login

ModelOption = Annotated[
    str | None,
    typer.Option(metavar="PROVIDER:NAME", help="Let a chat model write. [default: extractive]"),
]


def ui(
    *,
    store: StoreOption = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; only this machine by default.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 7860,
    auth: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|USER:PASSWORD",
            help="Ask for a login: a file made with `dateline auth`; needed beyond this machine.",
        ),
    ] = None,
    allow_anyone: Annotated[
        bool,
        typer.Option(
            "--allow-anyone", help="Listen beyond this machine and ask nobody for a login."
        ),
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name that this server is reached under; repeatable."),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="A site whose pages may call this server; repeatable."),
    ] = None,
    at_once: Annotated[
        int, typer.Option(min=1, max=64, help="Requests worked on at the same time.")
    ] = 2,
    waiting: Annotated[
        int, typer.Option(min=0, max=10_000, help="Requests that may wait for their turn.")
    ] = 64,
    per_minute: Annotated[
        int, typer.Option(min=0, help="Requests of one caller in a minute; 0 for any number.")
    ] = 120,
    runs: Annotated[
        Path,
        typer.Option(
            help="Folder of runs of `dateline eval`; feedback and added questions go there."
        ),
    ] = Path("eval-runs"),
    read_only: Annotated[
        bool,
        typer.Option("--read-only", help="Nothing is written: no articles, feedback or questions."),
    ] = False,
    model: ModelOption = None,
) -> None:
    """Serve the page and the doors for programs: REST, OpenAI-compatible chat, MCP (docs/api.md)."""
    from ui.doors.app import Access
    from ui.doors.archive import open_archive
    from ui.doors.limits import Limits
    from ui.doors.server import listen, serve, url_of

    limits = Limits(at_once=at_once, waiting=waiting, per_minute=per_minute)
    access = Access(
        login=login_of(auth, host, limits, allow_anyone=allow_anyone),
        hosts=(host, *(allow_host or ())),
        origins=tuple(allow_origin or ()),
        limits=limits,
    )
    archive = open_archive(settings_of(store=store, model=model))
    taken = listen(host, port)
    _log_to_stderr()
    app = app_with_page(archive, access, runs=runs, read_only=read_only)
    typer.echo(f"dateline is at {url_of(taken)}/ (Ctrl-C stops it)")
    serve(app, taken)


def login_of(auth: str | None, host: str, limits: Limits, *, allow_anyone: bool) -> Login | None:
    """Read `--auth`, and refuse to listen beyond this machine without it.

    Raises:
        SettingsError: it is no login, or there is none and other machines can reach `host`.
    """
    from ui.doors.login import Login
    from ui.doors.origins import is_loopback

    if auth is not None:
        return Login.of(auth, Path(auth), limits)
    if not (allow_anyone or is_loopback(host)):
        raise SettingsError(
            f"--host {host} lets other machines in: add --auth FILE, or --allow-anyone if that is meant"
        )
    return None


def app_with_page(
    archive: Archive, access: Access, *, runs: Path, read_only: bool = False
) -> ASGIApp:
    """Make the application with the page in it.

    Args:
        archive: what is asked.
        access: who may come in, and how often.
        runs: folder of runs of `dateline eval`, feedback and added questions.
        read_only: the page writes nothing.
    """
    from ui.doors.app import make_app
    from ui.doors.page_mount import page_app
    from ui.page import looks, make_page

    page = make_page(archive.live, info=archive.info(), folder=runs, read_only=read_only)
    mounted = page_app(page, looks=looks(), upload_bytes=access.limits.upload_bytes)
    return make_app(archive, access, page=mounted)


def mcp(*, store: StoreOption = None, model: ModelOption = None) -> None:
    """Serve the tools ask, search, trace, check and get_article to an MCP client, over stdin and stdout."""
    from ui.doors.archive import open_archive
    from ui.doors.desk import Desk
    from ui.doors.limits import Limits
    from ui.doors.metrics import Metrics

    try:
        from ui.doors.mcp_tools import mcp_server
    except ModuleNotFoundError as error:
        if error.name != "mcp":
            raise
        raise SettingsError(
            "the MCP library is not installed: pip install 'dateline[mcp]'"
        ) from None
    archive = open_archive(settings_of(store=store, model=model))
    mcp_server(Desk(archive, Limits(), Metrics())).run("stdio")


def _log_to_stderr() -> None:
    """Write a line for every request, and what breaks, to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name in ("dateline", "ui", "uvicorn"):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.propagate = False  # libraries put handlers of their own on the root
    logging.getLogger("dateline").setLevel(logging.INFO)
