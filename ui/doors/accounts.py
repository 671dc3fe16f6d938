"""Who may come in: users with passwords and programs with tokens, as hashes in a file or in memory.

The file has one account a line: `user NAME scrypt$N$R$P$SALT$KEY` or `token NAME sha256$DIGEST`; `#` begins a comment.
A password is guessed, so its hash is made slow (scrypt); a token is 256 random bits, so any hash will do.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

_N, _R, _P = 2**15, 8, 3  # 32 MiB and about a tenth of a second, as OWASP advises
_MOST_MEMORY = 256 * 2**20
_TOKEN = "dl_"  # noqa: S105 - how tokens begin, so that leaked ones are found
_NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}")
LEAST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class Accounts:
    """Hashes by name, of users and of tokens."""

    users: dict[str, str]
    tokens: dict[str, str]

    def user(self, name: str, password: str) -> str | None:
        """Give the user's name if the password is right; an unknown name takes as long as a wrong password."""
        return name if _matches(password, self.users.get(name, _NOBODY)) else None

    def token(self, token: str) -> str | None:
        """Give the name that a token was given out under."""
        digest = hash_token(token)
        return next(
            (name for name, held in self.tokens.items() if hmac.compare_digest(held, digest)), None
        )

    def lines(self) -> str:
        """Write the accounts as the file has them."""
        return "".join(f"user {name} {held}\n" for name, held in self.users.items()) + "".join(
            f"token {name} {held}\n" for name, held in self.tokens.items()
        )


def read_accounts(file: Path) -> Accounts:
    """Read a file of accounts.

    Raises:
        SettingsError: it cannot be read, or a line is no account.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the accounts in {file} cannot be read: {error}") from error
    accounts = Accounts({}, {})
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        match words:
            case ["user", name, held] if _NAME.fullmatch(name) and _scrypt_of(held):
                accounts.users[name] = held
            case ["token", name, held] if _NAME.fullmatch(name) and held.startswith("sha256$"):
                accounts.tokens[name] = held
            case _:
                raise SettingsError(f"{file} line {number} is no account: see `dateline auth`")
    return accounts


def check_name(name: str) -> str:
    """Give a name back if it may stand in the file.

    Raises:
        SettingsError: it may not.
    """
    if not _NAME.fullmatch(name):
        raise SettingsError(f"{name[:80]!r} is no name: letters, digits and . _ @ - only, please")
    return name


def hash_password(password: str) -> str:
    """Hash a password with a salt of its own."""
    salt = secrets.token_bytes(16)
    key = _scrypt(password, salt, _N, _R, _P)
    return f"scrypt${_N}${_R}${_P}${_written(salt)}${_written(key)}"


def new_token() -> str:
    """Make a token: 256 random bits."""
    return _TOKEN + secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Hash a token."""
    return "sha256$" + hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _matches(password: str, held: str) -> bool:
    parts = _scrypt_of(held)
    if parts is None:
        return False
    n, r, p, salt, key = parts
    return hmac.compare_digest(_scrypt(password, salt, n, r, p), key)


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"),
        salt=salt, n=n, r=r, p=p, maxmem=_MOST_MEMORY, dklen=32,
    )  # fmt: skip


def _scrypt_of(held: str) -> tuple[int, int, int, bytes, bytes] | None:
    """Read a hash; None where it is none, or costs more than a login may."""
    found = re.fullmatch(r"scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)", held)
    if found is None:
        return None
    n, r, p = (int(found[place]) for place in (1, 2, 3))
    power_of_two = n > 1 and n & (n - 1) == 0
    if not (power_of_two and r and p and 256 * n * r <= _MOST_MEMORY):
        return None
    return n, r, p, _read(found[4]), _read(found[5])


def _written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _read(written: str) -> bytes:
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


_NOBODY = f"scrypt${_N}${_R}${_P}${_written(bytes(16))}${_written(bytes(32))}"
