"""REST: every route gives what the command line prints, and every error has one shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from doorway import FLOOD, Doors, Opened, error_of, events_of, timeless
from newsroom import ARTICLES

from index.types import Article
from rag.contract import info_json
from rag.errors import ChatModelError
from rag.types import Question
from ui.doors import replies
from ui.doors.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from starlette.testclient import TestClient

    from index.types import Retrieved
    from rag.types import Draft, Plan
    from ui.doors.archive import Archive


def test_ask_gives_what_the_pipeline_gives(client: TestClient, archive: Archive) -> None:
    told = client.post("/api/ask", json={"question": FLOOD}).json()
    *_, last = archive.live.stream(Question(FLOOD))
    assert last.answer is not None
    assert told["short_answer"] == last.answer.short_answer == "300"
    (cited,) = told["citations"]
    assert ARTICLES[0].text[cited["start"] : cited["end"]] == cited["quote"]
    assert told["retrieved"]
    assert replies.Answered.model_validate(told).model_extra is not None


def test_filters_and_k_reach_the_search(client: TestClient) -> None:
    asked = {"question": FLOOD, "since": "2024-05-01", "sources": ["Capital Record"], "k": 1}
    told = client.post("/api/ask", json=asked).json()
    assert told["filters"]["since"] == "2024-05-01"
    assert [hit["article_id"] for hit in told["retrieved"]] == ["vote-1"]
    asked = {"question": FLOOD, "as_of": "2024-01-01"}
    told = client.post("/api/ask", json=asked).json()
    assert told["abstain_reason"] == "no_article_passes_filters"


def test_a_stream_tells_every_step_and_ends_with_the_same_answer(client: TestClient) -> None:
    whole = client.post("/api/ask", json={"question": FLOOD}).json()
    for asked, headers in (
        ({"question": FLOOD, "stream": True}, {}),
        ({"question": FLOOD}, {"Accept": "text/event-stream"}),
    ):
        response = client.post("/api/ask", json=asked, headers=headers)
        assert response.headers["content-type"].startswith("text/event-stream")
        told = events_of(response.text)
        assert [name for name, _ in told] == ["planned", "found", "writing", "statement", "done"]
        assert timeless(told[-1][1]) == timeless(whole)
        statement = told[3][1]
        assert statement["citations"] == [cited["id"] for cited in statement["cited"]]
        assert statement["cited"][0]["quote"] in ARTICLES[0].text


def test_earlier_questions_complete_a_follow_up(client: TestClient) -> None:
    asked = {"question": "What did she say?", "history": ["Is Ada Brandt the mayor of Harrow?"]}
    told = client.post("/api/ask", json=asked).json()
    assert told["rewritten_from"] == "What did she say?"
    assert "Brandt" in told["question"]
    alone = client.post("/api/ask", json={"question": "What did she say?"}).json()
    assert alone["rewritten_from"] is None


def test_search_trace_check_and_info_give_what_the_commands_print(
    client: TestClient, archive: Archive
) -> None:
    found = client.post("/api/search", json={"query": "crack in the hull", "k": 1}).json()
    assert [hit["article_id"] for hit in found["results"]] == ["ferry-1"]
    replies.Ranked.model_validate(found)

    traced = client.post("/api/trace", json={"excerpt": "never seen water like this"}).json()
    assert (traced["match"], traced["article"]["article_id"]) == ("verbatim", "flood-1")
    assert ARTICLES[0].text[traced["start"] : traced["end"]] == traced["quote"]
    replies.TracedExcerpt.model_validate(traced)

    draft = "# Budget\n\nParliament passed the budget by 98 votes to 71."
    checked = client.post("/api/check", json={"text": draft, "markdown": True}).json()
    assert [s["verdict"] for s in checked["sentences"]] == ["supported"]
    assert [s["reason"] for s in checked["left_alone"]] == ["heading"]
    replies.CheckedText.model_validate(checked)

    info = client.get("/api/info").json()
    assert info == json.loads(json.dumps(info_json(archive.live.current()[0].store)))
    replies.StoreInfo.model_validate(info)


def test_an_article_is_given_whole_whatever_its_id(doors: Doors, open_archive: Opened) -> None:
    odd = Article(id="a/b ?#é", text="Snow fell on the pass for nine hours. " * 3, title="Snow")
    client = doors(over=open_archive([odd]))
    told = client.get("/api/articles/flood-1").json()
    assert told["text"] == ARTICLES[0].text
    assert told["sha256"] == ARTICLES[0].sha256
    replies.WholeArticle.model_validate(told)
    assert client.get(f"/api/articles/{quote(odd.id, safe='')}").json()["article_id"] == odd.id


def test_a_new_generation_is_seen_by_every_route(doors: Doors, open_archive: Opened) -> None:
    client = doors(over=open_archive())
    excerpt = {"excerpt": "The lighthouse at Point Vane was painted green."}
    assert client.post("/api/trace", json=excerpt).json()["match"] == "absent"
    open_archive([Article(id="light-1", text=excerpt["excerpt"], title="Lighthouse")])
    assert client.post("/api/trace", json=excerpt).json()["match"] == "verbatim"
    assert client.get("/api/info").json()["articles"] == len(ARTICLES) + 1
    assert client.get("/api/articles/light-1").status_code == 200


@pytest.mark.parametrize(
    ("route", "body", "wanted"),
    [
        ("ask", b'{"question": ', (400, "invalid_json", "not JSON")),
        ("ask", b"[" * 100_000, (400, None, "body")),
        ("ask", b'{"question": "x", "k": ' + b"9" * 5000 + b"}", (400, None, "body")),
        ("ask", b"\xff\xfe", (400, None, "body")),
        ("ask", b"[]", (422, "invalid_value", "valid")),
        ("ask", b"{}", (422, "invalid_value", "question: Field required")),
        ("ask", b'{"question": ""}', (422, "invalid_value", "question")),
        ("ask", b'{"question": "?!"}', (422, "invalid_value", "is empty")),
        ("ask", b'{"question": "\\ud800"}', (422, "invalid_value", "question")),
        ("ask", b'{"question": 7}', (422, "invalid_value", "question")),
        ("ask", b'{"question": "x", "colour": 1}', (422, "invalid_value", "colour: Extra")),
        ("ask", b'{"question": "x", "since": "2024-13-01"}', (422, "invalid_value", "since")),
        ("ask", b'{"question": "x", "since": 0}', (422, "invalid_value", "write YYYY-MM-DD")),
        ("ask", b'{"question": "x", "as_of": "0001-01-01"}', (422, "invalid_value", "between")),
        ("ask", b'{"question": "x", "k": 101}', (422, "invalid_value", "k: ")),
        ("ask", b'{"question": "x", "k": NaN}', (422, "invalid_value", "k: ")),
        (
            "search",
            b'{"query": "x", "since": "2024-02-01", "until": "2024-01-01"}',
            (422, "invalid_value", "no article can pass"),
        ),
        ("trace", b'{"excerpt": "..."}', (422, "invalid_value", "word")),
        ("check", b'{"text": "..."}', (422, "invalid_value", "empty")),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(
    client: TestClient, route: str, body: bytes, wanted: tuple[int, str | None, str]
) -> None:
    status, code, said = wanted
    response = client.post(
        f"/api/{route}", content=body, headers={"Content-Type": "application/json"}
    )
    error = error_of(response, status)
    assert said in error["message"]
    assert code in {None, error["code"]}
    assert error["type"] == "invalid_request_error"


def test_a_long_question_draft_or_excerpt_is_refused_before_any_work(doors: Doors) -> None:
    client = doors(Limits(per_minute=0, draft_chars=100))
    error = error_of(client.post("/api/ask", json={"question": "x" * 2001}), 422)
    assert "2,001 characters; the limit is 2,000" in error["message"]
    error = error_of(client.post("/api/check", json={"text": "x" * 101}), 413)
    assert error["code"] == "draft_too_long"
    error_of(client.post("/api/trace", json={"excerpt": "x" * 10_001}), 422)


def test_unknown_ids_routes_and_methods_are_said(client: TestClient) -> None:
    assert error_of(client.get("/api/articles/nowhere"), 404)["code"] == "unknown_article"
    assert error_of(client.get("/api/articles/%00%ff"), 404)["code"] == "unknown_article"
    assert error_of(client.get("/api/nothing"), 404)["type"] == "not_found_error"
    response = client.get("/api/ask")
    error_of(response, 405)
    assert response.headers["allow"] == "POST"


def test_a_store_that_cannot_be_read_is_503_and_its_folder_stays_secret(
    doors: Doors, open_archive: Opened, store: Path
) -> None:
    client = doors(over=open_archive())
    assert client.get("/healthz").json() == {"status": "ok"}
    (store / "generations" / "0123456789abcdef").mkdir()  # a switch to what holds nothing
    (store / "CURRENT").write_text("0123456789abcdef")
    for response in (
        client.post("/api/ask", json={"question": FLOOD}),
        client.post("/api/ask", json={"question": FLOOD, "stream": True}),
        client.post("/api/search", json={"query": "flood"}),
        client.get("/healthz"),
    ):
        error = error_of(response, 503)
        assert error["code"] == "store_unavailable"
        assert str(store) not in response.text
        assert int(response.headers["retry-after"]) > 0


def _failing(plan: Plan, _: Sequence[Retrieved]) -> Draft:
    if "MODEL" in plan.question:
        raise ChatModelError("the chat model failed: timeout")
    raise RuntimeError("secret")


def test_what_breaks_is_said_without_what_only_the_operator_should_know(
    doors: Doors, open_archive: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    client = doors(over=open_archive(write=_failing))
    error = error_of(client.post("/api/ask", json={"question": "The MODEL?"}), 502)
    assert error["message"] == "the chat model failed: timeout"
    response = client.post("/api/ask", json={"question": "The bug?"})
    error = error_of(response, 500)
    assert "secret" not in response.text
    assert f"{error['request_id']} broke" in caplog.text
    assert "secret" in caplog.text  # with its traceback
    streamed = client.post("/api/ask", json={"question": "The bug?", "stream": True})
    assert [name for name, _ in events_of(streamed.text)] == ["planned", "found", "error"]
    assert "secret" not in streamed.text


def test_metrics_count_requests_and_outcomes(doors: Doors) -> None:
    client = doors()
    client.post("/api/ask", json={"question": FLOOD})
    client.post("/api/ask", json={"question": "Who is the president of France?"})
    client.get("/api/articles/nowhere")
    shown = client.get("/metrics").text
    assert 'dateline_requests_total{method="POST",route="/api/ask",status="200"} 2.0' in shown
    assert 'route="/api/articles/{article_id:path}",status="404"} 1.0' in shown
    assert 'dateline_answers_total{outcome="answered"} 1.0' in shown
    assert "dateline_waiting 0.0" in shown
    assert "process_resident_memory_bytes" in shown
