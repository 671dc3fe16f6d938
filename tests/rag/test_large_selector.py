"""The larger selector: how it is put together, trained, and run as it was trained."""

import hashlib
import zipfile
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn
from transformers import MPNetConfig, MPNetModel

from index.bert import BertShape
from index.embed.minilm import packaged_model
from index.embed.tokens import load_tokenizer
from index.errors import ModelMissingError
from index.mpnet import MpnetGraph, as_bert
from index.types import Article
from rag import large_model
from rag.errors import SettingsError
from rag.judge import CLOSE, FIRST, SURE, judge_weights
from rag.large_selector import (
    LIKELIEST,
    LargeSelector,
    add_heads,
    load_large_selector,
    with_learnt,
)
from rag.lexical import sentences_of
from rag.reader import Scored
from rag.selector import Choice
from rag.settings import large_installed, load
from rag.training.large_selector import UNTOUCHED, load_learnt
from rag.training.large_selector import LargeSelector as Trained
from rag.training.large_selector_export import learnt
from rag.training.low_rank import LowRank, add_low_rank
from rag.training.selector import list_loss
from rag.training.selector_lists import Listed


def parts_of(folder: Path, files: dict[str, bytes], *, pieces: int = 3) -> list[Path]:
    whole = folder / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{large_model.NAME}/{name}", content)
    packed = whole.read_bytes()
    size = -(-len(packed) // pieces)
    paths = [folder / f"whole.zip.00{number + 1}" for number in range(pieces)]
    for number, path in enumerate(paths):
        path.write_bytes(packed[number * size : (number + 1) * size])
    return paths


@pytest.fixture
def contents(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    weights = np.random.default_rng(1).integers(0, 40, 3000, dtype=np.uint8).tobytes()
    files = {"model.safetensors": weights, "tokenizer.json": b"{}"}
    expected = {
        name: large_model.Expected(len(content), hashlib.sha256(content).hexdigest())
        for name, content in files.items()
    }
    monkeypatch.setattr(large_model, "FILES", expected)
    return files


def test_the_parts_are_joined_and_only_what_is_known_is_taken(
    tmp_path: Path, contents: dict[str, bytes]
) -> None:
    folder = tmp_path / "network"
    large_model.put_together(parts_of(tmp_path, {**contents, "extra.py": b"print()"}), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == contents


@pytest.mark.parametrize(
    "fault",
    ["other weights", "longer", "a byte is wrong", "a part is missing", "a file is missing"],
)
def test_what_is_not_the_published_network_leaves_nothing(
    tmp_path: Path, contents: dict[str, bytes], fault: str
) -> None:
    if fault == "other weights":
        other = bytes(reversed(contents["model.safetensors"]))
        parts = parts_of(tmp_path, {**contents, "model.safetensors": other})
    elif fault == "longer":
        longer = contents["model.safetensors"] + b"x"
        parts = parts_of(tmp_path, {**contents, "model.safetensors": longer})
    elif fault == "a byte is wrong":
        parts = parts_of(tmp_path, contents)
        middle = bytearray(parts[0].read_bytes())
        middle[len(middle) // 2] ^= 0xFF
        parts[0].write_bytes(middle)
    elif fault == "a part is missing":
        parts = parts_of(tmp_path, contents)[:-1]
    else:
        parts = parts_of(tmp_path, {"model.safetensors": contents["model.safetensors"]})
    before = set(tmp_path.iterdir())
    with pytest.raises(ModelMissingError, match="all-mpnet-base-v2"):
        large_model.put_together(parts, tmp_path / "network")
    assert set(tmp_path.iterdir()) == before


def test_without_its_packages_the_install_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(package: str) -> list[Path]:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(large_model, "files", none)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / name)
    with pytest.raises(ModelMissingError, match=r"pip install 'dateline\[large\]'"):
        large_model.large_model()


def test_where_nothing_can_be_written_the_way_out_is_named(
    tmp_path: Path, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = parts_of(tmp_path, contents)
    monkeypatch.setattr(large_model, "_parts", lambda: parts)
    (tmp_path / "taken").write_text("a file, not a folder")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / "taken" / name)
    with pytest.raises(ModelMissingError, match='selector = "packaged"'):
        large_model.large_model()
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / "cache" / name)
    folder = large_model.large_model()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == contents
    monkeypatch.setattr(large_model, "_parts", list)  # not looked at again
    assert large_model.large_model() == folder
    (folder / "tokenizer.json").write_bytes(b"")  # a broken one is put together anew
    monkeypatch.setattr(large_model, "_parts", lambda: parts)
    assert (large_model.large_model() / "tokenizer.json").read_bytes() == contents["tokenizer.json"]


def test_the_settings_choose_it() -> None:
    assert load({}, environment={"DATELINE_SELECTOR": "large"}).selector == "large"
    with pytest.raises(SettingsError, match="selector"):
        load({}, environment={"DATELINE_SELECTOR": "huge"})


@pytest.mark.parametrize(("installed", "chosen"), [(True, "large"), (False, "packaged")])
def test_where_it_is_installed_it_is_used(
    monkeypatch: pytest.MonkeyPatch, chosen: str, *, installed: bool
) -> None:
    monkeypatch.setattr("rag.settings.large_installed", lambda: installed)
    assert load({}, environment={}).selector == chosen


def test_its_judge_weighs_what_the_other_judge_weighs_and_two_things_more() -> None:
    own, other = judge_weights("large"), judge_weights()
    assert own["first"] == other["first"]  # nothing that the first look sees differs
    assert set(own["close"]) == {*FIRST, *CLOSE}
    assert set(own["sure"]) == set(other["sure"]) == {"intercept", *SURE}
    assert own["close"] != other["close"]


def tiny() -> MPNetModel:
    config = MPNetConfig(
        vocab_size=60,
        hidden_size=32,
        num_hidden_layers=UNTOUCHED + 2,
        num_attention_heads=2,
        intermediate_size=48,
        max_position_embeddings=64,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    torch.manual_seed(4)
    return MPNetModel(config, add_pooling_layer=False)


def texts(rows: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(2)
    ids = torch.randint(5, 60, (rows, 32), generator=generator)
    lengths = torch.randint(5, 33, (rows,), generator=generator)
    mask = (torch.arange(32)[None] < lengths[:, None]).long()
    return torch.where(mask == 1, ids, 1), mask


@pytest.mark.slow
def test_thin_matrices_learn_as_the_whole_sum_would() -> None:
    torch.manual_seed(1)
    layer = nn.Linear(6, 5)
    thin = LowRank(layer, rank=2)
    nn.init.normal_(thin.up)
    inner = torch.randn(3, 4, 6, requires_grad=True)
    thin(inner).square().sum().backward()
    found = [inner.grad, thin.down.grad, thin.up.grad]
    other = inner.detach().clone().requires_grad_()
    down, up = (p.detach().clone().requires_grad_() for p in (thin.down, thin.up))
    nn.functional.linear(
        other, layer.weight.detach() + up @ down, layer.bias.detach()
    ).square().sum().backward()
    for own, whole in zip(found, [other.grad, down.grad, up.grad], strict=True):
        assert own is not None
        assert whole is not None
        assert torch.allclose(own, whole, atol=1e-4)
    assert layer.weight.grad is None


@pytest.mark.slow
def test_every_linear_layer_is_given_thin_matrices_once() -> None:
    model = nn.Sequential(nn.Linear(3, 3), nn.Sequential(nn.Linear(3, 2), nn.ReLU()))
    before = model(torch.ones(1, 3))
    add_low_rank(model, rank=2)
    assert sum(isinstance(module, LowRank) for module in model.modules()) == 2
    assert torch.allclose(model(torch.ones(1, 3)), before)  # their product begins at 0


@pytest.mark.slow
def test_training_on_lists_teaches_it_to_choose_and_leaves_the_network_as_it_is() -> None:
    model = Trained(tiny())
    frozen = {n: p.clone() for n, p in model.named_parameters() if not p.requires_grad}
    ids, mask = texts(6)
    lists = [
        Listed("?", ["a", "b", "c"], [False, True, False]),
        Listed("?", ["d", "e", "f"], [False, False, False]),
    ]
    before = list_loss(model(ids, mask)[0], lists).item()
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=3e-3)
    for _ in range(60):
        optimizer.zero_grad()
        list_loss(model(ids, mask)[0], lists).backward()
        optimizer.step()
    logits = model(ids, mask)[0].tolist()
    assert list_loss(model(ids, mask)[0], lists).item() < before / 4
    assert logits[1] > 0 > max(logits[:1] + logits[2:])
    assert all(torch.equal(p, frozen[n]) for n, p in model.named_parameters() if n in frozen)


@pytest.mark.slow
def test_rows_are_scored_alike_whatever_stands_beside_them() -> None:
    model = Trained(tiny()).eval()
    for head in (model.choice, model.span):
        nn.init.normal_(head.weight)
    ids, mask = texts(19)
    with torch.inference_mode():
        logits, spans = model(ids, mask)
        alone = [model(ids[n : n + 1], mask[n : n + 1]) for n in range(19)]
    assert torch.allclose(logits, torch.cat([one for one, _ in alone]), atol=1e-4)
    for own, (_, other), length in zip(spans, alone, mask.sum(dim=1).tolist(), strict=True):
        assert torch.allclose(own[:length], other[0, :length], atol=1e-4)
    assert logits.std() > 0.1
    assert spans.std() > 0.1


@pytest.mark.slow
def test_what_is_shipped_runs_as_what_was_trained() -> None:
    model = Trained(tiny()).eval()
    for parameter in model.parameters():
        if parameter.requires_grad:
            nn.init.normal_(parameter, std=0.2)
    ids, mask = texts(5)
    with torch.inference_mode():
        logits, spans = (found.numpy() for found in model(ids, mask))
    kept = {n: t.float().numpy() for n, t in learnt(model.state_dict()).items()}
    published = {n: t.numpy() for n, t in tiny().state_dict().items()}
    graph = MpnetGraph(with_learnt(as_bert(published), kept), max_tokens=32)
    shape = BertShape(layers=UNTOUCHED + 2, heads=2, epsilon=1e-12)
    session = graph.session(add_heads(graph, shape))
    inputs = {
        "input_ids": ids.numpy().astype(np.int32),
        "attention_mask": mask.numpy().astype(np.int32),
        "token_type_ids": np.zeros(ids.shape, dtype=np.int32),
    }
    choice, span = session.run(["choice", "spans"], inputs)
    assert choice.ravel() == pytest.approx(logits, abs=0.02)
    read = mask.numpy() == 1
    assert span[read] == pytest.approx(spans[read], abs=0.05)
    assert logits.std() > 0.1
    assert spans[read].std() > 0.1


def sentences_in(article: Article) -> list[Scored]:
    whole = article.passage(0, len(article.text))
    return [
        Scored(passage=whole, start=start, end=end, answer=(start, end), margin=0.0, relevance=0.0)
        for start, end in sentences_of(whole)
    ]


TOKENIZER = load_tokenizer(packaged_model(), max_tokens=224)


class OneFound:
    """A session that gives every text the same logit, and whose answers begin and end with the same words."""

    def __init__(self, logit: float, first: str = "one", last: str = "one") -> None:
        self.logit = logit
        self.ends = TOKENIZER.token_to_id(first), TOKENIZER.token_to_id(last)
        self.seen = 0

    def run(self, _: list[str], inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        ids = inputs["input_ids"]
        self.seen += len(ids)
        spans = np.stack([ids == end for end in self.ends], axis=-1).astype(np.float32)
        return [np.full((len(ids), 1, 1), self.logit, dtype=np.float32), spans]


@pytest.mark.slow
def test_a_run_begins_from_what_is_shipped(tmp_path: Path) -> None:
    model = Trained(tiny()).eval()
    for parameter in model.parameters():
        if parameter.requires_grad:
            nn.init.normal_(parameter, std=0.2)
    shipped = learnt(model.state_dict())
    save_file(shipped, tmp_path / "learnt.safetensors")
    begun = Trained(tiny()).eval()
    load_learnt(begun, tmp_path / "learnt.safetensors")
    with torch.inference_mode():
        for own, other in zip(begun(*texts(5)), model(*texts(5)), strict=True):
            assert torch.allclose(own, other, atol=0.03)
    below = {name: t for name, t in shipped.items() if not name.startswith("span.")}
    save_file(below, tmp_path / "without_a_head.safetensors")
    load_learnt(begun, tmp_path / "without_a_head.safetensors")
    save_file({"choice.bias": shipped["choice.bias"]}, tmp_path / "part.safetensors")
    with pytest.raises(ValueError, match=r"missing .*up"):
        load_learnt(begun, tmp_path / "part.safetensors")


@pytest.mark.slow
@pytest.mark.skipif(not large_installed(), reason="pip install 'dateline[large]'")
def test_the_network_that_is_shipped_finds_the_sentence_that_answers() -> None:
    text = "The bridge opened on Monday. It cost 40 million. Nobody sang. The mayor wept."
    article = Article(id="a", title="Bridge", text=text)
    choose = load_large_selector()
    choices = choose("How much was spent on the bridge?", sentences_in(article))
    assert choices[1] == max(choices)
    assert choices[1].logit > 0
    assert text[slice(*choices[1].answer)] == "40 million"
    assert max(choose("Who won the marathon in Lisbon?", sentences_in(article))).logit < 0


def choosing(packaged: list[float], session: OneFound) -> LargeSelector:
    return LargeSelector(
        TOKENIZER,
        session,
        lambda _, sentences: [
            Choice(logit, one.answer) for logit, one in zip(packaged, sentences, strict=True)
        ],
        longest=30,
    )


def test_only_the_likeliest_are_looked_at_and_no_other_overtakes_them() -> None:
    packaged, session = [0.5, 3.0, -1.0, 2.0, 1.0, 0.0, -2.0, -4.0], OneFound(-5.0)
    article = Article(id="a", title="T", text="One. Two. Three. Four. Five. Six. Seven. Eight.")
    choices = choosing(packaged, session)("?", sentences_in(article))
    assert [one.logit for one in choices] == pytest.approx(
        [-3.35, -2.6, -3.8, -2.9, -3.2, -3.5, -3.8, -4.0]
    )
    assert session.seen == LIKELIEST
    assert choosing([], session)("?", []) == []


def test_what_is_read_again_is_read_in_the_sentence_itself() -> None:
    text = "Nine old trams came. « It had nine trams. » « The town of Orm sold nine old trams. »"
    article = Article(id="a", title="Nine « trams » sold", text=text)
    sentences = sentences_in(article)
    choices = choosing([0.0] * len(sentences), OneFound(1.0, "nine", "trams"))("?", sentences)
    assert [text[slice(*one.answer)] for one in choices] == [
        "Nine old trams",
        "nine trams",
        "nine old trams",
    ]
    for sentence, choice in zip(sentences, choices, strict=True):
        assert sentence.start <= choice.answer[0] < choice.answer[1] <= sentence.end


def test_a_sentence_that_a_long_question_leaves_no_room_for_keeps_what_was_read_in_it() -> None:
    text = f"It {'7 ' * 200}came. Nine old trams went."
    sentence = sentences_in(Article(id="a", title="8 " * 70, text=text))[-1]
    first, last = sentence.start, sentence.start + len("Nine")
    before = [replace(sentence, answer=(first, last))]
    choose = choosing([0.0], OneFound(1.0, "nine", "trams"))
    (read,), (kept,) = choose("why?", before), choose("why " * 150, before)
    assert text[slice(*read.answer)] == "Nine old trams"
    assert kept.answer == (first, last)
