"""The chat door: OpenAI's own client asks, and gets the archive's words with citations."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import openai
import pytest
from doorway import FLOOD, Doors, Opened, error_of, timeless
from newsroom import ARTICLES

from index.types import Article
from rag.errors import ChatModelError
from rag.types import Draft, Question, Sentence
from ui.doors.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.testclient import TestClient

    from index.types import Retrieved
    from rag.types import Plan
    from ui.doors.archive import Archive

WEB = Article(
    id="web-1",
    title="Bridge reopens",
    text="The Tarn Bridge reopened on 9 May after 14 months of work. It cost 31 million krons.",
    published=date(2024, 5, 9),
    source="The Tern",
    url="https://tern.example/bridge",
)
EVIL = Article(
    id="evil 1",
    title="Zeppelin [1](javascript:alert(1))",
    text="The syndicate christened the zeppelin Aurora at noon. A crowd of 4,000 cheered.",
    url="javascript:alert(1)",
)
BRIDGE = "When did the Tarn Bridge reopen?"


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as made:
        yield made


def user(text: str) -> Any:  # noqa: ANN401 - OpenAI's own type is a dict of many shapes
    return {"role": "user", "content": text}


def test_openais_client_gets_an_answer_with_annotations(client: openai.OpenAI, url: str) -> None:
    told = client.chat.completions.create(model="dateline", messages=[user(FLOOD)])
    message = told.choices[0].message
    assert told.choices[0].finish_reason == "stop"
    assert message.content
    assert "300 people left their homes" in message.content
    assert message.content.endswith("[1] River floods Harrow (The Tern, 4 March 2024)")
    assert message.annotations
    (cited,) = message.annotations
    span = cited.url_citation
    line = message.content[span.start_index : span.end_index]
    assert line.endswith("[1]")
    answer = told.model_extra["dateline"]  # type: ignore[index]
    (citation,) = answer["citations"]
    assert citation["quote"] in line
    assert span.url == f"{url}/api/articles/flood-1#char={citation['start']},{citation['end']}"
    assert ARTICLES[0].text[citation["start"] : citation["end"]] == citation["quote"]


def test_openais_client_gets_the_same_as_a_stream(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="dateline", messages=[user(FLOOD)])
    chunks = list(
        client.chat.completions.create(
            model="dateline",
            messages=[user(FLOOD)],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    said = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert said == whole.choices[0].message.content
    assert chunks[-1].usage is not None
    last = chunks[-2]
    assert last.choices[0].finish_reason == "stop"
    assert timeless(last.model_extra["dateline"]) == timeless(whole.model_extra["dateline"])  # type: ignore[index]
    assert whole.choices[0].message.annotations
    wanted = [a.model_dump() for a in whole.choices[0].message.annotations]
    assert last.choices[0].delta.model_extra["annotations"] == wanted  # type: ignore[index]


def test_earlier_messages_are_the_history(client: openai.OpenAI) -> None:
    talk = [
        {"role": "system", "content": "You are a pirate."},
        user("Is Ada Brandt the mayor of Harrow?"),
        {"role": "assistant", "content": "Whatever was said."},
        {"role": "user", "content": [{"type": "text", "text": "What did she say?"}]},
    ]
    told = client.chat.completions.create(model="dateline", messages=talk)  # type: ignore[arg-type]
    answer = told.model_extra["dateline"]  # type: ignore[index]
    assert answer["rewritten_from"] == "What did she say?"
    assert "Brandt" in answer["question"]


def test_filters_go_along(client: openai.OpenAI) -> None:
    told = client.chat.completions.create(
        model="dateline", messages=[user(FLOOD)], extra_body={"dateline": {"until": "2020-01-01"}}
    )
    assert told.choices[0].message.content
    assert told.choices[0].message.content.startswith("No article passes these filters.")
    assert told.choices[0].message.annotations == []


def test_the_one_model_is_listed_and_others_are_not_found(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["dateline"]
    assert client.models.retrieve("dateline").id == "dateline"
    with pytest.raises(openai.NotFoundError, match="there is one model here: dateline"):
        client.models.retrieve("gpt-5")
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="gpt-5", messages=[user(FLOOD)])


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [{"role": "system", "content": "Answer."}],
        [{"role": "user", "content": "  "}],
        [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}],
        [{"role": "judge", "content": "x"}],
        [{"role": "user", "content": "x" * 2001}],
        [{"role": "user", "content": "\ud800"}],
    ],
)
def test_a_conversation_without_a_question_is_refused(
    doors: Doors, messages: list[dict[str, Any]]
) -> None:
    asked = {"model": "dateline", "messages": messages}
    for streaming in (False, True):
        response = doors().post(
            "/v1/chat/completions",
            content=json.dumps(asked | {"stream": streaming}),
            headers={"Content-Type": "application/json"},
        )
        assert error_of(response, 422)["type"] == "invalid_request_error"


def _chat(client: TestClient, question: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    asked = {"model": "dateline", "messages": [user(question)], **more}
    told: dict[str, Any] = client.post("/v1/chat/completions", json=asked).json()
    return told


def test_an_article_of_the_web_is_linked_and_a_script_never(
    doors: Doors, open_archive: Opened
) -> None:
    client = doors(over=open_archive([WEB, EVIL]))
    told = _chat(client, BRIDGE)["choices"][0]["message"]["annotations"]
    assert told[0]["url_citation"]["url"] == WEB.url
    told = _chat(client, "What did the syndicate christen at noon?")["choices"][0]["message"]
    (cited,) = {a["url_citation"]["url"].partition("#")[0] for a in told["annotations"]}
    assert cited == "http://127.0.0.1:7860/api/articles/evil%201"


def test_a_refusal_says_why(doors: Doors) -> None:
    told = _chat(doors(), "Who is the president of France?")
    assert told["dateline"]["abstained"] is True
    content = told["choices"][0]["message"]["content"]
    assert content.startswith(("Not in this corpus.", "The articles do not answer this."))


SAID = "Mayor Ada Brandt said 300 people left their homes."
QUOTED = "“We have never seen water like this,” Brandt said."


def _stumbling(_: Plan, evidence: Sequence[Retrieved]) -> Draft:
    """Write one sentence as a chat model and fail; a quotation stands in."""
    (flood,) = [hit.passage for hit in evidence if hit.passage.article.id == "flood-1"]

    def model() -> Iterator[Sentence]:
        yield Sentence(SAID, (flood,))
        raise ChatModelError("the chat model failed: timeout")

    return Draft(sentences=model(), instead=Draft(sentences=[Sentence(QUOTED, (flood,))]))


def test_what_a_failing_model_wrote_is_taken_back_in_the_stream(
    doors: Doors, open_archive: Opened
) -> None:
    client = doors(over=open_archive(write=_stumbling))
    asked = {"model": "dateline", "messages": [user(FLOOD)], "stream": True}
    lines = client.post("/v1/chat/completions", json=asked).text.split("\n\n")
    assert lines[-2] == "data: [DONE]"
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines[:-2]]
    said = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
    first, then, *_ = said.split("\n(The chat model failed here. The articles, quoted instead:)\n")
    assert SAID in first
    assert then.startswith("“" + QUOTED)
    assert SAID not in then
    assert "the chat model failed: timeout" in chunks[-1]["dateline"]["notice"]
    assert [s["text"] for s in chunks[-1]["dateline"]["statements"]] == [QUOTED]


def test_a_transcript_annotates_every_line_that_cites(archive: Archive) -> None:
    *_, last = archive.ask(Question("How many people left their homes and who halted the ferry?"))
    assert last.answer is not None
    transcript = Transcript("http://127.0.0.1:7860/")
    assert transcript.finish(last.answer) == transcript.text
    for note in transcript.annotations:
        span = note["url_citation"]
        line = transcript.text[span["start_index"] : span["end_index"]]
        assert "\n" not in line
        assert f"[{note['citation']['id']}]" in line
    ids = {note["citation"]["id"] for note in transcript.annotations}
    assert ids == set(range(1, len(last.answer.citations) + 1))
