"""The page: Gradio wiring; what it shows is made in `ui.html`, how it looks and moves is in assets/."""

from ui.page.layout import launch, looks, make_page

__all__ = ["launch", "looks", "make_page"]
