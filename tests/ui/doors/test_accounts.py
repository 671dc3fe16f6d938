"""Accounts: made by commands, kept as hashes, refused where they are none; and who may listen where."""

from __future__ import annotations

import io
import stat
from typing import TYPE_CHECKING

import pytest

from rag.errors import SettingsError
from ui.cli import BAD_INPUT, BAD_STORE, DONE, run
from ui.doors.accounts import Accounts, hash_password, read_accounts
from ui.doors.limits import Limits
from ui.doors.login import Login
from ui.doors.server import listen
from ui.serving import login_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "accounts"


def auth(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path, typed: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return run(["auth", *map(str, arguments)])


def test_users_and_tokens_are_made_kept_as_hashes_and_taken_away(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert auth(monkeypatch, "user", file, "ada", typed="wool and water\n") == DONE
    capsys.readouterr()
    assert auth(monkeypatch, "token", file, "bot") == DONE
    token = capsys.readouterr().out.strip()
    assert auth(monkeypatch, "token", file, "ada") == DONE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    written = file.read_text()
    assert "wool" not in written
    assert token not in written

    accounts = read_accounts(file)
    assert accounts.user("ada", "wool and water") == "ada"
    assert accounts.user("ada", "wool and Water") is None
    assert accounts.user("bob", "wool and water") is None
    assert accounts.user("bot", token) is None
    assert accounts.token(token) == "bot"
    assert accounts.token("") is None

    assert auth(monkeypatch, "remove", file, "ada") == DONE
    left = read_accounts(file)
    assert (list(left.users), list(left.tokens)) == ([], ["bot"])
    assert auth(monkeypatch, "remove", file, "ada") == BAD_INPUT
    assert "no account 'ada'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("user", "ada"), "short\n", "at least 8 characters"),
        (("user", "ada"), "", "at least 8 characters"),
        (("user", "a da"), "wool and water\n", "'a da' is no name"),
        (("token", "x\nuser evil"), "", "is no name"),
        (("remove", "ada"), "", "no account"),
    ],
)
def test_what_is_no_account_is_refused(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    arguments: tuple[str, str],
    typed: str,
    said: str,
) -> None:
    assert auth(monkeypatch, arguments[0], file, arguments[1], typed=typed) == BAD_INPUT
    assert said in capsys.readouterr().err
    assert not file.exists()


@pytest.mark.parametrize(
    "line",
    [
        "ada:password",
        "user ada secret",
        "user ada scrypt$3$8$1$AAAA$AAAA",  # no power of two
        "user ada scrypt$4194304$8$1$AAAA$AAAA",  # 4 GiB for each login
        "user ada scrypt$16384$0$1$AAAA$AAAA",
        "token bot md5$00",
        "root ada x",
        "user ada",
    ],
)
def test_a_line_that_is_no_account_is_named(file: Path, line: str) -> None:
    file.write_text(f"# our people\n\n{line}\n")
    with pytest.raises(SettingsError, match="line 3 is no account"):
        read_accounts(file)


def test_hashes_of_one_password_differ() -> None:
    assert hash_password("wool and water") != hash_password("wool and water")
    assert Accounts({"ada": "nonsense"}, {}).user("ada", "x") is None


def test_user_and_password_may_be_given_outright(file: Path) -> None:
    login = Login.of("ada:with:colons", file, Limits())
    assert login.reread().user("ada", "with:colons") == "ada"
    file.write_text("")
    for written, said in (
        (str(file), "holds no account"),
        ("ada", "no such file"),
        (":x", "write"),
    ):
        with pytest.raises(SettingsError, match=said):
            Login.of(written, file if written == str(file) else file / "no", Limits())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "news.example", ""])  # noqa: S104 - refused
def test_nobody_listens_beyond_this_machine_unasked(host: str) -> None:
    with pytest.raises(SettingsError, match="--allow-anyone"):
        login_of(None, host, Limits(), allow_anyone=False)
    assert login_of(None, host, Limits(), allow_anyone=True) is None
    assert login_of("ada:wool", host, Limits(), allow_anyone=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_needs_no_login(host: str) -> None:
    assert login_of(None, host, Limits(), allow_anyone=False) is None


def test_the_command_says_what_keeps_it_from_serving(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ui", "--store", str(store), "--host", "0.0.0.0"]) == BAD_INPUT  # noqa: S104 - refused
    assert "--host 0.0.0.0 lets other machines in" in capsys.readouterr().err
    assert run(["ui", "--store", str(store)]) == BAD_STORE
    assert "no store in" in capsys.readouterr().err
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{port}"):
            listen("127.0.0.1", port)
