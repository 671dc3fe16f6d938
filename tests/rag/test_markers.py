from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.markers import parse_marks, stream_marks


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Rain fell [1].", [("Rain fell.", (1,))]),
        ("Rain fell. [1]", [("Rain fell.", (1,))]),
        ("Rain fell.[1] Snow fell.[2]", [("Rain fell.", (1,)), ("Snow fell.", (2,))]),
        ("Rain fell [2,3].", [("Rain fell.", (2, 3))]),
        ("Rain fell [[4]].", [("Rain fell.", (4,))]),
        ("Rain fell【5】.", [("Rain fell.", (5,))]),
        ("Rain fell [1][2][1].", [("Rain fell.", (1, 2))]),
        ("[3] Rain fell.", [("Rain fell.", (3,))]),
        ("Rain fell [see note].", [("Rain fell [see note].", ())]),
        ("", []),
    ],
)
def test_marks_are_read_in_every_common_form(
    written: str, read: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert parse_marks(written) == read


@given(text=st.text(alphabet="aB .[]【】,12\n", max_size=80))
def test_no_text_is_lost_and_nothing_raises(text: str) -> None:
    kept = "".join(sentence for sentence, _ in parse_marks(text))
    assert [c for c in kept if c.isalpha()] == [c for c in text if c.isalpha()]


@given(cuts=st.lists(st.integers(0, 70), max_size=8))
def test_a_stream_gives_the_same_sentences_however_it_is_cut(cuts: list[int]) -> None:
    text = "Rain fell on Harrow [1]. The river rose. [2, 3] Nobody was hurt【4】. It is over [5]."
    at = [0, *sorted(cuts), len(text)]
    chunks = [text[a:b] for a, b in pairwise(at)]
    assert list(stream_marks(chunks)) == parse_marks(text)
