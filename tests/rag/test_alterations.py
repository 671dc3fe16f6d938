"""What a statement altered in the sentence that it comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.alterations import differences, slots, tokens

SENTENCE = (
    "Mayor Ann Ek said on Sept. 16 that Harrow may close 1,200 flats and did not rule out Tern."
)


@pytest.mark.parametrize(
    ("statement", "altered"),
    [
        (SENTENCE, set()),
        (SENTENCE.replace("Sept. 16", "September 16").replace("1,200", "1200"), set()),
        (SENTENCE.replace("Ann Ek", "Bo Lund"), {"name"}),
        (SENTENCE.replace("Harrow", "Tern", 1).replace("out Tern", "out Harrow"), {"name"}),
        (SENTENCE.replace("Sept.", "October"), {"date"}),
        (SENTENCE.replace("Sept. 16", "Monday"), set()),
        (SENTENCE.replace("1,200", "1,300"), {"number"}),
        (SENTENCE.replace("did not rule", "did rule"), {"negation"}),
        (SENTENCE.replace("said on", "never said on"), {"negation"}),
        (SENTENCE.replace("did not", "didn’t"), set()),
        (SENTENCE.replace("may close", "will close"), {"hedge"}),
        (SENTENCE.replace(" and did not rule out Tern", ""), set()),
        ("According to Mayor Ann Ek, Harrow may close 1,200 flats.", set()),
    ],
)
def test_only_what_changes_the_meaning_is_told(statement: str, altered: set[str]) -> None:
    assert set(differences(statement, SENTENCE)) == altered


def test_notations_of_one_thing_are_equal() -> None:
    one = tokens("On Sept. 16, twelve men didn't pay 70 percent of $1,200.")
    other = tokens("on September 16 12 men did not pay 70% of 1200")
    assert [token.key for token in one] == [token.key for token in other]


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_text_differs_from_itself_in_nothing_and_every_word_is_accounted_for(
    one: str, other: str
) -> None:
    assert not list(differences(one, one))
    found = list(slots(tokens(one), tokens(other)))
    assert sum(len(slot.said) - len(slot.written) for slot in found) == len(tokens(one)) - len(
        tokens(other)
    )
