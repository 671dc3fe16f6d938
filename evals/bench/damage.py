"""What happens to words on their way from an article to an editor: the same damage each time, from a seed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    Damage = Callable[[str, random.Random, Sequence[str]], str]

_MISREAD = (
    ("rn", "m"), ("m", "rn"), ("l", "1"), ("1", "l"), ("e", "c"), ("o", "0"), ("0", "O"), ("S", "5"), ("5", "S"),
    ("cl", "d"), ("h", "b"), ("ti", "li"), ("I", "l"), ("a", "o"), ("u", "ii"), ("vv", "w"), ("w", "vv"), ("t", "f"),
)  # fmt: skip
_MISREADINGS = 0.05  # share of letters
_BLANKS = 0.04  # share of blanks that are lost; half as many are put in
_CHANGED = 0.10  # share of words
_SAME = dict(
    pair.split(":")
    for pair in (
        "said:stated told:informed people:individuals about:around killed:slain died:perished big:sizeable large:major "
        "began:started begin:start help:assist helped:assisted show:reveal showed:revealed use:employ used:employed "
        "buy:purchase bought:purchased children:kids house:home wants:wishes want:wish need:require needed:required "
        "get:obtain got:obtained ask:request asked:requested think:believe thinks:believes thought:believed "
        "company:firm companies:firms police:officers government:administration country:nation countries:nations "
        "important:significant many:numerous several:some also:additionally but:yet because:since after:following "
        "before:prior however:nevertheless while:whereas during:amid against:versus without:lacking near:close "
        "first:initial last:final new:fresh old:former good:positive bad:poor high:elevated low:reduced "
        "found:discovered find:discover made:produced make:produce gave:provided give:provide took:grabbed "
        "increase:rise increased:rose decrease:drop decreased:dropped including:among according:going "
        "announced:declared report:account reported:recounted officials:authorities official:authority "
        "attack:assault attacks:assaults war:conflict money:cash job:post jobs:posts work:labour year:twelvemonth "
        "month:four-week week:seven-day day:date night:evening morning:dawn city:town state:region law:statute "
        "court:tribunal judge:magistrate won:triumphed win:victory lost:forfeited lose:forfeit plan:scheme "
        "plans:schemes leader:head leaders:heads member:participant members:participants group:band groups:bands "
        "called:named call:name expected:anticipated likely:probable very:extremely only:just still:yet never:not"
    ).split()
)


def clean(text: str, _draw: random.Random, _words: Sequence[str]) -> str:
    """Leave an excerpt as it is."""
    return text


def changed(text: str, draw: random.Random, words: Sequence[str]) -> str:
    """Replace one word in ten by a word of another article."""
    return _replaced(text, draw, words, _CHANGED)


def scanned(text: str, draw: random.Random, _words: Sequence[str]) -> str:
    """Misread one letter in twenty, lose blanks and put some in, as a scanner does."""
    out: list[str] = []
    at = 0
    while at < len(text):
        pairs = [pair for pair in _MISREAD if text.startswith(pair[0], at)]
        if text[at] == " ":
            out.append("" if draw.random() < _BLANKS else " ")
            at += 1
        elif pairs and draw.random() < 2 * _MISREADINGS:  # about half of the letters can be misread
            seen, read = draw.choice(pairs)
            out.append(read)
            at += len(seen)
        else:
            out.append(text[at] + (" " if draw.random() < _BLANKS / 10 else ""))
            at += 1
    return "".join(out)


def shortened(text: str, draw: random.Random, _words: Sequence[str]) -> str:
    """Cut a third of the words out of the middle, and say so with an ellipsis."""
    words = text.split()
    start = draw.randint(len(words) // 4, len(words) // 2)
    mark = draw.choice(("…", "...", "[...]"))
    return " ".join([*words[:start], mark, *words[start + len(words) // 3 :]])


def half_remembered(text: str, draw: random.Random, words: Sequence[str]) -> str:
    """Lose one word in six and replace one in six."""
    kept = " ".join(word for word in text.split() if draw.random() > 1 / 6)
    return _replaced(kept, draw, words, 1 / 6)


def paraphrased(text: str, draw: random.Random, _words: Sequence[str]) -> str:
    """Say it otherwise by rule: other words for common ones, clauses and attributions turned round."""
    return " ".join(
        _turned(_reworded(sentence), draw) for sentence in re.split(r"(?<=[.!?]) +", text)
    )


def _reworded(sentence: str) -> str:
    return re.sub(r"[a-z]+", lambda found: _SAME.get(found[0], found[0]), sentence)


def _turned(sentence: str, draw: random.Random) -> str:
    """Put the last clause first."""
    body = sentence.rstrip('.!?”"')
    parts = re.split(r", (?=\w)", body)
    if len(parts) == 1:
        words = body.split()
        cut = draw.randint(len(words) // 3, 2 * len(words) // 3) if len(words) > 8 else 0  # noqa: PLR2004
        parts = [" ".join(words[:cut]), " ".join(words[cut:])] if cut else parts
    return ", ".join(reversed(parts)) + "."


def _replaced(text: str, draw: random.Random, words: Sequence[str], share: float) -> str:
    own = text.split()
    for at in draw.sample(range(len(own)), max(1, round(share * len(own)))):
        own[at] = draw.choice(words)
    return " ".join(own)


DAMAGES: dict[str, Damage] = {
    "clean": clean,
    "shortened": shortened,
    "changed words": changed,
    "scanned": scanned,
    "half-remembered": half_remembered,
    "paraphrased by rule": paraphrased,
}
