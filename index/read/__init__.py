"""Reads news in any usual form: files in, articles and problems out."""

from index.read.reading import Reading, read

__all__ = ["Reading", "read"]
