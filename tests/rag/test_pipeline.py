from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import ARTICLES, Build

from index.build import Builder
from index.search import Searcher
from index.store import Store
from index.testing import HashEmbedder
from index.types import Article, Filters
from rag.chain import EmbedderEmbeddings, PassageRetriever, as_event_stream, as_runnable
from rag.compose import LivePipeline, compose, open_pipeline
from rag.contract import answer_json, search_json
from rag.errors import ChatModelError, QuestionError
from rag.generate import NO_ANSWER, ChatWriter
from rag.pipeline import Pipeline
from rag.reader import load_reader
from rag.selector import load_selector
from rag.settings import Settings
from rag.testing import scripted_model
from rag.types import Answer, Question

Make = Callable[..., Pipeline]


def assert_honest(answer: Answer) -> None:
    """Every law of an answer, whoever wrote it."""
    document = answer_json(answer)
    for citation, shown in zip(answer.citations, document["citations"], strict=True):
        assert citation.article.text[shown["start"] : shown["end"]] == shown["quote"]
        assert shown["sha256"] == citation.article.sha256
    for statement in answer.statements:
        assert statement.citations
        assert statement.verdict == "supported"
        assert statement.support > 0
    assert answer.abstained == (answer.abstain_reason is not None) == (document["answer"] is None)
    for said in (answer.short_answer or "").split(" or ") if answer.conflicts else ():
        assert any(said in s.text for s in answer.statements)
    if answer.short_answer and not answer.conflicts:
        assert any(answer.short_answer in s.text for s in answer.statements)


def test_an_answer_quotes_the_sentence_that_carries_it(make_pipeline: Make) -> None:
    answer = make_pipeline().answer(Question("How far is Skell Island off the coast?"))
    assert_honest(answer)
    assert "11 nautical miles" in answer.statements[0].text
    assert answer.statements[0].verbatim
    assert answer.citations[0].article.id == "ferry-1"
    assert "11 nautical miles" in str(answer.short_answer)


def test_what_the_corpus_does_not_hold_is_refused_with_a_reason(make_pipeline: Make) -> None:
    answer = make_pipeline().answer(Question("Who is the president of France?"))
    assert_honest(answer)
    assert answer.abstain_reason == "not_in_corpus"
    assert "franc" in answer.detail.lower()


def test_filters_that_let_nothing_through_are_said_to(make_pipeline: Make) -> None:
    filters = Filters(since=date(2030, 1, 1))
    answer = make_pipeline().answer(Question("How far is Skell Island off the coast?", filters))
    assert answer.abstain_reason == "no_article_passes_filters"
    assert answer.detail == ""
    filters = Filters(sources=("Courier",))
    answer = make_pipeline().answer(Question("How far is Skell Island off the coast?", filters))
    assert answer.abstain_reason == "no_article_passes_filters"
    assert answer.detail == "no outlet is called “Courier”, but there is “Harbour Courier”"


def test_an_empty_store_is_said_to_be_empty(store: Path, builder: Callable[..., Builder]) -> None:
    builder(HashEmbedder()).build(ARTICLES)
    builder(HashEmbedder()).remove([article.id for article in ARTICLES])
    pipeline = compose(Settings(), Searcher(Store.open(store), HashEmbedder()))
    answer = pipeline.answer(Question("How far is Skell Island off the coast?"))
    assert (answer.abstain_reason, answer.detail) == ("empty_store", "")


