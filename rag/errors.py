"""Everything that can go wrong once a question is asked.

RagError
├── QuestionError     the question is empty or too long
├── DocumentError     an excerpt, a draft or a saved answer cannot be read
├── SettingsError     a setting is unknown or does not fit
└── ChatModelError    the chat model is not installed, or failed
"""


class RagError(Exception):
    """Base of all errors raised by `rag`."""


class QuestionError(RagError):
    """The question is empty or too long."""


class DocumentError(RagError):
    """An excerpt, a draft or a saved answer cannot be read."""


class SettingsError(RagError):
    """A setting is unknown or does not fit."""


class ChatModelError(RagError):
    """The chat model is not installed, or failed."""
