"""A figure that a later correction takes back."""

from __future__ import annotations

from datetime import date

from index.types import Article, Retrieved
from rag.overturned import find_overturned
from rag.types import Conflict, Reading

SAID = "About 42,000 litres of acid escaped from a tank at the Brann works on Monday."
NOTE = (
    "The ban was lifted on Friday.\n\nCorrection: An article on the acid at the Brann works gave the amount that "
    "escaped as 42,000 litres. That is the size of tank No. 4. The amount that escaped was 24,000 litres."
)


def _article(number: int, text: str, day: int, source: str = "Gazette") -> Article:
    return Article(
        id=f"a{number}", title="", text=text, source=source, published=date(2024, 6, day)
    )


def _hit(article: Article) -> Retrieved:
    return Retrieved(passage=article.passage(0, len(article.text)), score=1.0, route="fused")


def _found(said: Article, *others: Article) -> Conflict | None:
    start = said.text.index(SAID)
    figure = said.text.index("42,000")
    best = Reading(
        passage=said.passage(0, len(said.text)),
        start=start,
        end=start + len(SAID),
        answer=(figure, figure + len("42,000 litres")),
        confidence=0.6,
    )
    hits = [_hit(article) for article in (said, *others)]
    found = find_overturned("How much escaped?", best, None, hits)
    if not found:
        return None
    conflict, reading = found
    last = conflict.sides[-1].citation
    assert (reading.passage.article.id, reading.start, reading.end) == (
        last.article.id,
        last.start,
        last.end,
    )
    return conflict


def test_a_later_correction_of_the_same_outlet_gives_the_right_value() -> None:
    found = _found(_article(1, SAID, 19), _article(2, NOTE, 22))
    assert found is not None
    assert found.relation == "correction"
    assert [side.value for side in found.sides] == ["About 42,000 litres", "24,000 litres"]
    assert found.sides[1].citation.quote == "The amount that escaped was 24,000 litres."


def test_the_wrong_value_may_stand_beside_the_right_one() -> None:
    note = NOTE.replace("was 24,000 litres.", "was 24,000 litres, not 42,000.")
    found = _found(_article(1, SAID, 19), _article(2, note, 22))
    assert found is not None
    assert found.sides[1].value == "24,000 litres"


def test_another_outlet_an_earlier_day_or_another_matter_corrects_nothing() -> None:
    said = _article(1, SAID, 19)
    assert _found(said) is None
    assert _found(said, _article(2, NOTE, 22, source="Courier")) is None
    assert _found(said, _article(2, NOTE, 18)) is None
    other = "Correction: An article on the harvest gave the yield as 42,000 litres. It was 24,000 litres."
    assert _found(said, _article(2, other, 22)) is None


def test_a_figure_that_stands_is_not_taken_back() -> None:
    note = (
        "Correction: An article on the acid that escaped at the Brann works gave 40,000 and 42,000 litres. "
        "They were 41,000 and 42,000 litres."
    )
    assert _found(_article(1, SAID, 19), _article(2, note, 22)) is None


def test_a_note_in_the_article_itself_leaves_its_text_alone() -> None:
    assert _found(_article(1, f"{SAID}\n\n{NOTE}", 19)) is None
