"""How sure is it that a sentence answers? The network's scores, plain word evidence and likeness, weighed together.

Twice: every sentence gets a first score from its passage being read once; the best few are then looked at more
closely, each read by itself, compared in meaning with the question, and held against the others in its place
(`rag.selector`). The network knows what an answer looks like; the words know whether the passage is about what was
asked. Which sentence is the best is one question, whether it is right another: it has weights of its own. So has a
question of a dozen words or more, about what several articles say: no few words answer it, so what counts is whether
the archive has what it speaks of. All come from `python -m rag.training.judge`, fitted on questions that had no part in
training the networks.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from statistics import median
from typing import TYPE_CHECKING

from rag.asked import asked_kind, asks_for_present, find_answers
from rag.errata import asks_for_error, repeats_error
from rag.lexical import coverage, share
from rag.types import Reading
from rag.words import all_stems, content_stems, stem, words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from index.types import Article, Passage, Retrieved
    from rag.asked import Kind
    from rag.lexical import Rarity
    from rag.reader import Scored
    from rag.selector import Choice, Choose

    ReadSentences = Callable[[str, Sequence[Passage]], list[Scored]]
    Likeness = Callable[[str, Sequence[str]], Sequence[float]]
    """Cosines of a question and texts."""
    Weights = Mapping[str, float]

FIRST = ("margin", "relevance", "sentence", "passage", "names", "kind", "rank_score", "recent")
CLOSE = ("own_margin", "own_relevance", "likeness", "around", "choice")
SURE = ("score", "typical", "names", "own_margin", "choice", "sentence", "likeness")
SURE_OF_LONG = ("found",)
LONG = 12  # different words that count in a question; ours have up to 11, those over several articles 20
SHORTLIST = 8  # sentences that are looked at closely
_AROUND = 200  # characters on either side of a sentence
_EVENNESS = (
    0.25  # the power that odds are raised to: what is quoted beside the best is chosen generously
)
_ABOUT = 20_000  # characters of an article that say what it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question taken apart once: its weighted words, the names in it, the kind of answer it wants."""

    text: str
    weights: Mapping[str, float]
    names: tuple[str, ...]
    kind: Kind

    @property
    def long(self) -> bool:
        """Whether its words say so much that finding them together shows whether the archive tells of it."""
        return is_long(self.weights)

    @classmethod
    def of(cls, question: str, rarity: Rarity) -> Asked:
        """Take a question apart; its first word is no name, whatever its case."""
        later = words(question)[1:]
        return cls(
            text=question,
            weights={word: rarity(word) for word in content_stems(question)},
            names=tuple(stem(word) for word in later if _is_name(word)),
            kind=asked_kind(question),
        )


def is_long(stems: Collection[str]) -> bool:
    """Whether a question with these stems is one about what several articles say."""
    return len(stems) >= LONG


def read_hits(
    asked: Asked, hits: Sequence[Retrieved], network: ReadSentences
) -> list[tuple[Scored, tuple[float, ...]]]:
    """Read every sentence of `hits`: each with what speaks for it at first sight, in the order of `FIRST`.

    What a correction says was printed wrongly is no answer, unless that was asked for.
    """
    wants_error = asks_for_error(asked.text)
    scores = {hit.passage.id: hit.score for hit in hits}
    recent = _recent(asked, hits)
    return [
        (
            scored,
            (*_features(asked, scored), scores[scored.passage.id], recent(scored.passage.article)),
        )
        for scored in network(asked.text, [hit.passage for hit in hits])
        if wants_error or not repeats_error(scored.passage.article.text, scored.answer)
    ]


def _recent(asked: Asked, hits: Sequence[Retrieved]) -> Callable[[Article], float]:
    """Place an article's day among those of `hits`, from 0 to 1 for the newest: 0 where the past is asked about."""
    if not asks_for_present(asked.text):
        return lambda _: 0.0
    days = sorted({day for hit in hits if (day := hit.passage.article.published)})
    last = len(days) - 1

    def place(article: Article) -> float:
        return days.index(article.published) / last if article.published and last > 0 else 0.5

    return place


def _features(asked: Asked, scored: Scored) -> tuple[float, ...]:
    passage, article = scored.passage, scored.passage.article
    about = _names(f"{article.title} {article.source or ''} {article.text[:_ABOUT]}")
    answer = article.text[scored.answer[0] : scored.answer[1]]
    return (
        scored.margin,
        scored.relevance,
        coverage(asked.weights, article.text[scored.start : scored.end]),
        share(asked.weights, _stems(f"{article.title} {passage.text}")),
        sum(name in about for name in asked.names) / len(asked.names) if asked.names else 1.0,
        float(asked.kind.answer is None or bool(find_answers(asked.kind, answer))),
    )


def close_features(
    asked: Asked,
    sentences: Sequence[Scored],
    network: ReadSentences,
    likeness: Likeness,
    choices: Sequence[Choice],
) -> list[tuple[float, ...]]:
    """Read each sentence by itself: in the order of `CLOSE`, one row for each of `sentences` and their `choices`."""
    if not sentences:
        return []
    own = [s.passage.article.passage(s.start, s.end) for s in sentences]
    read = {(s.passage.article.id, s.start): s for s in network(asked.text, own)}
    near = likeness(asked.text, [passage.text for passage in own])
    rows: list[tuple[float, ...]] = []
    for sentence, cosine, choice in zip(sentences, near, choices, strict=True):
        # where the network found nothing to read, the sentence has the scores of its passage
        alone = read.get((sentence.passage.article.id, sentence.start), sentence)
        around = coverage(asked.weights, _surroundings(sentence))
        rows.append((alone.margin, alone.relevance, cosine, around, choice.logit))
    return rows


