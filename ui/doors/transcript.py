"""An answer as the text of a chat message, statement by statement, with a mark and an annotation for each citation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from rag.contract import byline, refusal_text
from rag.contract_parts import conflict_text, premise_text, statement_text

if TYPE_CHECKING:
    from rag.types import Answer, Citation, Statement

    Json = dict[str, Any]


class Transcript:
    """Grows with the answer; each method gives the text that it adds.

    `base` is the address of this server: an article without an address of its own is linked to there.
    """

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")
        self._numbers: dict[Citation, int] = {}
        self._statements: list[Statement] = []
        self.text = ""
        self.annotations: list[Json] = []

    def statement(self, statement: Statement) -> str:
        """Add a statement."""
        self._statements.append(statement)
        self._number(statement.citations)
        line = statement_text(statement, self._numbers)
        return self._add(line, statement.citations)

    def taken_back(self) -> str:
        """Say that what a chat model wrote so far is replaced; nothing where it wrote nothing."""
        if not self._statements:
            return ""
        self._statements.clear()
        return self._add("(The chat model failed here. The articles, quoted instead:)")

    def finish(self, answer: Answer) -> str:
        """Add what the answer holds beside its statements, or why there is none, and the list of sources."""
        before = len(self.text)
        for statement in answer.statements:
            if statement not in self._statements:
                self.statement(statement)
        if answer.abstained:
            self._add(refusal_text(answer))
        self._number(answer.citations)
        for conflict in answer.conflicts:
            cited = tuple(side.citation for side in conflict.sides)
            self._add(conflict_text(conflict, self._numbers), cited)
        if answer.premise:
            self._add(premise_text(answer.premise, self._numbers), (answer.premise.citation,))
        for part in answer.unanswered:
            self._add(f"Not answered: {part}")
        if self._numbers:
            self._add("\n" + "\n".join(self._source(c, n) for c, n in self._numbers.items()))
        return self.text[before:]

    def _add(self, line: str, cited: tuple[Citation, ...] = ()) -> str:
        """Add a line, and an annotation of that line for everything it cites."""
        added = ("\n" if self.text else "") + line
        start = len(self.text) + len(added) - len(line)
        self.text += added
        self.annotations += [self._annotation(c, start, start + len(line)) for c in cited]
        return added

    def _number(self, cited: tuple[Citation, ...]) -> None:
        for citation in cited:
            self._numbers.setdefault(citation, len(self._numbers) + 1)

    def _source(self, citation: Citation, number: int) -> str:
        title = " ".join(citation.article.title.split()) or "untitled"
        return f"[{number}] {title} ({byline(citation.article)})"

    def _annotation(self, citation: Citation, start: int, end: int) -> Json:
        """Lay a citation out for the span of the message that rests on it."""
        return {
            "type": "url_citation",
            "url_citation": {
                "start_index": start,
                "end_index": end,
                "title": citation.article.title,
                "url": self._url(citation),
            },
            "citation": {
                "id": self._numbers[citation],
                "article_id": citation.article.id,
                "start": citation.start,
                "end": citation.end,
                "quote": citation.quote,
            },
        }

    def _url(self, citation: Citation) -> str:
        """Give the article's own address if it is one of the web, else its place on this server (RFC 5147)."""
        own = citation.article.url or ""
        try:
            if urlsplit(own).scheme.lower() in {"http", "https"}:
                return own
        except ValueError:
            pass  # no address
        name = quote(citation.article.id, safe="")
        return f"{self._base}/api/articles/{name}#char={citation.start},{citation.end}"
