"""Our parts wearing LangChain's interfaces: the only file that maps our types to theirs."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import ConfigDict

from index.search import Searcher  # noqa: TC001 - pydantic reads it at run time
from index.types import Filters
from rag.contract import answer_json
from rag.errors import RagError
from rag.types import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from langchain_core.callbacks import CallbackManagerForRetrieverRun

    from index.embed import Embedder, Vectors
    from index.types import Retrieved
    from rag.pipeline import Pipeline
    from rag.types import Answer, Event


_CITED = ("id", "article_id", "title", "source", "published", "quote", "start", "end")


def to_document(hit: Retrieved) -> Document:
    """Show a passage as a LangChain document: `article text[start:end] == page_content`."""
    passage, article = hit.passage, hit.passage.article
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "article_id": article.id,
            "title": article.title,
            "source": article.source,
            "published": article.published.isoformat() if article.published else None,
            "url": article.url,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )


class PassageRetriever(BaseRetriever):
    """The index as a LangChain retriever: the `k` best passages under `filters`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    k: int = 10
    filters: Filters = Filters()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
    ) -> list[Document]:
        return [to_document(hit) for hit in self.searcher(query, k=self.k, filters=self.filters)]


class EmbedderEmbeddings(Embeddings):
    """An embedder as LangChain embeddings; `documents` where a model embeds them otherwise than queries."""

    def __init__(self, queries: Embedder, documents: Embedder | None = None) -> None:
        self._queries = queries
        self._documents = documents or queries

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts, one list of floats each."""
        return _floats(self._documents(texts))

    def embed_query(self, text: str) -> list[float]:
        """Embed one query."""
        return _floats(self._queries([text]))[0]


def as_runnable(pipeline: Pipeline) -> Runnable[str | Question, Answer]:
    """Give the pipeline LangChain's verbs: invoke, batch, callbacks; the result is `pipeline.answer`'s."""

    def answer(asked: str | Question) -> Answer:
        return pipeline.answer(_question(asked))

    return RunnableLambda(answer).with_config(run_name="dateline")


def as_event_stream(pipeline: Pipeline) -> Runnable[str | Question, Event]:
    """Give the pipeline's events to `stream` and `astream`, one by one as they happen."""

    def events(asked: Iterator[Any]) -> Iterator[Event]:
        for one in asked:
            yield from pipeline.stream(_question(one))

    return RunnableGenerator(events).with_config(run_name="dateline")


def as_tool(pipeline: Pipeline) -> BaseTool:
    """Give the pipeline to an agent as a tool: a question in, the answer's JSON out, each sentence with its source.

    What the agent reads is made of quotations; an order that stands in an article is shown as what it is, a quotation.
    """

    def ask_the_archive(
        question: str, since: str | None = None, until: str | None = None, as_of: str | None = None
    ) -> str:
        """Ask a news archive. Dates are YYYY-MM-DD; the answer names outlet, date and the exact words it rests on."""
        try:
            filters = Filters(since=_day(since), until=_day(until))
            answer = pipeline.answer(Question(question, filters, as_of=_day(as_of)))
        except (RagError, ValueError) as error:
            raise ToolException(str(error)) from error
        told = answer_json(answer)
        kept = ("question", "answer", "abstained", "abstain_detail", "confidence", "conflicts")
        cited = [{k: c[k] for k in _CITED} for c in told["citations"]]
        return json.dumps({k: told[k] for k in kept} | {"citations": cited}, ensure_ascii=False)

    return StructuredTool.from_function(
        ask_the_archive, name="ask_the_archive", handle_tool_error=True
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _floats(vectors: Vectors) -> list[list[float]]:
    return [[float(x) for x in row] for row in vectors]


def _question(asked: str | Question) -> Question:
    return asked if isinstance(asked, Question) else Question(asked)
