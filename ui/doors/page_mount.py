"""The page as an application of its own, to be put behind the guard with the other doors."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.applications import Starlette


def page_app(page: gr.Blocks, *, looks: Mapping[str, Any], upload_bytes: int) -> Starlette:
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
        **looks,
    )
    return parent
