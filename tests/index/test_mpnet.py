"""The MPNet graph gives what transformers' network gives, padded or not."""

import numpy as np
import pytest
import torch
from transformers import MPNetConfig, MPNetModel

from index.bert import BertShape
from index.mpnet import MpnetGraph, as_bert, distance_buckets
from index.openvino_session import session_of

LENGTHS = (150, 40, 9)  # tokens: some are farther apart than any bucket is exact for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def network() -> MPNetModel:
    torch.manual_seed(5)
    config = MPNetConfig(
        vocab_size=90,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=160,
    )
    model = MPNetModel(config, add_pooling_layer=False).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return model


def inputs() -> dict[str, np.ndarray]:
    generator = np.random.default_rng(3)
    ids = generator.integers(5, 90, (len(LENGTHS), max(LENGTHS))).astype(np.int32)
    mask = (np.arange(max(LENGTHS)) < np.array(LENGTHS)[:, None]).astype(np.int32)
    ids = np.where(mask, ids, 1).astype(np.int32)
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}


def run(network: MPNetModel, *, lasting: bool) -> np.ndarray:
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    nodes = MpnetGraph(as_bert(weights), max_tokens=150)
    shape = BertShape(layers=2, heads=2, epsilon=network.config.layer_norm_eps)
    hidden = nodes.encode(shape)
    session = session_of(nodes, {"hidden": hidden}, lasting=lasting)
    (found,) = session.run(["hidden"], inputs())
    return np.asarray(found)


def torch_hidden(network: MPNetModel) -> np.ndarray:
    tokens = {name: torch.tensor(values).long() for name, values in inputs().items()}
    with torch.inference_mode():
        hidden = network(
            input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"]
        ).last_hidden_state
    return hidden.numpy()


@pytest.mark.parametrize(("lasting", "near"), [(False, 1e-4), (True, 0.1)])
def test_the_graph_gives_what_the_network_gives(
    network: MPNetModel, near: float, *, lasting: bool
) -> None:
    """A process that stays may compute in bf16."""
    found, expected = run(network, lasting=lasting), torch_hidden(network)
    for row, length in enumerate(LENGTHS):
        assert found[row, :length] == pytest.approx(expected[row, :length], abs=near)
    assert expected.std() > 0.3


def test_distances_fall_into_the_buckets_that_the_network_uses(network: MPNetModel) -> None:
    apart = torch.arange(140)[None, :] - torch.arange(140)[:, None]
    theirs = network.encoder.relative_position_bucket(apart, num_buckets=32)
    assert distance_buckets(140).tolist() == theirs.tolist()
