"""BM25 over passages and titles (tantivy), filtered inside the search."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from weakref import finalize

import tantivy

from index.errors import StoreDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.types import Filters, Passage

_ANALYZER = "english_news"
_WRITER_BYTES = 64_000_000
_TITLE_BOOST = 0.5
_QUERY_WORDS = 64


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", stored=True, fast=True)
    builder.add_text_field("text", tokenizer_name=_ANALYZER)
    builder.add_text_field("title", tokenizer_name=_ANALYZER)
    builder.add_text_field("source", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_boolean_field("original", indexed=True)
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(60),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stopword("english"),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


@contextmanager
def _damage_is_said() -> Iterator[None]:
    """Turn what goes wrong while reading into an error of ours."""
    try:
        yield
    except BaseException as error:
        if _is_of_tantivy(error):
            raise StoreDamagedError(
                f"the word index cannot be read ({error}); find the damage with `dateline info --check`"
            ) from error
        raise


_KILLED = "its writer was stopped, most likely by a full disk"  # tantivy says no more where a thread of it failed


@contextmanager
def _full_disk_is_said() -> Iterator[None]:
    """Turn what goes wrong while writing into the OSError that it was."""
    try:
        yield
    except BaseException as error:
        if _is_of_tantivy(error):
            why = _KILLED if "writer was killed" in str(error) else error
            raise OSError(f"the word index cannot be written ({why})") from error
        raise


def _is_of_tantivy(error: BaseException) -> bool:
    """Whether tantivy failed; a panic of its core is one that no `except Exception` sees."""
    return isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException"


def _shadow(folder: Path, undone: ExitStack) -> Path:
    """Make a folder of links to the files of one that may not be written to: tantivy makes a lock file to read by."""
    shadow = Path(mkdtemp(prefix="dateline-words-"))
    undone.callback(shutil.rmtree, shadow, ignore_errors=True)
    for file in folder.iterdir():
        if file.suffix != ".lock":
            (shadow / file.name).symlink_to(file.absolute())
    return shadow


class WordIndex:
    """The words of every passage; document `row` i is passage i."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        index.register_tokenizer(_ANALYZER, _analyzer())  # not stored with the index
        self._analyze = _analyzer()

    @classmethod
    def create(
        cls, folder: Path, passages: Iterable[Passage], *, copied: NDArray[np.bool_]
    ) -> WordIndex:
        """Write the words of `passages` into the empty `folder`, row after row; `copied` marks those of copies."""
        folder.mkdir(parents=True)
        with _full_disk_is_said():
            words = cls(tantivy.Index(_schema(), path=str(folder)))
            writer = words._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
            for row, passage in enumerate(passages):
                document = _document(row, passage)
                document.add_boolean("original", not copied[row])
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
            words._index.reload()
        mode = folder.stat().st_mode & 0o666
        for (
            file
        ) in folder.iterdir():  # some can be read by their maker only, as temporary files are
            file.chmod(mode)
        return words

    @classmethod
    def open(cls, folder: Path) -> WordIndex:
        """Open a written index."""
        with _damage_is_said():
            if os.access(folder, os.W_OK):
                return cls(tantivy.Index.open(str(folder)))
            with ExitStack() as undone:  # links go with the index, or at once if it does not open
                words = cls(tantivy.Index.open(str(_shadow(folder, undone))))
                finalize(words, undone.pop_all().close)
            return words

    def search(self, query: str, k: int, *, filters: Filters) -> list[tuple[int, float]]:
        """Find the `k` best passages for the words of `query`: (row, BM25), best first."""
        words = list(dict.fromkeys(self._analyze.analyze(query)))[:_QUERY_WORDS]
        return self._found(_any_of(self._index.schema, words), k, filters) if words else []

    def phrase(self, query: str, k: int, *, filters: Filters) -> list[tuple[int, float]]:
        """Find up to `k` passages that hold the words of `query` one after the other: (row, BM25), best first.

        Inflections are the same word and any stop word is as good as another; none where fewer than two other words
        are asked for.
        """
        stems = [self._analyze.analyze(word) for word in re.findall(r"\w+", _without_s(query))]
        places = [(place, stem[0]) for place, stem in enumerate(stems) if stem]
        if len(places) < 2:  # noqa: PLR2004 - one word is no phrase
            return []
        first = places[0][0]
        terms: list[str | tuple[int, str]] = [
            (place - first, stem) for place, stem in places[:_QUERY_WORDS]
        ]
        asked = tantivy.Query.phrase_query(self._index.schema, "text", terms)
        return self._found(asked, k, filters)

    def _found(self, asked: tantivy.Query, k: int, filters: Filters) -> list[tuple[int, float]]:
        schema = self._index.schema
        if conditions := _conditions(schema, filters):
            asked = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, q) for q in (asked, *conditions)]
            )
        with _damage_is_said():
            searcher = self._index.searcher()
        with _damage_is_said():
            hits = searcher.search(asked, k, count=False).hits
            found = [address for _, address in hits]
            rows = searcher.fast_field_values("row", found) if hits else []
        ranked = sorted(
            zip(rows, (score for score, _ in hits), strict=True), key=lambda h: (-h[1], h[0])
        )
        return [(int(row or 0), float(score)) for row, score in ranked]

    def document_frequency(self, word: str) -> int:
        """Count the passages that hold `word` (any inflection of it)."""
        stems = self._analyze.analyze(word)
        with _damage_is_said():
            return max((self._index.searcher().doc_freq("text", stem) for stem in stems), default=0)

    def stems(self, text: str) -> list[str]:
        """Reduce a text to the words that the index sees."""
        return list(self._analyze.analyze(text))


def _any_of(schema: tantivy.Schema, words: Sequence[str]) -> tantivy.Query:
    """Look words up in the text, and with less weight in the title: one flat query, which tantivy can prune."""
    in_text = [tantivy.Query.term_query(schema, "text", word) for word in words]
    in_title = [tantivy.Query.term_query(schema, "title", word) for word in words]
    weighed = [tantivy.Query.boost_query(query, _TITLE_BOOST) for query in in_title]
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in (*in_text, *weighed)])


def _without_s(text: str) -> str:
    """Assad's is Assad."""
    return re.sub(r"[’']s\b", "", text)


def _document(row: int, passage: Passage) -> tantivy.Document:
    article = passage.article
    document = tantivy.Document()
    document.add_integer("row", row)
    document.add_text("text", _without_s(passage.text))
    document.add_text("title", article.title)
    if article.source:
        document.add_text("source", article.source.casefold())
    if article.published:
        document.add_integer("day", article.published.toordinal())
    return document


def _conditions(schema: tantivy.Schema, filters: Filters) -> list[tantivy.Query]:
    """Turn filters into queries that must hold."""
    conditions = []
    if filters.since or filters.until:
        low = filters.since.toordinal() if filters.since else None
        high = filters.until.toordinal() if filters.until else None
        kind = tantivy.FieldType.Integer
        conditions.append(tantivy.Query.range_query(schema, "day", kind, low, high))
    if filters.sources:
        names = [name.casefold() for name in filters.sources]
        conditions.append(tantivy.Query.term_set_query(schema, "source", names))
    if filters.originals:
        conditions.append(tantivy.Query.term_query(schema, "original", True))  # noqa: FBT003 - the term looked for
    return conditions
