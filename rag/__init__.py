"""A question in, a cited and checked answer out."""

from rag.pipeline import Pipeline
from rag.types import Answer, Citation, Question, Statement

__all__ = ["Answer", "Citation", "Pipeline", "Question", "Statement"]
