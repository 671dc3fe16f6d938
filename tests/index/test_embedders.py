"""One contract over every embedder: the fake, the one that answers, and the one that indexes."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embed import Embedder, Vectors
from index.embed.bulk import bulk_embedder, load_bulk
from index.embed.minilm import MiniLM, packaged_model
from index.embed.named import NamedModel
from index.embed.openvino_minilm import OpenVinoMiniLM
from index.embed.tokens import by_length
from index.embed.torch_minilm import TorchMiniLM
from index.errors import ModelMissingError
from index.testing import HashEmbedder

pytestmark = pytest.mark.slow

TEXTS = [
    "Rain fell on Harrow.",
    "The river rose two metres after heavy rain.",
    "Parliament passed the budget.",
    "x",
    "long " * 400,
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="module", params=["fake", "onnx", "torch", "openvino", "named"])
def embedder(request: pytest.FixtureRequest, minilm: MiniLM) -> Embedder:
    if request.param == "torch":
        return TorchMiniLM(batch=2)
    if request.param == "openvino":
        return OpenVinoMiniLM(batch=2)
    if request.param == "named":
        return NamedModel(str(packaged_model()), role="document", batch=2)
    return minilm if request.param == "onnx" else HashEmbedder()


def test_rows_are_unit_float32_in_the_order_of_the_texts(embedder: Embedder) -> None:
    vectors = embedder(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dim)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    for row, text in enumerate(TEXTS):
        assert float(vectors[row] @ embedder([text])[0]) > 0.999


def test_like_texts_are_nearer_than_unlike_ones(embedder: Embedder) -> None:
    rain, river, budget = embedder(TEXTS[:3])
    assert rain @ river > rain @ budget


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder([]).shape == (0, embedder.dim)


def test_every_way_to_run_the_model_agrees_with_sentence_transformers(minilm: MiniLM) -> None:
    from sentence_transformers import SentenceTransformer

    wanted = SentenceTransformer(str(packaged_model()), device="cpu").encode(
        TEXTS, normalize_embeddings=True
    )
    assert (minilm(TEXTS) * wanted).sum(1).min() > 0.99999
    for bulk in (TorchMiniLM(batch=2), OpenVinoMiniLM(batch=2)):
        assert (bulk(TEXTS) * wanted).sum(1).min() > 0.999


def test_a_small_job_stays_with_the_embedder_that_is_there(minilm: MiniLM) -> None:
    assert bulk_embedder(minilm, TEXTS, total=10, batch=16) is minilm


class Steady:
    """Embeds in a stated time, at its first calls in ten times as long: something else had the processor."""

    name, dim = MiniLM.name, MiniLM.dim

    def __init__(self, seconds: float, *, disturbed: int) -> None:
        self.seconds, self.disturbed = seconds, disturbed

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.disturbed -= 1
        time.sleep(self.seconds * (10 if self.disturbed >= 0 else 1))
        return np.zeros((len(texts), self.dim), dtype=np.float32)


def test_the_quicker_way_is_chosen_for_a_large_job_even_if_its_trial_is_disturbed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quick, slow = Steady(0.01, disturbed=3), Steady(0.03, disturbed=0)
    monkeypatch.setattr("index.embed.bulk.load_bulk", lambda _batch: quick)
    assert bulk_embedder(slow, TEXTS, total=10_000, batch=16) is quick  # type: ignore[arg-type]
    monkeypatch.setattr("index.embed.bulk.load_bulk", lambda _batch: slow)
    assert bulk_embedder(quick, TEXTS, total=10_000, batch=16) is quick  # type: ignore[arg-type]


def test_openvino_spreads_a_few_texts_over_its_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[int] = []

    def spy(encoded: Sequence[Any], *, batch: int) -> Iterator[list[int]]:
        for rows in by_length(encoded, batch=batch):
            cut.append(len(rows))
            yield rows

    monkeypatch.setattr("index.embed.openvino_minilm.by_length", spy)
    embedder = OpenVinoMiniLM(batch=16)
    embedder(TEXTS[:4] * 2)  # half a batch: a trial of so few is to show what a full job gives
    assert len(cut) >= min(embedder.streams, 8)
    assert sum(cut) == 8
    if embedder.streams > 1:
        assert max(cut) < 8


def test_torch_indexes_where_openvino_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    load_bulk.cache_clear()
    monkeypatch.setattr("index.embed.bulk.find_spec", lambda _name: None)
    assert isinstance(load_bulk(16), TorchMiniLM)
    load_bulk.cache_clear()


def test_torch_indexes_in_float32_where_the_processor_has_no_bf16(
    monkeypatch: pytest.MonkeyPatch, minilm: MiniLM
) -> None:
    monkeypatch.setattr("index.embed.torch_minilm.has_packed_bf16", lambda: False)
    assert (TorchMiniLM(batch=2)(TEXTS) * minilm(TEXTS)).sum(1).min() > 0.99999


def test_embedding_a_question_imports_no_torch() -> None:
    code = "import sys; from index.embed.minilm import MiniLM; MiniLM()(['x']); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


@pytest.fixture
def with_prompts(tmp_path: Path) -> Path:
    """Make a folder with a model that wants a prompt before queries and another before passages."""
    folder = tmp_path / "prompted"
    shutil.copytree(packaged_model(), folder)
    prompts = {"query": "query: ", "document": "passage: "}
    settings = folder / "config_sentence_transformers.json"
    settings.write_text(json.dumps(json.loads(settings.read_text()) | {"prompts": prompts}))
    return folder


def test_a_model_from_a_folder_gets_its_prompts(minilm: MiniLM, with_prompts: Path) -> None:
    for role, prompt in (("query", "query: "), ("document", "passage: ")):
        model = NamedModel(str(with_prompts), role=role)  # type: ignore[arg-type]
        assert (model(TEXTS[:3]) * minilm([prompt + text for text in TEXTS[:3]])).sum(
            1
        ).min() > 0.9999


def test_a_model_is_the_same_wherever_it_lies_and_another_when_its_settings_change(
    with_prompts: Path, tmp_path: Path
) -> None:
    plain = NamedModel(str(packaged_model()), role="query")
    moved = shutil.copytree(packaged_model(), tmp_path / "elsewhere" / packaged_model().name)
    assert NamedModel(str(moved), role="document").name == plain.name
    assert (
        NamedModel(str(with_prompts), role="query").name.split("#")[1] != plain.name.split("#")[1]
    )


@pytest.mark.parametrize("model", ["nobody/no-such-model", "./no-such-folder"])
def test_a_model_out_of_reach_is_one_clear_line(model: str) -> None:
    with pytest.raises(ModelMissingError, match=f"{model}.*index.embedder"):
        NamedModel(model, role="query")


def test_ctrl_c_while_openvino_works_ends_the_process_in_order() -> None:
    program = (
        "import signal\n"  # a job in the background is started with Ctrl-C ignored
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from index.embed.openvino_minilm import OpenVinoMiniLM\n"
        "embed = OpenVinoMiniLM(batch=16)\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    embed(['The river rose two metres after heavy rain. ' * 20] * 64)\n"
    )
    with subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGINT, errors
    assert errors.strip().endswith("KeyboardInterrupt")
