"""How FAISS is asked, by one query at a time among the rows that a mask allows, and how it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import faiss
import numpy as np

if TYPE_CHECKING:
    from typing import BinaryIO

    from numpy.typing import NDArray


def on_one_thread() -> None:
    """Keep FAISS to the calling thread.

    One query gains nothing from more, and waiting for them costs a hundredfold where the processors are busy: 10 ms
    became 300 ms on two loaded cores.
    """
    faiss.omp_set_num_threads(1)


def writer_to(stream: BinaryIO) -> faiss.IOWriter:
    """Let FAISS write to an open file: given a path, it may not notice a full disk."""
    writer: faiss.IOWriter = faiss.PyCallbackIOWriter(stream.write)  # type: ignore[attr-defined]
    return writer


def search_only(allowed: NDArray[np.bool_] | None) -> faiss.SearchParameters | None:
    """Make the parameters of a search among the allowed rows, bool (rows,); None allows all."""
    if allowed is None:
        return None
    bits = np.packbits(allowed, bitorder="little")
    selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]  # keeps the bits alive
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
