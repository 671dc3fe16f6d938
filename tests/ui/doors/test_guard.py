"""The guard: whose requests come in, how big and how often, and what is logged of them."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

import pytest
from doorway import FLOOD, Doors, error_of

from ui.doors.accounts import Accounts, hash_password, hash_token
from ui.doors.app import Access, make_app
from ui.doors.limits import Limits
from ui.doors.login import Login
from ui.doors.origins import Origins, hostname
from ui.doors.rates import Rates
from ui.doors.server import listen, serving

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

    from ui.doors.archive import Archive

ASKED = {"question": FLOOD}
PASSWORD = "wool and water"  # noqa: S105 - of nobody
TOKEN = "dl_Example"  # noqa: S105 - of nobody


@pytest.fixture(scope="module")
def accounts() -> Accounts:
    return Accounts({"ada": hash_password(PASSWORD)}, {"bot": hash_token(TOKEN)})


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "a@127.0.0.1",
        "",
    ],
)
def test_a_foreign_name_is_refused(client: TestClient, host: str) -> None:
    for path in ("/api/info", "/", "/healthz", "/gradio_api/info"):
        response = client.get(path, headers={"Host": host})
        assert error_of(response, 421)["code"] == "unknown_host"


@pytest.mark.parametrize(
    "host", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860", "10.0.0.7"]
)
def test_addresses_and_the_names_of_this_machine_are_answered(
    client: TestClient, host: str
) -> None:
    assert client.get("/api/info", headers={"Host": host}).status_code == 200


def test_a_name_that_is_allowed_is_answered(doors: Doors) -> None:
    client = doors(hosts=("News.example",))
    assert client.get("/api/info", headers={"Host": "news.example:80"}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "http://127.0.0.1:3000",
        "http://127.0.0.1:7860.evil.example",
        "",
    ],
)
def test_pages_of_other_sites_are_refused(client: TestClient, origin: str) -> None:
    for response in (
        client.post("/api/ask", json=ASKED, headers={"Origin": origin}),
        client.get("/api/info", headers={"Origin": origin}),
        client.options(
            "/api/ask", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
        ),
    ):
        assert error_of(response, 403)["code"] == "cross_site"
        assert "access-control-allow-origin" not in response.headers


def test_the_own_page_and_plain_programs_are_let_in(client: TestClient) -> None:
    for headers in ({}, {"Origin": "http://127.0.0.1:7860"}, {"Sec-Fetch-Site": "same-origin"}):
        assert client.post("/api/ask", json=ASKED, headers=headers).status_code == 200


def test_a_form_of_another_site_is_refused(client: TestClient) -> None:
    crossing = {"Sec-Fetch-Site": "cross-site"}
    error_of(client.post("/api/ask", json=ASKED, headers=crossing), 403)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        response = client.post(
            "/api/ask", content=b'{"question":"x"}', headers={"Content-Type": kind}
        )
        assert error_of(response, 415)["code"] == "not_json"


def test_a_site_that_is_allowed_may_call(doors: Doors, accounts: Accounts) -> None:
    login = Login(accounts, Limits(), file=None)
    client = doors(origins=("https://chat.example",), login=login)
    site = {"Origin": "https://chat.example"}
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    preflight = client.options("/v1/models", headers=site | asked)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == site["Origin"]
    error_of(client.get("/v1/models", headers=site), 401)
    told = client.get("/v1/models", headers=site | {"Authorization": f"Bearer {TOKEN}"})
    assert told.headers["access-control-allow-origin"] == site["Origin"]


def test_a_body_may_not_be_long_however_it_comes(doors: Doors) -> None:
    client = doors(Limits(per_minute=0, body_bytes=100))
    kind = {"Content-Type": "application/json"}
    at_once = client.post("/api/ask", content=b'{"question":"' + b"x" * 100 + b'"}', headers=kind)
    assert error_of(at_once, 413)["code"] == "body_too_large"
    pieces = client.post("/api/ask", content=(b" " * 40 for _ in range(5)), headers=kind)
    assert error_of(pieces, 413)["code"] == "body_too_large"


def test_each_caller_may_come_so_often(doors: Doors, accounts: Accounts) -> None:
    client = doors(Limits(per_minute=3), login=Login(accounts, Limits(), file=None))
    bot = {"Authorization": f"Bearer {TOKEN}"}
    codes = [client.get("/api/info", headers=bot).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    refused = client.get("/api/info", headers=bot)
    assert error_of(refused, 429)["code"] == "rate_limited"
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert client.get("/api/info", auth=("ada", PASSWORD)).status_code == 200  # another caller
    codes = [client.get("/healthz").status_code for _ in range(9)]
    assert set(codes) == {200}


def test_a_bucket_fills_again_and_the_number_of_callers_is_bounded() -> None:
    now = [0.0]
    rates = Rates(60, clock=lambda: now[0])
    for _ in range(60):
        assert rates.wait("a") == 0
        rates.take("a")
    assert rates.wait("a") == 1
    now[0] = 2.0
    assert rates.wait("a") == 0
    for number in range(20_000):
        rates.take(str(number))
    assert len(rates) == 10_000
    always = Rates(0)
    always.take("a")
    assert always.wait("a") == 0


def test_without_a_login_nothing_is_told_but_health(doors: Doors, accounts: Accounts) -> None:
    client = doors(login=Login(accounts, Limits(failures_per_minute=0), file=None))
    assert client.get("/healthz").status_code == 200
    for path in ("/", "/api/info", "/api/openapi.json", "/metrics", "/v1/models", "/nothing"):
        response = client.get(path)
        error_of(response, 401)
        assert "Basic" in response.headers["www-authenticate"]
    for bad in (
        "Bearer dl_Wrong",
        "Bearer ",
        "Basic !!!",
        "Basic YWRhOndyb25n",
        "Basic Ym90OmRsX0V4YW1wbGU=",  # a token is no password
        "Digest x",
        f"Bearer {PASSWORD}",
    ):
        error_of(client.get("/api/info", headers={"Authorization": bad}), 401)
    assert client.get("/api/info", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get("/api/info", auth=("ada", PASSWORD)).status_code == 200


def test_wrong_logins_are_slowed_down_and_right_ones_remembered(
    doors: Doors, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = doors(login=Login(accounts, Limits(failures_per_minute=2), file=None))
    right = ("ada", PASSWORD)
    assert client.get("/api/info", auth=right).status_code == 200
    codes = [client.get("/api/info", auth=("ada", "x" * n)).status_code for n in range(4)]
    assert codes == [401, 401, 429, 429]
    monkeypatch.setattr("ui.doors.accounts._scrypt", pytest.fail)  # not hashed again
    assert client.get("/api/info", auth=right).status_code == 200


def test_an_account_that_is_taken_away_is_out_at_once(
    doors: Doors, accounts: Accounts, tmp_path: Path
) -> None:
    file = tmp_path / "accounts"
    file.write_text(accounts.lines())
    client = doors(login=Login.of(str(file), file, Limits()))
    bot = {"Authorization": f"Bearer {TOKEN}"}
    assert client.get("/api/info", headers=bot).status_code == 200
    file.write_text(Accounts(accounts.users, {}).lines())
    error_of(client.get("/api/info", headers=bot), 401)
    file.write_text("user ada plain-text-password\n")
    assert error_of(client.get("/api/info", headers=bot), 503)["code"] == "no_accounts"


def test_a_request_is_logged_once_with_its_id_and_without_its_question(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "dateline.requests")
    told = client.post("/api/ask?q=secret", json=ASKED, headers={"X-Request-ID": "newsroom-7"})
    assert told.headers["x-request-id"] == "newsroom-7"
    (line,) = [r.message for r in caplog.records if r.name == "dateline.requests"]
    assert line.startswith("newsroom-7 POST /api/ask 200 ")
    assert line.endswith(" testclient")
    forged = client.get("/api/nothing%0A%1b[31mforged", headers={"X-Request-ID": "a b\x1b[31m"})
    assert forged.headers["x-request-id"] != "a b\x1b[31m"
    last = caplog.records[-1].message
    assert "\\n\\x1b[31mforged" in last
    assert "\n" not in last


def test_every_response_forbids_what_a_page_does_not_need(client: TestClient) -> None:
    headers = client.get("/api/info").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_body_that_never_comes_is_given_up(archive: Archive) -> None:
    taken = listen("127.0.0.1", 0)
    app = make_app(archive, Access(limits=Limits(body_seconds=0.2)))
    with serving(app, taken), socket.create_connection(taken.getsockname()) as slow:
        slow.sendall(
            b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b'Content-Length: 100\r\n\r\n{"question":'
        )
        assert slow.recv(100).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("host", ["a b", "a/b", "[::1", "x:99999999", "a?b", "a#b", "user@host"])
def test_what_is_no_host_is_none(host: str) -> None:
    assert hostname(host) is None


def test_two_host_headers_are_refused(client: TestClient) -> None:
    response = client.get("/api/info", headers=[("Host", "127.0.0.1"), ("Host", "evil.example")])
    assert error_of(response, 400)["code"] == "bad_host"
    assert Origins().allowed == set()
