"""Draft → each sentence with its best evidence and a verdict, its quotations and footnotes compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from index.types import Filters
from rag.lookup.corrections import correctors
from rag.lookup.evidence import Evidence, overruled, weigh
from rag.lookup.quotations import quotations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.search import Searcher
    from index.types import Article
    from rag.lookup.draft import Draft, Sentence
    from rag.lookup.evidence import Checker
    from rag.lookup.paraphrase import Paraphrases
    from rag.lookup.quotations import Quoted
    from rag.lookup.trace import Tracer
    from rag.types import Citation

NoteStatus = Literal["supports", "does_not_support", "not_in_corpus"]

_PASSAGES = 12
_QUERY_CHARS = 1000
_ALTERED_COSTS = 0.5  # what is left of the support of a sentence whose quotation was altered


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A footnote that the draft has: the article it names, if the archive holds it, and whether that supports."""

    label: str
    text: str
    status: NoteStatus
    article: Article | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sentence and what the archive says of it."""

    sentence: Sentence
    evidence: Evidence
    quotes: tuple[Quoted, ...] = ()
    notes: tuple[Note, ...] = ()
    corrected: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDraft:
    """A draft and what came of every sentence that states something."""

    draft: Draft
    findings: tuple[Finding, ...]

    @property
    def left_alone(self) -> tuple[Sentence, ...]:
        """The sentences that state nothing."""
        return tuple(s for s in self.draft.sentences if s.left_alone)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every span that is held up as evidence, numbered from 1 by first use."""
        return tuple(dict.fromkeys(c for f in self.findings for c in f.evidence.citations))


class DraftChecker:
    """Checks drafts against one store."""

    def __init__(
        self,
        searcher: Searcher,
        tracer: Tracer,
        paraphrases: Paraphrases,
        check: Checker,
        name_of_note: Callable[[str], Article | None],
    ) -> None:
        self._searcher = searcher
        self._trace = tracer
        self._paraphrases = paraphrases
        self._check = check
        self._named = name_of_note

    def __call__(self, draft: Draft, filters: Filters | None = None) -> CheckedDraft:
        """Check every sentence of a draft that states something."""
        found = tuple(self.stream(draft, filters or Filters()))
        return CheckedDraft(draft=draft, findings=found)

    def stream(self, draft: Draft, filters: Filters) -> Iterator[Finding]:
        """Check sentence after sentence."""
        for sentence in draft.sentences:
            if sentence.left_alone is None:
                yield self._finding(draft, sentence, filters)

    def _finding(self, draft: Draft, sentence: Sentence, filters: Filters) -> Finding:
        evidence = self.evidence(sentence.plain, filters)
        quotes = quotations(sentence.plain, lambda words: self._trace(words, filters))
        cited = [c.article for c in evidence.citations]
        by = tuple(dict.fromkeys(a for c in cited for a in correctors(c, self._searcher.store)))
        evidence = overruled(evidence, by)
        return Finding(
            sentence=sentence,
            evidence=_with_quotes(evidence, quotes),
            quotes=quotes,
            notes=tuple(
                self._note(label, draft.notes[label], sentence)
                for label in sentence.notes
                if label in draft.notes
            ),
            corrected=by,
        )

    def evidence(self, statement: str, filters: Filters) -> Evidence:
        """Find the best evidence for one sentence."""
        hits = self._searcher(statement[:_QUERY_CHARS], k=_PASSAGES, filters=filters)
        windows = self._paraphrases(statement, [hit.passage for hit in hits])
        return weigh(statement, windows, self._check)

    def _note(self, label: str, text: str, sentence: Sentence) -> Note:
        """Check one of the draft's own footnotes: does the article it names say so?"""
        article = self._named(text)
        if article is None:
            return Note(label=label, text=text, status="not_in_corpus")
        whole = article.passage(0, len(article.text))
        found = weigh(sentence.plain, self._paraphrases(sentence.plain, [whole]), self._check)
        status: NoteStatus = "supports" if found.verdict == "supported" else "does_not_support"
        return Note(label=label, text=text, status=status, article=article)


def _with_quotes(evidence: Evidence, quotes: tuple[Quoted, ...]) -> Evidence:
    """Let quotations speak: an altered one is not supported, one of somebody else is contradicted.

    A sentence is no more than partial while one of its quotations is altered or stands nowhere.
    """
    told = [q for q in quotes if q.traced.citation]
    cited = tuple(
        dict.fromkeys(
            (*evidence.citations, *(q.traced.citation for q in told if q.traced.citation))
        )
    )
    if any(q.same_speaker is False for q in quotes if q.traced.match in {"verbatim", "altered"}):
        return replace(evidence, verdict="contradicted", support=0.0, citations=cited)
    if quotes and all(q.traced.match == "verbatim" and q.same_speaker for q in quotes):
        there = evidence.verdict in {"unsupported", "not_in_corpus"}
        return replace(evidence, verdict="partial" if there else evidence.verdict, citations=cited)
    if any(q.traced.match != "verbatim" for q in quotes) and evidence.verdict == "supported":
        return replace(
            evidence, verdict="partial", support=evidence.support * _ALTERED_COSTS, citations=cited
        )
    return evidence
