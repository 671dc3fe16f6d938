"""`python -m evals.bench.peer_txtai FILE STORE`: index with txtai's own defaults, print the number of passages.

txtai stores one vector for each text it is given, and its Textractor would split them; passages here are the paragraphs
that LangChain's splitter makes, the same as in `peer_langchain`, so that no model is cut off at its longest input.
"""

from __future__ import annotations

import sys

from evals.bench.peer_langchain import cut
from index.embed.minilm import packaged_model


def main(file: str, store: str) -> int:
    """Index `file` into the folder `store` with the packaged MiniLM: the number of passages."""
    from txtai import Embeddings

    texts = cut(file)
    embeddings = Embeddings(path=str(packaged_model()), content=True)
    embeddings.index(texts)
    embeddings.save(store)
    return len(texts)


if __name__ == "__main__":
    sys.stdout.write(f"{main(*sys.argv[1:])}\n")
