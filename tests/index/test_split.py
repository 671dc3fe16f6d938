from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans
from index.split import split
from index.types import Article

NEWS = st.lists(
    st.sampled_from(
        [
            "Lt. Gen. Ek spoke. ",
            "“No,” she said. ",
            "It cost $2.5 million. ",
            "\n\n",
            "\n",
            "U.S. ",
            "Rain",
            "é…",
            "OSLO – ",
        ]
    )
    | st.text(max_size=30),
    max_size=30,
).map("".join)


@given(text=NEWS, max_chars=st.integers(1, 120))
def test_passages_are_ordered_disjoint_bounded_and_cut_from_the_text(
    text: str, max_chars: int
) -> None:
    passages = split(Article(id="a", text=text), max_chars=max_chars)
    assert all(p.text == text[p.start : p.end] for p in passages)
    assert all(0 < p.end - p.start <= max_chars for p in passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))


@given(
    text=NEWS.filter(lambda text: "@" not in text and ":" not in text),
    max_chars=st.integers(1, 120),
)
def test_passages_lose_no_visible_character_of_the_body(text: str, max_chars: int) -> None:
    from index.boilerplate import body_end

    passages = split(Article(id="a", text=text), max_chars=max_chars)
    kept = "".join(p.text for p in passages)
    assert "".join(kept.split()) == "".join(text[: body_end(text)].split())


@given(text=NEWS)
def test_sentences_are_ordered_disjoint_and_begin_and_end_visibly(text: str) -> None:
    spans = sentence_spans(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)


def test_passages_of_an_article_are_of_like_size() -> None:
    text = "The council met on Monday and talked for an hour. " * 40
    lengths = [p.end - p.start for p in split(Article(id="a", text=text), max_chars=900)]
    assert min(lengths) > 0.6 * max(lengths)


def test_contact_lines_stay_in_the_text_but_out_of_the_passages() -> None:
    text = "Rain fell on Harrow. Roads closed.\n\nann.lee@paper.example\n\nTwitter: @annlee"
    (passage,) = split(Article(id="a", text=text), max_chars=900)
    assert passage.text == "Rain fell on Harrow. Roads closed."


def test_an_article_of_nothing_but_contact_lines_has_no_lost_start() -> None:
    assert [p.text for p in split(Article(id="a", text="ann@paper.example"), max_chars=90)] == [
        "ann@paper.example"
    ]
