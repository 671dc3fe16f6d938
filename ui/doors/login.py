"""The login of a request: HTTP Basic for people, Bearer for programs."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import secrets
from collections import OrderedDict
from typing import TYPE_CHECKING

import anyio
from anyio.to_thread import run_sync

from rag.errors import SettingsError
from ui.doors.accounts import Accounts, hash_password, read_accounts
from ui.doors.errors import Refused
from ui.doors.rates import Rates

if TYPE_CHECKING:
    from pathlib import Path

    from ui.doors.arrival import Arrival
    from ui.doors.limits import Limits

logger = logging.getLogger(__name__)

_REMEMBERED = 256  # logins that were right: their password is not hashed anew each time
_CHALLENGE = {
    "WWW-Authenticate": 'Basic realm="dateline", charset="UTF-8", Bearer realm="dateline"'
}


class Login:
    """Checks logins against accounts; a file of accounts is read anew when it changes."""

    def __init__(self, accounts: Accounts | None, limits: Limits, *, file: Path | None) -> None:
        self._accounts = accounts or Accounts({}, {})
        self._file = file
        self._stamp: tuple[int, int] | None = None
        self._failures = Rates(limits.failures_per_minute)
        self._key = secrets.token_bytes(32)
        self._right: OrderedDict[bytes, str] = OrderedDict()
        self._one_at_a_time = anyio.Lock()  # a hash takes 32 MiB

    @classmethod
    def of(cls, written: str, file: Path, limits: Limits) -> Login:
        """Read `--auth`: a file of accounts, or USER:PASSWORD.

        Raises:
            SettingsError: it is neither.
        """
        if file.is_file():
            login = cls(None, limits, file=file)
            if not (login.reread().users or login.reread().tokens):
                raise SettingsError(
                    f"--auth {file} holds no account: dateline auth user {file} NAME"
                )
            return login
        user, colon, password = written.partition(":")
        if not (user and colon and password):
            raise SettingsError(
                f"--auth {written}: no such file; make one with `dateline auth user {written} NAME`,"
                " or write USER:PASSWORD"
            )
        return cls(Accounts({user: hash_password(password)}, {}), limits, file=None)

    async def check(self, arrival: Arrival) -> str:
        """Give the name of who asks.

        Raises:
            Refused: 401 without a right login, 429 after too many wrong ones, 503 if the accounts cannot be read.
        """
        kind, _, sent = arrival.headers.get("authorization", "").partition(" ")
        if kind.lower() not in {"basic", "bearer"}:
            raise _unknown("log in with a user's name and password, or a token")
        try:
            accounts = self.reread()
        except SettingsError as error:
            logger.error("%s nobody can log in: %s", arrival.id, error)  # noqa: TRY400 - no bug of ours
            raise Refused(503, "nobody can log in now", code="no_accounts", retry_after=5) from None
        mark = hmac.digest(
            self._key, arrival.headers["authorization"].encode("latin-1"), hashlib.sha256
        )
        if known := self._right.get(mark):
            self._right.move_to_end(mark)
            return known
        return await self._try(accounts, kind.lower(), sent.strip(), arrival, mark)

    async def _try(
        self, accounts: Accounts, kind: str, sent: str, arrival: Arrival, mark: bytes
    ) -> str:
        """Try a login that is not remembered, one after the other: a page asks for many things at once."""
        async with self._one_at_a_time:
            if known := self._right.get(mark):
                return known
            if wait := self._failures.wait(arrival.address):
                raise Refused(
                    429,
                    f"too many wrong logins: try again in {wait} s",
                    code="too_many_logins",
                    retry_after=wait,
                )
            if kind == "bearer":
                name = accounts.token(sent)
            else:
                name = await run_sync(accounts.user, *_basic(sent))
            if name is None:
                self._failures.take(arrival.address)
                raise _unknown("this login is not known")
            self._right[mark] = name
            while len(self._right) > _REMEMBERED:
                self._right.popitem(last=False)
            return name

    def reread(self) -> Accounts:
        """Give the accounts; those of a file as it is now.

        Raises:
            SettingsError: it cannot be read.
        """
        if self._file is None:
            return self._accounts
        try:
            seen = self._file.stat()
        except OSError as error:
            raise SettingsError(f"the accounts in {self._file} cannot be read: {error}") from error
        stamp = seen.st_mtime_ns, seen.st_size
        if stamp != self._stamp:
            self._right.clear()
            self._stamp = None
            self._accounts = read_accounts(self._file)
            self._stamp = stamp
        return self._accounts


def _basic(sent: str) -> tuple[str, str]:
    """Read a name and a password; two empty ones where it is neither."""
    try:
        name, _, password = base64.b64decode(sent, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    return name, password


def _unknown(why: str) -> Refused:
    return Refused(401, why, code="login_needed", headers=_CHALLENGE)
