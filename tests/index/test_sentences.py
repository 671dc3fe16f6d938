import pytest

from index.sentences import sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Army Col. Ann Ek spoke. He left.", ["Army Col. Ann Ek spoke.", "He left."]),
        (
            "Lt. Gen. Bo Ek and Maj. Gen. Cy Ax met. They ate.",
            ["Lt. Gen. Bo Ek and Maj. Gen. Cy Ax met.", "They ate."],
        ),
        ("It fell on Sept. 16. Rain came.", ["It fell on Sept. 16.", "Rain came."]),
        ("The U.S. military left. It was quick.", ["The U.S. military left.", "It was quick."]),
        ("“We go.” She left.", ["“We go.”", "She left."]),
        (
            "The tank No. 4 burst at 6.20 p.m. on Monday. It is 2.4 metres.",
            ["The tank No. 4 burst at 6.20 p.m. on Monday.", "It is 2.4 metres."],
        ),
        ("WASHINGTON – Generals met. They spoke.", ["Generals met.", "They spoke."]),
        ("One line\nof wrapped text. Two.", ["One line\nof wrapped text.", "Two."]),
        ("First paragraph\n\nSecond paragraph", ["First paragraph", "Second paragraph"]),
        ("Items:\n- one\n- two", ["Items:", "- one", "- two"]),
        (
            "   The firm paid Holm Inc.\n   “We agree,” it said.",
            ["The firm paid Holm Inc.", "“We agree,” it said."],
        ),
        (
            "Fulton   1.40   1.52\n Mid./West.   --   3.06\n St. Lou. Harbour   2.10   1.15",
            ["Fulton   1.40   1.52\n Mid./West.   --   3.06\n St. Lou. Harbour   2.10   1.15"],
        ),
        ("It rained.   Snow fell.", ["It rained.", "Snow fell."]),
        ("31. The long way home\n\nIt rains.", ["31. The long way home", "It rains."]),
        (
            "It began at 8 p.m. ET on Monday. Rain fell.",
            ["It began at 8 p.m. ET on Monday.", "Rain fell."],
        ),
        (
            "He lives at 800 N. 5th Street. She left.",
            ["He lives at 800 N. 5th Street.", "She left."],
        ),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["“", "« ", "‘a", "St. ", "x", "a. “", " "])
def test_long_paragraphs_take_no_long_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    spans = sentence_spans(text)
    assert sum(len(text[a:b].split()) for a, b in spans) >= len(text.split())


def test_sentences_of_a_long_paragraph_end_as_those_of_a_short_one() -> None:
    sentences = [f"Rain fell on day {n}, “hard,” Ann Ek said." for n in range(1000)]
    text = " ".join(sentences)
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences
