"""`dateline auth`: who may come in through the doors, kept in a file of hashes."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from rag.errors import SettingsError
from ui.exits import say

app = typer.Typer(
    help="Make the file of users and tokens for `dateline ui --auth FILE`.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="The file of accounts; made if it is not there.")
]
NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="Letters, digits and . _ @ - only.")
]


@app.command(epilog="Example: dateline auth user accounts.txt ada")
def user(file: FileArgument, name: NameArgument) -> None:
    """Add a user, or give one another password: typed twice, or the first line of the standard input."""
    from ui.doors.accounts import LEAST_PASSWORD, check_name, hash_password

    check_name(name)
    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < LEAST_PASSWORD:
        raise SettingsError(f"a password has at least {LEAST_PASSWORD} characters")
    _change(file, "users", name, hash_password(password))
    say(f"{name} may log in")


@app.command(epilog="Example: dateline auth token accounts.txt newsroom-bot")
def token(file: FileArgument, name: NameArgument) -> None:
    """Make an API token and print it: it is shown this once, the file keeps only its hash."""
    from ui.doors.accounts import check_name, hash_token, new_token

    made = new_token()
    _change(file, "tokens", check_name(name), hash_token(made))
    typer.echo(made)


@app.command(epilog="Example: dateline auth remove accounts.txt ada")
def remove(file: FileArgument, name: NameArgument) -> None:
    """Take the user and the token of a name away; a running server asks for another login at once."""
    _change(file, "users", name, None)
    say(f"{name} may no longer log in")


def _change(file: Path, kind: str, name: str, held: str | None) -> None:
    """Write the file with one account more or, if nothing is held, without that name; never half a file.

    Raises:
        SettingsError: it cannot be read or written, or there is no such name to take away.
    """
    from ui.doors.accounts import Accounts, read_accounts

    accounts = read_accounts(file) if file.exists() else Accounts({}, {})
    if held is not None:
        getattr(accounts, kind)[name] = held
    elif [of.pop(name, None) for of in (accounts.users, accounts.tokens)] == [None, None]:
        raise SettingsError(f"{file} has no account {name!r}")
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as stream:
            stream.write(accounts.lines())  # readable for this user alone, as temporary files are
        Path(stream.name).replace(file)
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror or error}") from error
