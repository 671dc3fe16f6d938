"""Use a dateline store inside LangChain: as a retriever, and as a chain that answers with citations.

Run: dateline demo && python examples/langchain_retriever.py .dateline-demo
"""

import sys
from pathlib import Path

from rag.chain import PassageRetriever, as_event_stream, as_runnable
from rag.compose import compose, open_searcher
from rag.settings import Settings

QUESTION = "How many wolves live in Vastria?"

settings = Settings(store=Path(sys.argv[1]))
searcher = open_searcher(settings)

for document in PassageRetriever(searcher=searcher, k=3).invoke(QUESTION):
    print(document.metadata["source"], document.metadata["start"], document.page_content[:60])

pipeline = compose(settings, searcher)
for event in as_event_stream(pipeline).stream(QUESTION):
    print("…", event.stage)
print(as_runnable(pipeline).invoke(QUESTION).short_answer)
