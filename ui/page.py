"""The page: Gradio wiring; what it shows is made in `ui.render`, how it looks in page.css and page.js."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import gradio as gr
import typer

from index.errors import IndexingError
from index.types import Filters
from rag.errors import QuestionError, RagError, SettingsError
from rag.types import Question
from ui import receipts, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rag.compose import LivePipeline
    from rag.pipeline import Pipeline
    from rag.types import Answer, Event, Statement

    Inputs = tuple[gr.Textbox, gr.Textbox, gr.Textbox, gr.Dropdown]
    Conversation = tuple["Turn", ...]
    Answers = Pipeline | LivePipeline
    Ask = Callable[[str, str, str, list[str], Conversation], Iterator[tuple[Any, ...]]]

_AT_ONCE = 2  # questions answered at the same time
_WAITING = 32  # questions that may wait; one more is turned away

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question as it is shown: what was asked, what is said to it, the articles cited."""

    asked: str
    said: str
    cited: str = ""
    answer: Answer | None = None


def launch(
    pipeline: Answers,
    *,
    info: Mapping[str, Any],
    host: str = "127.0.0.1",
    port: int = 7860,
    auth: tuple[str, str] | None = None,
    open_browser: bool = False,
    block: bool = True,
) -> gr.Blocks:
    """Serve the page until Ctrl-C, or return it at once if not `block`; port 0 takes a free one.

    Raises:
        SettingsError: nothing can listen there.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # no request leaves this machine
    page = make_page(pipeline, info=info)
    try:
        _, url, _ = page.launch(
            server_name=host,
            server_port=port or None,
            auth=auth,
            inbrowser=open_browser,
            share=False,
            ssr_mode=False,
            run_history=False,
            footer_links=[],
            enable_monitoring=False,
            quiet=True,
            prevent_thread_lock=True,
            theme=gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
            css=_asset("page.css"),
            js=_asset("page.js"),
        )
    except OSError:
        raise SettingsError(f"cannot listen on {host}:{port}: choose another --port") from None
    typer.echo(f"dateline is at {url} (Ctrl-C stops it)")
    if block:
        page.block_thread()
    return page


def make_page(pipeline: Answers, *, info: Mapping[str, Any]) -> gr.Blocks:
    """Lay the page out: conversation, question and filters, and beside them the articles cited."""
    page = gr.Blocks(title="dateline", analytics_enabled=False, fill_width=True)
    with page:
        conversation = gr.State(())
        gr.HTML(render.header(info), js_on_load=None)
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=300):
                chat = _chatbot()
                notice = gr.HTML(elem_id="notice", js_on_load=None)
                asked = _question_and_filters([name for name in info["sources"] if name])
            with gr.Column(scale=2, min_width=300):
                reader = gr.HTML(render.reader(()), elem_id="reader", js_on_load=None)
        asked[0].submit(
            asker(pipeline, articles=info["articles"]),
            inputs=[*asked, conversation],
            outputs=[conversation, chat, reader, asked[0], notice],
            api_visibility="private",
            concurrency_limit=_AT_ONCE,
            show_progress="hidden",
        )
        empty = ((), render.reader(()))
        chat.clear(lambda: empty, outputs=[conversation, reader], api_visibility="private")
    page.queue(max_size=_WAITING)
    return page


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        height="62vh",
        placeholder="Ask about the news in this archive.",
        sanitize_html=True,
        latex_delimiters=[],
        buttons=[],
        feedback_options=None,
    )


def _question_and_filters(outlets: list[str]) -> Inputs:
    box = gr.Textbox(
        elem_id="question",
        label="Question",
        show_label=False,
        placeholder="What happened, when, who said so?",
        submit_btn="Ask",
        autofocus=True,
    )
    with gr.Row(elem_id="filters"):
        since = gr.Textbox(label="From", placeholder="YYYY-MM-DD", min_width=120)
        until = gr.Textbox(label="Until", placeholder="YYYY-MM-DD", min_width=120)
        chosen = gr.Dropdown(outlets, label="Outlets", multiselect=True, min_width=200, scale=2)
    return box, since, until, chosen


def asker(pipeline: Answers, *, articles: int) -> Ask:
    """Make the one callback: a question comes in; the conversation, chat, reader, box and notice go out."""

    def ask(
        asked: str, since: str, until: str, outlets: list[str], before: Conversation
    ) -> Iterator[tuple[Any, ...]]:
        emptied: tuple[Any, Any] = ("", "")  # the box, once: the next question may be in it by now
        try:
            question = Question(asked, read_filters(since, until, outlets))
            for turn in _turns(pipeline, question, before, articles=articles):
                now = (*before, turn)
                yield now, _messages(now), render.reader([t.cited for t in now]), *emptied
                emptied = (gr.skip(), gr.skip())
        except QuestionError as error:
            yield before, gr.skip(), gr.skip(), gr.skip(), render.notice(str(error))

    return ask


def read_filters(since: str, until: str, outlets: Sequence[str]) -> Filters:
    """Read the filters as typed.

    Raises:
        QuestionError: a date is not one, or the first is after the last.
    """
    first, last = _read_date("From", since), _read_date("Until", until)
    if first and last and first > last:
        raise QuestionError(f"From ({first}) is after Until ({last}): no article can pass")
    return Filters(since=first, until=last, sources=tuple(outlets or ()))


def _read_date(name: str, typed: str) -> date | None:
    written = (typed or "").strip()
    if not written:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII):
            return date.fromisoformat(written)
    except ValueError:
        pass  # a day that no month has: said below
    raise QuestionError(f"{name}: “{written}” is not a date; write YYYY-MM-DD, like 2024-08-20")


def _turns(
    pipeline: Answers, question: Question, before: Conversation, *, articles: int
) -> Iterator[Turn]:
    """Follow the next answer of a conversation as it is made; what breaks is shown.

    Raises:
        QuestionError: the question is empty or too long.
    """
    turn = Turn(asked=_asked(question), said="")
    events = pipeline.stream(question, [t.answer for t in before if t.answer])
    try:
        for said, cited, answer in _follow(events, number=len(before) + 1, articles=articles):
            turn = replace(turn, said=said, cited=cited, answer=answer)
            yield turn
    except QuestionError:
        raise
    except (RagError, IndexingError) as error:
        logger.warning("a question failed: %s", error)
        yield _broken(turn, str(error))
    except Exception as error:  # the edge: one request, logged and shown
        logger.exception("a question broke")
        yield _broken(turn, f"{type(error).__name__}; the server's log says more.")


def _broken(turn: Turn, why: str) -> Turn:
    """Say why under the statements that were there before it broke."""
    return replace(turn, said=(turn.said if turn.cited else "") + render.problem(why))


def _follow(
    events: Iterable[Event], *, number: int, articles: int
) -> Iterator[tuple[str, str, Answer | None]]:
    """Turn each event into what is said so far, the articles cited so far, and at last the answer."""
    held: list[Statement] = []
    for event in events:
        if answer := event.answer:
            said = receipts.understood(answer.plan) + render.answer(
                number, answer, read=event.evidence
            )
            said += receipts.accounts(number, answer) + receipts.receipts(answer)
            yield said, render.sources(number, answer.citations), answer
        elif event.statement:
            held.append(event.statement)
            said = render.partial(number, held)
            yield said, render.sources(number, render.numbered(held)), None
        elif event.stage == "planned":
            yield render.block("working", f"Looking in {articles:,} articles…"), "", None
        elif event.stage == "found" and event.evidence:
            yield render.block("working", f"Reading {render.looked_at(event.evidence)}…"), "", None
        elif event.stage == "writing":
            held.clear()  # a chat model failed: what it wrote is taken back


def _asked(question: Question) -> str:
    """Show a question and the filters it was asked under."""
    since, until = question.filters.since, question.filters.until
    named = [f"from {since}" if since else "", f"until {until}" if until else ""]
    under = " · ".join(filter(None, (*named, ", ".join(question.filters.sources))))
    return render.block("asked", question.text) + (render.block("under", under) if under else "")


def _messages(conversation: Conversation) -> list[dict[str, str]]:
    """Lay a conversation out for the Chatbot."""
    return [
        {"role": role, "content": content}
        for turn in conversation
        for role, content in (("user", turn.asked), ("assistant", turn.said))
    ]


def _asset(name: str) -> str:
    return files("ui").joinpath(name).read_text("utf-8")
