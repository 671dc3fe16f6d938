"""Where an excerpt comes from, as HTML: the class of the match, the article, and what was done to its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.contract import byline
from ui.html.article import opener
from ui.html.escaping import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.types import Article
    from rag.lookup.trace import Traced

_MATCHES = {
    "verbatim": ("✓", "Verbatim", "The article has these very words."),
    "altered": ("≈", "Altered", "The article has these words, changed as shown."),
    "paraphrase": ("~", "Paraphrase", "The article says this in other words."),
    "absent": ("∅", "Absent", "No article in this archive has these words or says this."),
}
_MOST = 20  # further articles named


def traced(found: Traced) -> str:
    """Show where an excerpt comes from."""
    glyph, name, meaning = _MATCHES[found.match]
    head = (
        f'<div class="match {found.match}"><span class="badge"><span aria-hidden="true">{glyph}</span> {name}</span>'
        f" <span>{found.score:.0%} · {meaning}</span></div>"
    )
    if found.citation is None or found.article is None:
        return f'<div class="traced">{head}{_articles("Nearest", found.near)}</div>'
    cited = found.citation
    place = opener(found.article.title or "Untitled", found.article, (cited.start, cited.end))
    shown = (
        f'<p class="where">{place}<br><span class="byline">{text(byline(found.article))}, characters '
        f"{cited.start:,}–{cited.end:,}</span></p>"
    )
    return f'<div class="traced">{head}{shown}{_words(found)}{_articles("Also in", found.also_in)}</div>'


def diff(steps: Iterable[tuple[str, str]]) -> str:
    """Show the steps from the article's words to the excerpt's: what went is struck out, what came is underlined.

    >>> diff([("equal", "two "), ("delete", "wolves"), ("insert", "dogs")])
    'two <del>wolves</del><ins>dogs</ins>'
    """
    tags = {"equal": "{}", "delete": "<del>{}</del>", "insert": "<ins>{}</ins>"}
    return "".join(tags[step].format(text(words)) for step, words in steps)


def _words(found: Traced) -> str:
    if found.match == "altered":
        key = '<p class="key"><del>only in the article</del> <ins>only in the excerpt</ins></p>'
        return f'{key}<blockquote class="diff">{diff(found.diff)}</blockquote>'
    quote = found.citation.quote if found.citation else ""
    return f'<blockquote class="diff">{text(quote)}</blockquote>'


def _articles(name: str, articles: tuple[Article, ...]) -> str:
    if not articles:
        return ""
    items = "".join(
        f"<li>{opener(a.title or 'Untitled', a, (0, min(200, len(a.text))))} "
        f'<span class="byline">{text(byline(a))}</span></li>'
        for a in articles[:_MOST]
    )
    more = len(articles) - _MOST
    rest = f'<p class="hint">and {more} more</p>' if more > 0 else ""
    return f"<h3>{name}</h3><ul class='articles'>{items}</ul>{rest}"
