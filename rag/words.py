"""The words of a question or sentence, reduced so that they can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_WORD = re.compile(r"[^\W_]+(?:[.,](?=\d)\d+)*(?:-(?=\w)[^\W_]+)*")
_POSSESSIVE = re.compile(r"[’']s\b")
_STEMMER = snowballstemmer.stemmer("english")
_STEMMER_LOCK = Lock()  # the stemmer keeps the word it works on

STOP_WORDS = frozenset(
    "a about after again all also am an and any are as at be because been before being between both but by can could "
    "did do does doing down during each few for from further had has have having he her here hers him his how i if in "
    "into is it its itself just me more most my no nor not now of off on once only or other our out over own same she "
    "should so some such than that the their theirs them then there these they this those through to too under until "
    "up very was we were what when where which while who whom whose why will with would you your yours according "
    "reported say said says tell much many long far old".split()
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Reduce a word to its stem (Porter 2), without case and accents.

    >>> stem("Ferries")
    'ferri'
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    with _STEMMER_LOCK:
        return str(_STEMMER.stemWord(plain))


def words(text: str) -> list[str]:
    """List the words of a text as they stand, numbers with their separators.

    >>> words("Assad’s 1,200 men")
    ['Assad', '1,200', 'men']
    """
    return _WORD.findall(_POSSESSIVE.sub("", text))


def content_stems(text: str) -> list[str]:
    """List the stems of the words that carry meaning, each once, in order."""
    kept = (word for word in words(text) if word.casefold() not in STOP_WORDS)
    return list(dict.fromkeys(part for word in kept for part in _parts(word)))


def all_stems(text: str) -> frozenset[str]:
    """Collect the stems of every word, and of the parts of hyphened ones."""
    return frozenset(part for word in words(text) for part in (stem(word), *_parts(word)))


def _parts(word: str) -> list[str]:
    return [stem(part) for part in word.split("-")]
