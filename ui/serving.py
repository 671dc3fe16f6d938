"""Who may reach the page."""

from __future__ import annotations

import ipaddress

from rag.errors import SettingsError


def login(written: str | None) -> tuple[str, str] | None:
    """Read USER:PASSWORD.

    Raises:
        SettingsError: it is not of that form.
    """
    if written is None:
        return None
    user, colon, password = written.partition(":")
    if not (user and colon and password):
        raise SettingsError("--auth: write USER:PASSWORD")
    return user, password


def require_login(host: str, user: tuple[str, str] | None) -> None:
    """Refuse to listen beyond this machine without a login.

    Raises:
        SettingsError: `host` is not this machine's own address and there is no login.
    """
    if user is None and not _is_loopback(host):
        raise SettingsError(f"--host {host} lets other machines in: add --auth USER:PASSWORD")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
