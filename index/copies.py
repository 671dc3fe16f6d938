"""Which articles are copies of which: wire copy is the rule in news, and five reprints are one source.

Articles are compared by their shingles (runs of three words). MinHash with banding finds likely pairs, the shingles
themselves decide. Every copy belongs to one original, the earliest article that it resembles; a copy is never
compared with another copy, so that resemblance does not wander from article to article.
Source: Broder 1997, "On the resemblance and containment of documents"; datasketch for MinHash and its LSH.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.boilerplate import body_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from datasketch import MinHash
    from numpy.typing import NDArray

    Signatures = NDArray[np.uint32]  # (articles, PERMUTATIONS)
    Shingles = frozenset[int]

PERMUTATIONS = 128
MIN_CONTAINED = 0.5  # share of the shorter article's shingles that the other one holds
MIN_RESEMBLANCE = 0.2  # estimated Jaccard below which a pair is not looked at
MIN_SHINGLES = 16  # shorter texts are copies only if they are the same, word for word
_BANDS = (64, 2)  # bands, rows: a pair of resemblance 0.3 is met with probability 0.998
_SHINGLE = 3  # words
_SCHEME: Literal["affine32"] = "affine32"  # of datasketch 2; its values are 32-bit
_WORD = re.compile(r"\w+")


def shingles(text: str) -> Shingles:
    """Hash every run of three words of a text, its contact lines left out; a shorter text is one shingle."""
    words = _WORD.findall(text[: body_end(text)].lower())
    runs = range(max(1, len(words) - _SHINGLE + 1))
    return frozenset(zlib.crc32(" ".join(words[at : at + _SHINGLE]).encode()) for at in runs)


def containment(one: Shingles, other: Shingles) -> float:
    """Give the share of the smaller set that the larger one holds, in [0, 1].

    >>> containment(frozenset({1, 2}), frozenset({2, 3, 4}))
    0.5
    """
    return len(one & other) / min(len(one), len(other))


def alike(one: Shingles, other: Shingles) -> bool:
    """Decide whether one text is a copy of the other."""
    if min(len(one), len(other)) < MIN_SHINGLES:
        return one == other
    return containment(one, other) >= MIN_CONTAINED


def signature(text: str) -> Signatures:
    """Sum a text up for comparison: uint32 (PERMUTATIONS,)."""
    values: Signatures = _minhash(shingles(text)).hashvalues
    return values


def find_originals(
    articles: Iterable[tuple[int, str]],
    signatures: Signatures,
    read: Callable[[int], str],
) -> NDArray[np.int32]:
    """Give every article the row of its original; an article that copies none is its own.

    Args:
        articles: row and publication date (ISO, or "" if unknown) of every article.
        signatures: uint32 (n, PERMUTATIONS); row i is article i.
        read: the text of a row.

    Returns: int32 (n,). An original comes before its copies by date, undated ones last, then by row.
    """
    from datasketch import MinHashLSH

    originals = np.arange(len(signatures), dtype=np.int32)
    met = MinHashLSH(num_perm=PERMUTATIONS, params=_BANDS)
    for row, _ in sorted(articles, key=lambda item: (item[1] or "9999", item[0])):
        minhash = _minhash_of(signatures[row])
        near = _nearest(row, met.query(minhash), signatures)
        own = shingles(read(row)) if near else frozenset()
        found = next((other for other in near if alike(own, shingles(read(other)))), None)
        if found is None:
            met.insert(row, minhash, check_duplication=False)
        else:
            originals[row] = found
    return originals


def _nearest(row: int, others: Sequence[int], signatures: Signatures) -> list[int]:
    """Keep the rows that resemble `row` enough, most alike first."""
    rows = np.array(sorted(others), dtype=np.int64)
    resemblance = (signatures[rows] == signatures[row]).mean(axis=1)  # (others,)
    order = np.argsort(-resemblance, kind="stable")
    return [int(rows[at]) for at in order if resemblance[at] >= MIN_RESEMBLANCE]


@lru_cache(maxsize=1)
def _permutations() -> object:
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, scheme=_SCHEME).permutations


def _minhash(values: Shingles) -> MinHash:
    from datasketch import MinHash

    minhash = MinHash(
        PERMUTATIONS, hashfunc=int, permutations=_permutations(), scheme=_SCHEME
    )  # drawing the permutations anew would be most of the work
    minhash.update_batch(values)
    return minhash


def _minhash_of(hashes: Signatures) -> MinHash:
    from datasketch import MinHash

    return MinHash(hashvalues=hashes, permutations=_permutations(), scheme=_SCHEME)
