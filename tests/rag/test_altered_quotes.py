"""Every quotation of the sample articles passes as it is, and is flagged with one word or number changed."""

import random
import re

from index.config import IndexConfig
from index.read import read
from index.samples import samples_folder
from index.types import Article
from rag.lookup.align import align, wording
from rag.lookup.attribution import utterances

_LEAST = 300
_RIGHT, _PASSED = 0.98, 0.99


def quotations() -> list[tuple[Article, str]]:
    with samples_folder() as folder:
        articles = [a for a in read([folder], config=IndexConfig()) if isinstance(a, Article)]
    found = [(a, a.text[u.start : u.end]) for a in articles for u in utterances(a.text) if u.direct]
    return [(article, words) for article, words in found if len(words.split()) >= 5]


def changed(quote: str, chance: random.Random) -> tuple[str, str, str]:
    """Change one word or number of a quotation: the new one, the word that was, and the word that is."""
    words = [w for w in re.finditer(r"\w+", quote) if len(w[0]) > 1]
    word = chance.choice(words)
    new = str(int(word[0]) + 3) if word[0].isdigit() else "gravel"
    return quote[: word.start()] + new + quote[word.end() :], word[0], new


def test_quotations_are_passed_as_they_are_and_flagged_when_one_word_is_changed() -> None:
    chance = random.Random(3)  # noqa: S311 - an example that repeats
    quotes = quotations()
    passed = [bool((found := align(words, a.text)) and found.verbatim) for a, words in quotes]
    right = []
    turns = -(-_LEAST // len(quotes))
    for article, words in quotes * turns:
        told, was, now = changed(words, chance)
        found = align(told, article.text)
        steps = wording(article.text[found.start : found.end], told) if found else []
        out = " ".join(text.strip() for step, text in steps if step == "delete")
        put = " ".join(text.strip() for step, text in steps if step == "insert").strip(" ,.;")
        right.append(bool(found and not found.verbatim and was in out.split() and put == now))
    assert len(right) >= _LEAST
    assert sum(passed) / len(passed) >= _PASSED
    assert sum(right) / len(right) >= _RIGHT, sum(right) / len(right)
