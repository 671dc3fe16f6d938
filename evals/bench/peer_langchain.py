"""`python -m evals.bench.peer_langchain FILE STORE`: the plain pipeline of the tutorials, print the number of passages.

LangChain's RecursiveCharacterTextSplitter, SentenceTransformer.encode with its defaults, a flat FAISS index.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from index.embed.minilm import packaged_model

PASSAGE_CHARS = 900


def cut(file: str) -> list[str]:
    """Read JSON Lines and cut every article into passages."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=PASSAGE_CHARS, chunk_overlap=0)
    lines = Path(file).read_text("utf-8").splitlines()
    return [text for line in lines for text in splitter.split_text(json.loads(line)["text"])]


def main(file: str, store: str) -> int:
    """Index `file` into the folder `store`: the number of passages."""
    import faiss
    from sentence_transformers import SentenceTransformer

    texts = cut(file)
    model = SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True)
    vectors = model.encode(texts, normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    folder = Path(store)
    folder.mkdir()
    faiss.write_index(index, str(folder / "index.faiss"))
    (folder / "texts.json").write_text(json.dumps(texts), "utf-8")
    return len(texts)


if __name__ == "__main__":
    sys.stdout.write(f"{main(*sys.argv[1:])}\n")
