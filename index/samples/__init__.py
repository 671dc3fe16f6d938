"""Sample articles, written for dateline: an invented country, its outlets and eighteen months of news."""

from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path


def samples_folder() -> AbstractContextManager[Path]:
    """Give the folder of sample articles as a path, whatever the package is installed as."""
    return as_file(files("index.samples"))