def test_a_fresh_process_loads_each_network_once(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.compose.open_searcher", lambda _: searcher)
    for load in (load_reader, load_selector):
        load.cache_clear()
    open_pipeline(Settings())
    assert [load.cache_info().misses for load in (load_reader, load_selector)] == [1, 1]


def test_nothing_published_after_as_of_is_known(make_pipeline: Make) -> None:
    asked = Question("By how many votes did parliament pass the budget?", as_of=date(2024, 5, 13))
    answer = make_pipeline().answer(asked)
    assert "98" not in (answer.short_answer or "")
    assert all(str(c.article.published) <= "2024-05-13" for c in answer.citations)
    later = Question("By how many votes did parliament pass the budget?", as_of=date(2024, 5, 14))
    assert "98" in make_pipeline().answer(later).statements[0].text


@pytest.mark.parametrize("text", ["", "   ", "?!", "\ud800", "x" * 100_000])
def test_an_empty_or_endless_question_is_an_error_of_the_asker(
    make_pipeline: Make, text: str
) -> None:
    with pytest.raises(QuestionError):
        make_pipeline().answer(Question(text))


@given(text=st.text(min_size=1, max_size=120).filter(lambda t: any(c.isalnum() for c in t)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_question_gets_an_honest_answer(make_pipeline: Make, text: str) -> None:
    assert_honest(make_pipeline().answer(Question(text)))


def test_events_come_in_order_and_end_with_the_answer(make_pipeline: Make) -> None:
    pipeline = make_pipeline()
    events = list(pipeline.stream(Question("How far is Skell Island off the coast?")))
    stages = [event.stage for event in events]
    assert stages[:3] == ["planned", "found", "writing"]
    assert stages[-1] == "done"
    assert events[-1].answer == pipeline.answer(Question("How far is Skell Island off the coast?"))
    told = tuple(e.statement for e in events if e.stage == "statement")
    assert events[-1].answer is not None
    assert told == events[-1].answer.statements


def writes(*replies: str) -> ChatWriter:
    return ChatWriter(scripted_model(replies))


def test_a_chat_model_s_supported_sentence_is_shown_with_exact_words(make_pipeline: Make) -> None:
    reply = "The island is 11 nautical miles off the coast [1]."
    answer = make_pipeline(writes(reply), read_k=1).answer(Question("How far is Skell Island?"))
    assert_honest(answer)
    assert answer.statements[0].text == "The island is 11 nautical miles off the coast."
    assert answer.citations[0].quote == "The island is 11 nautical miles off the coast."


def test_an_unsupported_sentence_is_not_shown(make_pipeline: Make) -> None:
    reply = "The island is 12 nautical miles off the coast [1]. The ferry was halted [1]."
    answer = make_pipeline(writes(reply), read_k=1).answer(Question("How far is Skell Island?"))
    assert_honest(answer)
    assert [s.text for s in answer.statements] == ["The ferry was halted."]
    assert answer.removed == 1


def test_an_unsupported_sentence_can_be_shown_marked(make_pipeline: Make) -> None:
    reply = "The island is 12 nautical miles off the coast [1]."
    pipeline = make_pipeline(writes(reply), read_k=1, show_unsupported=True)
    (statement,) = pipeline.answer(Question("How far is Skell Island?")).statements
    assert statement.verdict == "contradicted"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (NO_ANSWER, "not_in_corpus"),
        ("Martians landed [1].", "insufficient_evidence"),
        ("The ferry was halted.", "insufficient_evidence"),
        ("The ferry was halted [99].", "insufficient_evidence"),
    ],
)
def test_a_chat_model_without_support_becomes_a_refusal(
    make_pipeline: Make, reply: str, reason: str
) -> None:
    answer = make_pipeline(writes(reply)).answer(Question("How far is Skell Island?"))
    assert_honest(answer)
    assert answer.abstain_reason == reason


def test_a_chat_model_that_fails_is_an_error_not_a_refusal(make_pipeline: Make) -> None:
    with pytest.raises(ChatModelError, match="failed"):
        make_pipeline(writes()).answer(Question("How far is Skell Island?"))


def test_langchain_sees_the_same_answer(make_pipeline: Make) -> None:
    pipeline, text = make_pipeline(), "How far is Skell Island off the coast?"
    runnable = as_runnable(pipeline)
    assert runnable.invoke(text) == pipeline.answer(Question(text))
    assert runnable.batch([text, text])[1] == pipeline.answer(Question(text))
    *_, last = as_event_stream(pipeline).stream(text)
    assert last.answer == pipeline.answer(Question(text))


def test_the_index_is_a_langchain_retriever(searcher: Searcher) -> None:
    retriever = PassageRetriever(searcher=searcher, k=2, filters=Filters(sources=("The Tern",)))
    (document,) = retriever.invoke("river")
    article = searcher.store.article(document.metadata["article_id"])
    assert article is not None
    assert (
        article.text[document.metadata["start"] : document.metadata["end"]] == document.page_content
    )
    embeddings = EmbedderEmbeddings(HashEmbedder())
    assert embeddings.embed_query("rain") == embeddings.embed_documents(["rain"])[0]


def test_search_json_says_where_each_passage_stands(searcher: Searcher) -> None:
    hits = searcher("river", k=3)
    document = search_json("river", hits)
    for hit, shown in zip(hits, document["results"], strict=True):
        assert hit.passage.article.text[shown["start"] : shown["end"]] == shown["text"]
    assert [shown["rank"] for shown in document["results"]] == [1, 2, 3]


def test_a_pipeline_that_stays_open_answers_from_the_newest_generation(
    searcher: Searcher, build: Build
) -> None:
    live = LivePipeline(Settings(), searcher)
    asked = Question("How many wolves live in Vastria?")
    *_, before = live.stream(asked)
    assert before.answer
    assert before.answer.abstained
    build(
        [
            Article(
                id="wolf-1", title="Wolves", text="There are 212 wolves in Vastria, a count says."
            )
        ]
    )
    *_, after = live.stream(asked)
    assert next(hit.passage.article.id for hit in after.evidence) == "wolf-1"
