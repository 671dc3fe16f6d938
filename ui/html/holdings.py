"""An archive as HTML: its figures, a chart of dates, outlets, and lists of articles, copies, versions, corrections."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rag.contract import byline
from rag.differ import word_diff
from ui.html.article import opener
from ui.html.charts import Bar, bars
from ui.html.escaping import button, count, empty, fold, short_day, shortened, text
from ui.html.traced import diff
from ui.timeline import by_period, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from index.collect import Report
    from index.types import Article
    from ui.holdings import Correction, Listing

_LEAD = 200  # characters of an article that are lit when it is opened
_OUTLETS = 40  # outlets shown as buttons
_AROUND = 80  # characters of unchanged words shown around a change
_PROBLEMS = 200


def overview(
    info: Mapping[str, Any], days: Sequence[date], *, period: str = "", outlet: str = ""
) -> str:
    """Show what the archive holds: figures, articles over time, outlets. Bars and outlets choose what is listed."""
    unit = unit_of(days)
    chart = bars(
        [Bar(name=p, value=n, key=p, lit=p == period) for p, n in by_period(days)],
        label=f"Articles per {unit}",
        noun="article",
    )
    named = [(name, number) for name, number in info["sources"].items() if name][:_OUTLETS]
    outlets = "".join(
        f'<button type="button" data-event="apply" data-outlet="{text(name)}"'
        f' aria-pressed="{str(name == outlet).lower()}">{text(name)} {number:,}</button>'
        for name, number in named
    )
    size = info["index"]["bytes"] / 1e6
    facts = (
        f"{count(info['articles'], 'article')} · {count(info['passages'], 'passage')} · {size:,.1f} MB · "
        f"{info['embedder']['name']} · generation {info['generation']}"
    )
    chosen = f'<div class="outlets" role="group" aria-label="Outlets">{outlets}</div>'
    return f'<p class="facts">{text(facts)}</p>{chart}{chosen}'


def listed(shown: Listing) -> str:
    """List a page of articles."""
    if not shown.articles:
        return empty("No article passes.")
    rows = "".join(
        f"<tr><td class='figure'>{short_day(a.published)}</td><td>{_opener(a)}</td><td>{text(a.source or '')}</td></tr>"
        for a in shown.articles
    )
    head = "<thead><tr><th scope='col'>Date</th><th scope='col'>Article</th><th scope='col'>Outlet</th></tr></thead>"
    earlier = (
        button("‹", "delete", kind="quiet", page=shown.page - 1, title="Page before")
        if shown.page
        else ""
    )
    later = (
        button("›", "delete", kind="quiet", page=shown.page + 1, title="Next page")
        if shown.page + 1 < shown.pages
        else ""
    )
    pages = f"{count(shown.total, 'article')}, page {shown.page + 1:,} of {shown.pages:,}"
    return (
        f'<div class="scroll"><table class="plain">{head}<tbody>{rows}</tbody></table></div>'
        f'<div class="pages">{earlier}<span>{text(pages)}</span>{later}</div>'
    )


def copied(families: Sequence[tuple[Article, Sequence[Article]]]) -> str:
    """List originals with their copies."""
    items = "".join(
        f"<li>{_opener(original)} <span class='byline'>{text(byline(original))}</span>"
        + fold(
            count(len(copies), "reprint"),
            "<ul>" + "".join(f"<li>{_opener(c)} {text(byline(c))}</li>" for c in copies) + "</ul>",
        )
        + "</li>"
        for original, copies in families
    )
    return (
        f'<ul class="articles">{items}</ul>' if items else empty("No article is a copy of another.")
    )


def edited(versions: Sequence[Sequence[Article]]) -> str:
    """List edited articles, each change with the words around it."""
    items = ""
    for history in versions:
        changes = "".join(
            f'<blockquote class="diff">{_around(word_diff(older.text, newer.text))}</blockquote>'
            for older, newer in pairwise(history)
        )
        folded = fold(count(len(history) - 1, "change"), changes)
        items += f"<li>{_opener(history[-1])} <span class='byline'>{text(byline(history[-1]))}</span>{folded}</li>"
    return (
        f'<ul class="articles">{items}</ul>'
        if items
        else empty("No article was edited since it was first indexed.")
    )


def corrected(found: Sequence[Correction]) -> str:
    """List corrections and notes."""
    items = "".join(
        f'<li><span class="who">{text(one.kind)}</span> '
        f"{opener(one.article.title or 'Untitled', one.article, (one.start, one.end))}"
        f' <span class="byline">{text(byline(one.article))}</span><br>'
        f"{text(shortened(one.article.text[one.start : one.end], 300))}</li>"
        for one in found
    )
    return f'<ul class="articles">{items}</ul>' if items else empty("No correction was found.")


def adding(stage: str, done: int, total: int | None, *, seconds: float) -> str:
    """Show how far adding has come, and about how long it will take: seconds so far of this stage are known."""
    share = f' value="{done}" max="{total}"' if total else ""
    left = f", about {seconds * (total - done) / done:,.0f} s left" if total and done else ""
    of = f"{done:,} of {total:,}" if total else f"{done:,}"
    return (
        f'<div class="adding" role="status"><p>{text(f"{stage}: {of}{left}")}</p>'
        f'<progress{share} aria-label="{text(stage)}"></progress></div>'
    )


def added(report: Report) -> str:
    """Say what was added, and list what could not be read."""
    named = ("new", "changed", "unchanged", "copies")
    told = " · ".join(f"{getattr(report, name):,} {name}" for name in named)
    return f'<p class="facts" role="status">Done: {text(told)}</p>{problems(list(map(str, report.problems)))}'


def problems(found: Sequence[str]) -> str:
    """List what could not be read, with the reason."""
    items = "".join(f"<li>{text(line)}</li>" for line in found[:_PROBLEMS])
    return (
        f'<h3>{count(len(found), "problem")}</h3><ul class="articles">{items}</ul>' if found else ""
    )


def _opener(article: Article) -> str:
    return opener(article.title or "Untitled", article, (0, min(_LEAD, len(article.text))))


def _around(steps: Sequence[tuple[str, str]]) -> str:
    """Show changes with a little of what surrounds them."""
    short = [
        (step, f"{words[:_AROUND]} … {words[-_AROUND:]}")
        if step == "equal" and len(words) > 2 * _AROUND
        else (step, words)
        for step, words in steps
    ]
    return diff(short)
