"""Commands that look after single articles: `dateline remove` and `dateline versions`."""

from __future__ import annotations

from typing import Annotated

import typer

from index.errors import InputError
from ui.options import JsonOption, StoreOption, print_json, settings_of


def remove(
    articles: Annotated[
        list[str],
        typer.Argument(metavar="ARTICLE_ID...", help="Ids, as `search --json` shows them."),
    ],
    *,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles from every part of the store, their older versions with them."""
    from ui.indexing import remove_articles
    from ui.terminal import show_report

    report = remove_articles(articles, settings_of(store=store))
    if as_json:
        print_json(report.as_json)
    else:
        show_report(report)


def versions(
    article: Annotated[str, typer.Argument(metavar="ARTICLE_ID", help="The id of an article.")],
    *,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the versions of an article, oldest first, each with what changed from the one before."""
    from index.store import Store
    from rag.contract import versions_json
    from ui.terminal import show_versions

    opened = Store.open(settings_of(store=store).store)
    current = opened.article(article)
    if current is None:
        raise InputError(f"no article {article!r} in the store: `dateline search --json` shows ids")
    told = versions_json([*opened.articles.versions(article), current])
    if as_json:
        print_json(told)
    else:
        show_versions(told)
