"""How a mask of rows is handed to FAISS, which then never looks at the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import faiss
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def search_only(allowed: NDArray[np.bool_] | None) -> faiss.SearchParameters | None:
    """Make the parameters of a search among the allowed rows, bool (rows,); None allows all."""
    if allowed is None:
        return None
    bits = np.packbits(allowed, bitorder="little")
    selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]  # keeps the bits alive
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
