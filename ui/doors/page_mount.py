"""The page as an application of its own, to be put behind the guard with the other doors."""

from __future__ import annotations

import os
from importlib.resources import files
from typing import TYPE_CHECKING

import gradio as gr
from fastapi import FastAPI

if TYPE_CHECKING:
    from starlette.applications import Starlette


def page_app(page: gr.Blocks, *, upload_bytes: int) -> Starlette:
    """Make an ASGI application of the page; the guard around it asks for the login."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # no request leaves this machine
    parent = FastAPI(openapi_url=None)
    gr.mount_gradio_app(
        parent,
        page,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=upload_bytes,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        theme=gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        css=_asset("page.css"),
        js=_asset("page.js"),
    )
    return parent


def _asset(name: str) -> str:
    return files("ui").joinpath(name).read_text("utf-8")
