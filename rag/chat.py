"""A chat model by name, through LangChain: `openai:…`, `anthropic:…`, `ollama:…` and every other provider it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain.chat_models import init_chat_model

from rag.errors import ChatModelError
from rag.generate import ChatWriter

if TYPE_CHECKING:
    from rag.settings import Settings
    from rag.write import Write

_EXTRAS = ("openai", "anthropic", "ollama")


def chat_writer(settings: Settings, instead: Write | None = None) -> ChatWriter:
    """Make the writer for `settings.model`, written PROVIDER:NAME; `instead` steps in when the model fails.

    Raises:
        ChatModelError: the name has no provider, the provider's package is missing, or it refuses its settings.
    """
    provider, colon, name = settings.model.partition(":")
    if not (provider and colon and name):
        raise ChatModelError(
            f"--model {settings.model!r}: write PROVIDER:NAME, e.g. ollama:llama3.2, or extractive"
        )
    patience: dict[str, Any] = {"timeout": settings.model_timeout}
    if provider == "ollama":  # hands everything else on to its HTTP client
        patience = {"client_kwargs": patience}
    try:
        model = init_chat_model(name, model_provider=provider, temperature=0, **patience)
    except ImportError as error:
        package = f"dateline[{provider}]" if provider in _EXTRAS else f"langchain-{provider}"
        raise ChatModelError(
            f"the provider {provider} is not installed: pip install '{package}'"
        ) from error
    except Exception as error:  # a provider's constructor raises what it likes: said, not hidden
        raise ChatModelError(f"--model {settings.model}: {error}") from error
    return ChatWriter(model, instead)
