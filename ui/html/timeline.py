"""A timeline as HTML: a chart of periods that can be pressed, the entries under it, and what changed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rag.contract import byline
from ui.html.answer import answer
from ui.html.article import opener
from ui.html.charts import Bar, bars
from ui.html.escaping import count, empty, short_day, shortened, text
from ui.html.receipts import conflicts
from ui.timeline import by_period, period_of, unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rag.types import Answer
    from ui.timeline import Entry

_WORDS = 260  # characters of an entry


def timeline(entries: Sequence[Entry], *, period: str = "") -> str:
    """Show entries under a chart of when they were published; of a chosen period, only its own."""
    if not entries:
        return empty("Nothing dated was found.")
    days = [entry.article.published for entry in entries if entry.article.published]
    unit = unit_of(days)
    chart = bars(
        [Bar(name=p, value=n, key=p, lit=p == period) for p, n in by_period(days)],
        label=f"Published per {unit}",
        noun="article",
    )
    inside = [e for e in entries if not period or _period(e, unit) == period]
    head = f"{count(len(inside), 'entry') if len(inside) == 1 else f'{len(inside):,} entries'}"
    told = (
        f"{head} in {period}: press the bar again for all"
        if period
        else f"{head}; press a bar to see a {unit}"
    )
    listed = "".join(
        f'<li class="day"><h3>{text(short_day(day))}</h3>{"".join(map(_entry, group))}</li>'
        for day, group in groupby(inside, key=lambda e: e.article.published)
    )
    return f'{chart}<p class="hint">{text(told)}</p><ol class="timeline">{listed}</ol>'


def changed(
    before: tuple[date, Answer], after: tuple[date, Answer], between: Sequence[Entry]
) -> str:
    """Show the answer as of two days side by side, and what was published between them."""
    sides = "".join(
        f'<section class="as-of" aria-label="As of {day}"><h3>As of {text(short_day(day))}</h3>'
        f"{conflicts(number, result)}{answer(number, result, read=())}</section>"
        for number, (day, result) in enumerate((before, after), start=FIRST)
    )
    same = _said(before[1]) == _said(after[1])
    head = "The answer is the same on both days." if same else "The answer changed."
    listed = "".join(map(_entry, between)) or empty("Nothing about it was published between them.")
    return (
        f'<p class="verdict-line"><strong>{head}</strong></p><div class="two">{sides}</div>'
        f'<h3>Published between them ({len(between)})</h3><div class="timeline">{listed}</div>'
    )


FIRST = 901  # numbers of the two answers, apart from those of conversations


def _said(result: Answer) -> tuple[str, ...]:
    return (
        (result.short_answer or "",)
        if result.short_answer
        else tuple(s.text for s in result.statements)
    )


def _period(entry: Entry, unit: str) -> str:
    return period_of(entry.article.published, unit) if entry.article.published else ""


def _entry(entry: Entry) -> str:
    article = entry.article
    who = f'<span class="who">{text(entry.speaker)}:</span> ' if entry.speaker else ""
    copies = f" · {count(entry.copies, 'reprint')}" if entry.copies else ""
    return (
        f'<div class="entry">{opener(article.title or "Untitled", article, (entry.start, entry.end))}'
        f'<span class="byline">{text(byline(article) + copies)}</span>'
        f"<p>{who}{text(shortened(entry.words, _WORDS))}</p></div>"
    )