def _surroundings(scored: Scored) -> str:
    article = scored.passage.article
    near = article.text[max(0, scored.start - _AROUND) : scored.end + _AROUND]
    return f"{article.title} {near}"


def weigh(weights: Weights, names: Sequence[str], values: Sequence[float]) -> float:
    """Add up the weighted values."""
    return sum(weights[name] * value for name, value in zip(names, values, strict=True))


def chance(weights: Weights, values: Mapping[str, float]) -> float:
    """State the probability that a logistic model gives to values, which may be more than it weighs."""
    names = [name for name in weights if name != "intercept"]
    return 1 / (
        1 + math.exp(-weights["intercept"] - weigh(weights, names, [values[n] for n in names]))
    )


def sure_values(
    scores: Sequence[float], values: Sequence[float], usual: Weights
) -> dict[str, float]:
    """Name what may say whether the best sentence is right: its score, its values of both looks, and a typical score.

    That is the median of the shortlist, most of which does not answer, as a rule: the best one stands out from it or
    not. For each sentence that a short one lacks goes what is `usual`.
    """
    lacking = [usual["typical"]] * (SHORTLIST - len(scores))
    told = {"score": max(scores), "typical": median([*scores, *lacking])}
    return told | dict(zip((*FIRST, *CLOSE), values, strict=True))


def found_of(hits: Sequence[Retrieved]) -> float:
    """Say how well the best of `hits` matches what is asked, however old it is."""
    return max(hit.score - hit.newness for hit in hits)


def beside(scores: Sequence[float]) -> list[float]:
    """State how likely sentences are beside the likeliest of them: in [0, 1], 1 for that one."""
    return [math.exp(_EVENNESS * (score - max(scores))) for score in scores]


def judge_weights(selector: str = "packaged") -> dict[str, Weights]:
    """Load the weights for a selector: of both looks, what is usual, and how sure to be, also of long questions."""
    name = "judge_large.json" if selector == "large" else "judge.json"
    found: dict[str, Weights] = json.loads(
        files("rag").joinpath("weights", name).read_text("utf-8")
    )
    return found


class JudgedReader:
    """Reads with a network and judges every sentence; most likely answer first.

    The best sentence's confidence is the probability that an answer is right which shows it and, where they are nearly
    as likely, the next best; theirs is a share of it.

    The weights are fitted to the packaged reader, selector, reranker and embedder: with others, confidence ranks but
    is not calibrated.
    """

    def __init__(
        self,
        network: ReadSentences,
        rarity: Rarity,
        likeness: Likeness,
        choose: Choose,
        judge: Mapping[str, Weights] | None = None,
    ) -> None:
        self._network = network
        self._rarity = rarity
        self._likeness = likeness
        self._choose = choose
        judge = judge or judge_weights()
        self._first = judge["first"]
        self._close = judge["close"]
        self._usual = judge["usual"]
        self._sure = judge["sure"]
        self._sure_of_long = judge["sure_of_long"]

    def __call__(self, question: str, hits: Sequence[Retrieved]) -> list[Reading]:
        """Judge every sentence of `hits`. One that is not on the shortlist is no likelier than the last of it."""
        asked = Asked.of(question, self._rarity)
        seen = read_hits(asked, hits, self._network)
        if not seen:
            return []
        seen.sort(key=lambda pair: -weigh(self._first, FIRST, pair[1]))
        short, rest = seen[:SHORTLIST], seen[SHORTLIST:]
        sentences = [scored for scored, _ in short]
        choices = self._choose(question, sentences)
        close = close_features(asked, sentences, self._network, self._likeness, choices)
        rows = [(*first, *more) for (_, first), more in zip(short, close, strict=True)]
        scores = [weigh(self._close, (*FIRST, *CLOSE), row) for row in rows]
        best = max(range(len(rows)), key=lambda row: scores[row])
        if asked.long:
            sure = chance(self._sure_of_long, {"found": found_of(hits)})
        else:
            sure = chance(self._sure, sure_values(scores, rows[best], self._usual))
        shares = beside(scores)
        later = beside([weigh(self._first, FIRST, first) for _, first in rest])
        shares += [min(shares) * share for share in later]
        answers = [choice.answer for choice in choices] + [scored.answer for scored, _ in rest]
        judged = [
            _reading(scored, answer, sure * share)
            for (scored, _), answer, share in zip(seen, answers, shares, strict=True)
        ]
        return sorted(judged, key=lambda reading: -reading.confidence)


def _reading(scored: Scored, answer: tuple[int, int], confidence: float) -> Reading:
    return Reading(
        passage=scored.passage,
        start=scored.start,
        end=scored.end,
        answer=answer,
        confidence=confidence,
    )


def _is_name(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()


@lru_cache(maxsize=512)
def _names(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if _is_name(word))


@lru_cache(maxsize=512)
def _stems(text: str) -> frozenset[str]:
    return all_stems(text)
