"""The tab Ask: questions, conversation and reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.contract_parts import filters_json
from rag.errors import QuestionError
from rag.types import Question
from ui.answering import follow, stopped
from ui.filters import read_date, read_filters
from ui.html.article import reader
from ui.html.conversation import conversation
from ui.html.escaping import notice
from ui.html.receipts import remaining
from ui.page.ask_parts import AskParts
from ui.page.kept import kept_conversations
from ui.page.parts import AT_ONCE, QUIET, heard, number, panel, told
from ui.page.verdicts import verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ui.turns import Conversation
    from ui.workbench import Workbench

    Updates = Iterator[tuple[Any, ...]]


def ask_tab(page: gr.Blocks, bench: Workbench, info: Mapping[str, Any]) -> AskParts:
    """Lay the tab out and wire it."""
    with gr.Row(elem_id="ask"):
        with gr.Column(elem_id="side", min_width=0):
            new = gr.Button("New conversation", elem_id="new", size="sm")
            saved = panel(elem_id="saved")
        with gr.Column(elem_id="talk", min_width=0):
            chat = panel(conversation(()), elem_id="chat")
            told_wrong = gr.HTML(elem_id="notice", js_on_load=None)
            box, stop = _question()
            filters = _filters([name for name in info["sources"] if name])
        with gr.Column(elem_id="aside", min_width=0):
            shown = panel(reader(()), elem_id="reader", classes="reader")
    parts = AskParts(
        turns=gr.State(()),
        chat=chat,
        reader=shown,
        notice=told_wrong,
        box=box,
        stop=stop,
        **filters,
    )
    asked = _wire(bench, parts)
    kept_conversations(page, bench, parts, saved=saved, new=new, asked=asked)
    verdicts(bench, parts)
    return parts


def _question() -> tuple[gr.Textbox, gr.Button]:
    with gr.Row(elem_id="composer"):
        box = gr.Textbox(
            elem_id="question",
            label="Question",
            show_label=False,
            placeholder="What happened, when, who said so?",
            submit_btn="Ask",
            autofocus=True,
            max_lines=6,
        )
        stop = gr.Button("Stop", elem_id="stop", size="sm", variant="stop")
    return box, stop


def _filters(outlets: list[str]) -> dict[str, Any]:
    with gr.Accordion("Filters", open=False, elem_id="filters"), gr.Row():
        return {
            "since": gr.Textbox(label="From", placeholder="YYYY-MM-DD", min_width=110),
            "until": gr.Textbox(label="Until", placeholder="YYYY-MM-DD", min_width=110),
            "as_of": gr.Textbox(label="As of", placeholder="YYYY-MM-DD", min_width=110),
            "outlets": gr.Dropdown(
                outlets, label="Outlets", multiselect=True, min_width=180, scale=2
            ),
            "reads": gr.Checkbox(
                value=True, label="Read dates and outlets from the question", min_width=180
            ),
        }


def _wire(bench: Workbench, parts: AskParts) -> list[Any]:
    """Connect asking, asking again, editing, stopping and opening; gives the events that ask."""
    ask, again = _asker(bench)
    outputs, before = parts.shown, [*parts.filters, parts.turns]
    busy = {"concurrency_limit": AT_ONCE, "concurrency_id": "answers", **QUIET}
    asked = [
        parts.box.submit(ask, inputs=[parts.box, *before], outputs=outputs, **busy),
        parts.chat.submit(again, inputs=parts.turns, outputs=outputs, **busy),
    ]
    parts.stop.click(
        _stop, parts.turns, [parts.turns, parts.chat], cancels=list[Any](asked), **QUIET
    )
    parts.chat.edit(heard(_edit), parts.turns, [parts.box, *parts.filters], **QUIET)
    for place in (parts.chat, parts.reader):
        place.select(_opener(bench), parts.turns, parts.reader, **QUIET)
    return asked


def _asker(bench: Workbench) -> tuple[Callable[..., Updates], Callable[..., Updates]]:
    """Make the callbacks of a question typed and of a question asked again."""

    def ask(asked: str, *given: Any) -> Updates:  # noqa: ANN401 - as the components give them
        *filters, before = given
        try:
            yield from _answered(bench, _typed(asked, filters), before, emptied=("", ""))
        except QuestionError as error:
            yield (*_same(3), gr.skip(), notice(str(error)))

    def again(before: Conversation, event: gr.EventData) -> Updates:
        n, asked = number(event, "turn"), told(event, "ask")
        try:
            question = (
                Question(asked) if asked else _asked_again(before[n - 1], told(event, "without"))
            )
            kept = before[: n - 1] if n == len(before) else before
            yield from _answered(bench, question, kept, emptied=(gr.skip(), ""))
        except QuestionError as error:
            yield (*_same(3), gr.skip(), notice(str(error)))

    return ask, heard(again)


def _same(count: int) -> tuple[Any, ...]:
    return (gr.skip(),) * count


def _typed(asked: str, filters: Sequence[Any]) -> Question:
    """Make a question of what stands in the boxes: since, until, as of, outlets, whether words are read.

    Raises:
        QuestionError: a date is not one.
    """
    since, until, as_of, outlets, reads = filters
    chosen = read_filters(since, until, outlets)
    return Question(asked, chosen, as_of=read_date("As of", as_of), read_filters=bool(reads))


def _asked_again(turn: Any, without: str) -> Question:  # noqa: ANN401 - a Turn of the state
    """Ask the same again, or without the filter that was read from its words."""
    if not (without and turn.answer):
        return turn.question  # type: ignore[no-any-return]
    kept = remaining(turn.answer, without)
    filters = read_filters(kept.get("since") or "", kept.get("until") or "", kept.get("sources"))
    as_of = read_date("As of", kept.get("as_of"))
    return Question(turn.question.text, filters, as_of=as_of, read_filters=False)


def _answered(
    bench: Workbench, question: Question, before: Conversation, *, emptied: tuple[Any, Any]
) -> Updates:
    """Show a question and its answer as it is made."""
    articles, number_ = bench.store.manifest.articles, len(before) + 1
    shown = None
    for turn in follow(bench.pipeline, question, before, number=number_, articles=articles):
        now = (*before, turn)
        cited = [one.cited for one in now]
        yield now, conversation(now), gr.skip() if cited == shown else reader(cited), *emptied
        shown, emptied = cited, _same(2)


def _stop(turns: Conversation) -> tuple[Conversation, str]:
    now = stopped(turns)
    return now, conversation(now)


def _edit(turns: Conversation, event: gr.EventData) -> tuple[Any, ...]:
    """Put a question back into its box, and the filters that it was asked under into theirs."""
    turn = turns[number(event, "turn") - 1]
    question = turn.question
    if turn.answer is None:
        return question.text, *_same(5)
    read = filters_json(turn.answer)
    dates = (read[name] or "" for name in ("since", "until", "as_of"))
    return question.text, *dates, read["sources"], not read["read"] and question.read_filters


def _opener(bench: Workbench) -> Callable[..., str]:
    def open_article(turns: Conversation, event: gr.EventData) -> str:
        cited = [turn.cited for turn in turns]
        article = bench.article(told(event, "article"))
        start, end = number(event, "start"), number(event, "end")
        if article is None or not start < end <= len(article.text):
            return reader(cited)
        return reader(cited, opened=(article, (start, end)))

    return heard(open_article)
