"""What every embedder does."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Anything that turns texts into rows of unit length."""

    @property
    def name(self) -> str:
        """Name of the model and its cut; vectors of different names are not comparable."""
        ...

    @property
    def dim(self) -> int:
        """Length of a row."""
        ...

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts`: float32 (len(texts), dim), L2 norm 1 per row; row i is texts[i]."""
        ...
