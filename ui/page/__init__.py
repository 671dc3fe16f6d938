"""The page: Gradio wiring; what it shows is made in `ui.html`, how it looks and moves is in assets/."""

from ui.page.layout import FOLDER, looks, make_page

__all__ = ["FOLDER", "looks", "make_page"]
