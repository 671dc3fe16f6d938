"""Everything that can go wrong in an eval.

EvalError                    bad input: exit code 2
├── DatasetError             a question set, or a foreign file, cannot be read
└── RunFolderError           a stored run is missing, damaged, or does not fit what is asked of it
"""

from rag.errors import RagError


class EvalError(RagError):
    """Base of all errors raised by `evals` for its input."""


class DatasetError(EvalError):
    """A question set, or a foreign file, cannot be read."""


class RunFolderError(EvalError):
    """A stored run is missing, damaged, or does not fit what is asked of it."""
