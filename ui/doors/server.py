"""Listens on a port and serves an application with uvicorn."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING

import uvicorn

from rag.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

_MOST_CONNECTIONS = 500  # below the usual limit of 1,024 open files
_GRACE = 10  # seconds for requests that are being worked on when the server stops


def listen(host: str, port: int) -> socket.socket:
    """Take a port; 0 takes a free one.

    Raises:
        SettingsError: nothing can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError:
        taken.close()
        raise SettingsError(f"cannot listen on {host}:{port}: choose another --port") from None
    return taken


def url_of(taken: socket.socket) -> str:
    """Give the address that a socket listens on."""
    host, port = taken.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: ASGIApp, taken: socket.socket) -> None:
    """Serve until Ctrl-C."""
    _server(app).run(sockets=[taken])


@contextmanager
def serving(app: ASGIApp, taken: socket.socket) -> Iterator[str]:
    """Serve beside what the caller does; the server's address comes back."""
    server = _server(app)
    thread = Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        sleep(0.01)
    try:
        yield url_of(taken)
    finally:
        server.should_exit = True
        thread.join()


def _server(app: ASGIApp) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # the guard keeps its own
        server_header=False,
        proxy_headers=False,  # anyone can write them
        ws="none",
        lifespan="on",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_GRACE,
    )
    return uvicorn.Server(config)
