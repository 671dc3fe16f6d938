"""Plain text and Markdown: one article after the other, parted by blank lines or a date line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.read.compose import Draft, compose, too_long
from index.read.decode import read_lines
from index.read.header import is_date_line, split_header
from index.types import Problem

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from index.config import IndexConfig
    from index.types import Article

_BLANK_LINES = 3  # part two articles; fewer part paragraphs


@dataclass(slots=True)
class _Block:
    """The lines of one article, gathered so far; over the limit they are only counted."""

    most: int
    line: int = 0
    lines: list[str] = field(default_factory=list)
    characters: int = 0
    blank: int = 0

    def add(self, number: int, text: str) -> None:
        """Take one more line."""
        self.blank = 0 if text.strip() else self.blank + 1
        if not self.line and not text.strip():
            return
        self.line = self.line or number
        self.characters += len(text) + 1
        if self.characters <= self.most:
            self.lines.append(text)

    @property
    def ended(self) -> bool:
        """Whether so many blank lines followed that the next line belongs to another article."""
        return bool(self.line) and self.blank >= _BLANK_LINES

    def ends_before(self, text: str) -> bool:
        """Whether `text` is a date line after a blank one, and so belongs to another article."""
        return bool(self.line) and self.blank > 0 and is_date_line(text)


def read_plain(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read the articles of a plain text file, in bounded memory."""
    for block in _blocks(stream, config):
        yield from _article(block, path, config, markdown=False)


def read_markdown(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read the articles of a Markdown file; front matter and a first heading tell about them."""
    for block in _blocks(stream, config):
        yield from _article(block, path, config, markdown=True)


def _blocks(stream: io.BufferedReader, config: IndexConfig) -> Iterator[_Block]:
    """Gather the lines of each article."""
    most = config.max_article_chars + 1000  # a header is not part of the article
    block = _Block(most)
    for number, line in read_lines(stream, max_chars=most):
        if line is None:
            block.line = block.line or number
            block.characters, block.blank = most + 1, 0
            continue
        for text in line.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n"):
            if block.ends_before(text):
                yield block
                block = _Block(most)
            block.add(number, text)
            if block.ended:
                yield block
                block = _Block(most)
    if block.line:
        yield block


def _article(
    block: _Block, path: str, config: IndexConfig, *, markdown: bool
) -> Iterator[Article | Problem]:
    """Make the article of one block."""
    if block.characters > block.most:
        yield Problem(path=path, line=block.line, reason=too_long(config))
        return
    header = split_header(block.lines, markdown=markdown)
    draft = Draft(
        text="\n".join(header.body).strip(),
        id=header.first("id"),
        title=header.first("title"),
        published=header.published,
        published_at=header.published_at,
        dated=header.values.get("published", ()),
        source=header.first("source"),
        authors=header.authors,
        url=header.first("url"),
        section=header.first("section"),
        place=header.first("place"),
        line=block.line,
    )
    yield from compose(draft, path=path, config=config)
