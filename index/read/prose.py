"""The text of an element of HTML or XML: its paragraphs, parted by blank lines, without what is no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.read.optional import needs

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = frozenset(
    "address article blockquote block body body.content bq caption center dd div dl dt footer fn h1 h2 h3 h4 h5 h6"
    " header hl1 hl2 hr li main note ol p pre section table tbody thead tr ul".split()
)
_NO_TEXT = frozenset(
    "aside audio button canvas figure form head iframe input media nav noscript object script select style svg"
    " template textarea title video".split()
)
_CELLS = frozenset({"td", "th"})


def prose(root: _Element) -> str:
    """Write the text below `root`, each block a paragraph, its blank space as a browser shows it."""
    with needs("xml"):
        from lxml import etree
    text = _Text()
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = local_name(element)
        skipped = not name or name in _NO_TEXT
        if event == "start" and skipped:
            walk.skip_subtree()
        elif event == "start":
            text.part(name)
            text.add(element.text)
        elif element is not root:
            if not skipped and name != "br":
                text.part(name)
            text.add(element.tail)
    text.end_paragraph()
    return "\n\n".join(text.paragraphs)


class _Text:
    """Paragraphs, gathered piece by piece."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._lines: list[list[str]] = [[]]

    def add(self, piece: str | None) -> None:
        """Go on in the same line."""
        if piece:
            self._lines[-1].append(piece)

    def part(self, name: str) -> None:
        """Part what comes from what was, as an element of this name does."""
        if name in _BLOCKS:
            self.end_paragraph()
        elif name == "br":
            self._lines.append([])
        elif name in _CELLS:
            self.add(" ")

    def end_paragraph(self) -> None:
        """Begin a new paragraph, if this one holds anything."""
        lines = (" ".join("".join(pieces).split()) for pieces in self._lines)
        if paragraph := "\n".join(filter(None, lines)):
            self.paragraphs.append(paragraph)
        self._lines = [[]]


def local_name(element: _Element) -> str:
    """Tell an element's name in small letters, without its namespace; nothing for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
