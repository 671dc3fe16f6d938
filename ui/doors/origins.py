"""Which names a server answers to, and whose pages may call it: against DNS rebinding and cross-site requests."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ui.doors.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ui.doors.arrival import Arrival

_HOST = re.compile(r"[\w.:\[\]-]+")
_SAFE = {"GET", "HEAD", "OPTIONS"}


class Origins:
    """Checks Host, Origin and Sec-Fetch-Site.

    A page of a stranger can make its own name point at this machine (DNS rebinding), so a Host that is a name must be
    one that is known; an address cannot be faked that way.
    """

    def __init__(self, *, hosts: Iterable[str] = (), origins: Iterable[str] = ()) -> None:
        self._hosts = {"localhost", *(host.lower() for host in hosts)}
        self.allowed = {origin.rstrip("/").lower() for origin in origins}

    def check(self, arrival: Arrival) -> None:
        """Refuse what comes under a foreign name or from a foreign page.

        Raises:
            Refused: 400 without one Host, 421 under a name that is not known, 403 from a page of another origin.
        """
        hosts = arrival.headers.getlist("host")
        if len(hosts) != 1:
            raise Refused(400, "send one Host header", code="bad_host")
        name = hostname(hosts[0])
        if name is None or not (name in self._hosts or is_address(name)):
            raise Refused(
                421,
                "this server does not answer to that name; start it with --allow-host NAME",
                code="unknown_host",
            )
        origin = arrival.headers.get("origin")
        if origin is None:
            if arrival.method not in _SAFE and self._from_elsewhere(arrival):
                raise _cross_site()
        elif not (origin.lower() in self.allowed or _same(origin, hosts[0])):
            raise _cross_site()

    def _from_elsewhere(self, arrival: Arrival) -> bool:
        return arrival.headers.get("sec-fetch-site", "none") in {"cross-site", "same-site"}


def hostname(host: str) -> str | None:
    """Read the name out of a Host header; None where it is none.

    >>> hostname("News.example:7860"), hostname("[::1]:80"), hostname("a@b"), hostname("a:b")
    ('news.example', '::1', None, None)
    """
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    return parts.hostname if _HOST.fullmatch(host) else None


def is_address(name: str) -> bool:
    """Tell an IP address from a name."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(name: str) -> bool:
    """Tell whether only this machine can reach an address."""
    return name == "localhost" or (is_address(name) and ipaddress.ip_address(name).is_loopback)


def _same(origin: str, host: str) -> bool:
    scheme, _, place = origin.lower().partition("://")
    usual = {"http": ":80", "https": ":443"}.get(scheme)
    return bool(usual) and place.removesuffix(usual or "") == host.lower().removesuffix(usual or "")


def _cross_site() -> Refused:
    return Refused(
        403,
        "requests from pages of other sites are refused; start the server with --allow-origin URL",
        code="cross_site",
    )
