"""Build a store from articles of your own making and ask it. Run: python examples/ask_from_python.py."""

import tempfile
from datetime import date
from pathlib import Path

from index.build import Builder
from index.embed.minilm import MiniLM
from index.progress import silent
from index.types import Article, Filters
from rag.compose import compose, open_searcher
from rag.contract import answer_text
from rag.settings import Settings
from rag.types import Question

ARTICLES = [
    Article(
        id="bridge-1",
        title="Bridge over the Sile closed",
        text="CORVANE – The old bridge over the Sile was closed on Monday after divers found a crack in its third "
        "pier. “Nobody should stand under it,” said the county engineer, Ida Lund. The detour is 14 kilometres long.",
        published=date(2024, 3, 4),
        source="Harbour Courier",
    ),
    Article(
        id="bridge-2",
        title="Bridge reopens",
        text="CORVANE – The bridge over the Sile was opened again on Friday. The repair cost 2.3 million krons.",
        published=date(2024, 6, 21),
        source="Harbour Courier",
    ),
]

with tempfile.TemporaryDirectory() as folder:
    settings = Settings(store=Path(folder) / "store")
    embedder = MiniLM()
    builder = Builder(
        store=settings.store,
        config=settings.index,
        embedder=embedder,
        choose=lambda sample, total: embedder,  # noqa: ARG005 - a small job has one way
        progress=silent,
    )
    builder.build(ARTICLES)
    pipeline = compose(settings, open_searcher(settings, embedder))

    answer = pipeline.answer(Question("How long is the detour?"))
    print(answer.short_answer)
    print(answer_text(answer))
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote  # noqa: S101

    early = Question("What did the repair cost?", Filters(until=date(2024, 5, 1)))
    print(pipeline.answer(early).abstain_reason)
