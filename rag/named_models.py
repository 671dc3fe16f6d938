"""Bigger parts by name: any extractive-QA model, cross-encoder or NLI model of Hugging Face, behind our protocols.

For those who have a hub or a GPU, or a folder with a model. torch is imported only here and only when one is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from rag.errors import SettingsError
from rag.lexical import sentences_of
from rag.reader import Scored
from rag.spans import best_span
from rag.support import Support, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.types import Passage

Model = TypeVar("Model")

LONGEST_ANSWER = 30  # tokens
_MAX_TOKENS = 512
_BATCH = 16
_SUPPORTED = ("entail", "support", "consistent", "factual", "faithful")
_CONTRADICTED = ("contradict", "refute")
_OPPOSITES = (
    "not",
    "non",
    "un",
    "in",
    "hallucinat",
)  # `not_entailment`, `unsupported`, `inconsistent`


class NamedReader:
    """An extractive-QA model in the place of the packaged reader; `relevance` is its margin over "no answer"."""

    def __init__(self, name: str) -> None:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        self._tokenizer = _load(lambda **k: AutoTokenizer.from_pretrained(name, **k), name)
        self._model: Any = _load(
            lambda **k: AutoModelForQuestionAnswering.from_pretrained(name, **k), name
        )
        self._model = self._model.eval().to(_device())
        if not self._tokenizer.is_fast:
            raise SettingsError(
                f"reader {name!r} has no fast tokenizer, which tells where words stand"
            )

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[Scored]:
        """Find the best answer in every sentence of `passages`."""
        import torch

        found: list[Scored] = []
        for at in range(0, len(passages), _BATCH):
            some = passages[at : at + _BATCH]
            encoded = self._tokenizer(
                [question] * len(some),
                [passage.text for passage in some],
                truncation="only_second",
                max_length=_MAX_TOKENS,
                padding=True,
                return_offsets_mapping=True,
                return_tensors="pt",
            )
            offsets = encoded.pop("offset_mapping").numpy()
            with torch.inference_mode():
                out = self._model(**encoded.to(self._model.device))
            logits = torch.stack([out.start_logits, out.end_logits], dim=-1).float().cpu().numpy()
            for row, passage in enumerate(some):
                own = np.array([kind == 1 for kind in encoded.sequence_ids(row)])
                found += _sentences(passage, offsets[row] + passage.start, own, logits[row])
        return found


class NamedRanker:
    """A cross-encoder as a scorer of passages."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        self._model = _load(lambda **k: CrossEncoder(name, max_length=_MAX_TOKENS, **k), name)

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[float]:
        """Score passages: the higher, the more relevant."""
        if not passages:
            return []
        pairs = [(question, f"{p.article.title}\n{p.text}".strip()) for p in passages]
        scores = np.asarray(self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False))
        return [float(s) for s in (scores if scores.ndim == 1 else scores[:, -1])]


@dataclass(frozen=True, slots=True)
class _Labels:
    """Which outputs of a classifier mean what: `contradicted` is None where it cannot tell."""

    supported: int
    contradicted: int | None


class NamedJudge:
    """An NLI or fact-checking model in the place of the packaged support network."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        self._model = _load(lambda **k: CrossEncoder(name, max_length=_MAX_TOKENS, **k), name)
        self._labels = labels_of(self._model.config.id2label, name)

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[Support]:
        """Judge (statement, evidence) pairs; the model reads the evidence first, as NLI has it."""
        if not pairs:
            return []
        cut = [(nearest(statement, evidence), statement) for statement, evidence in pairs]
        shares = np.asarray(
            self._model.predict(cut, batch_size=_BATCH, apply_softmax=True, show_progress_bar=False)
        )
        against = self._labels.contradicted
        return [
            Support(
                supported=float(row[self._labels.supported]),
                contradicted=0.0 if against is None else float(row[against]),
            )
            for row in shares
        ]


@lru_cache(maxsize=1)
def load_named_reader(name: str) -> NamedReader:
    """Load a reader once for a process."""
    return NamedReader(name)


@lru_cache(maxsize=1)
def load_named_ranker(name: str) -> NamedRanker:
    """Load a reranker once for a process."""
    return NamedRanker(name)


@lru_cache(maxsize=1)
def load_named_judge(name: str) -> NamedJudge:
    """Load a judge once for a process."""
    return NamedJudge(name)


def labels_of(names: dict[int, str], model: str) -> _Labels:
    """Read the outputs of a classifier from the names of its labels.

    >>> labels_of({0: "CONTRADICTION", 1: "NEUTRAL", 2: "ENTAILMENT"}, "nli")
    _Labels(supported=2, contradicted=0)

    Raises:
        SettingsError: no label means that the statement is supported.
    """
    lower = {number: label.casefold() for number, label in names.items()}
    for number, label in lower.items():
        if any(word in label for word in _SUPPORTED) and not label.startswith(_OPPOSITES):
            against = [n for n, other in lower.items() if any(w in other for w in _CONTRADICTED)]
            return _Labels(number, against[0] if against else None)
    raise SettingsError(
        f"checker {model!r}: none of its labels ({', '.join(names.values())}) means that a statement is supported"
    )


def _sentences(
    passage: Passage, offsets: np.ndarray, own: np.ndarray, logits: np.ndarray
) -> list[Scored]:
    """Read one passage: offsets int (tokens, 2) into the article, own bool (tokens,), logits float (tokens, 2)."""
    scored = []
    for start, end in sentences_of(passage):
        (places,) = np.nonzero(own & (offsets[:, 0] >= start) & (offsets[:, 1] <= end))
        if len(places):
            first, last, score = best_span(logits[places], LONGEST_ANSWER)
            margin = score - float(logits[0].sum())
            answer = int(offsets[places[first], 0]), int(offsets[places[last], 1])
            scored.append(
                Scored(
                    passage=passage,
                    start=start,
                    end=end,
                    answer=answer,
                    margin=margin,
                    relevance=margin,
                )
            )
    return scored


def _load(make: Callable[..., Model], name: str) -> Model:
    """Load a model from its folder, or by its name from a hub.

    Raises:
        SettingsError: it is in neither, or is of another kind.
    """
    try:
        return make(local_files_only=True) if Path(name).is_dir() else make()
    except (OSError, ValueError, LookupError, ImportError, RuntimeError) as error:
        said = " ".join(str(error).split())[:200]
        raise SettingsError(
            f"the model {name!r} cannot be loaded: give the folder of one, "
            f"or a name that a model hub in reach knows ({said})"
        ) from error


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
