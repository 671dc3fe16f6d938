"""Models by name or folder behind the same protocols as the packaged parts."""

import shutil
from pathlib import Path

import pytest

from index.embed.minilm import packaged_model
from index.types import Article
from rag.errors import SettingsError
from rag.named_models import NamedJudge, NamedRanker, NamedReader, labels_of
from rag.reader import NetworkReader
from rag.settings import Settings

pytestmark = pytest.mark.slow

ARTICLE = Article(
    id="rain",
    title="Rain",
    text="Rain fell on Harrow for 12 days. Mayor Ann Ek closed the bridge. “Stay home,” she said.",
)
PASSAGES = [ARTICLE.passage(0, 32), ARTICLE.passage(0, len(ARTICLE.text))]


def tiny(folder: Path, kind: str, **settings: object) -> str:
    """Save a random two-layer model with the packaged tokenizer."""
    import transformers

    for file in packaged_model().iterdir():
        if file.name.startswith(("token", "vocab", "special")):
            shutil.copy(file, folder)
    config = transformers.BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, **settings
    )
    getattr(transformers, kind)(config).save_pretrained(folder)
    return str(folder)


@pytest.fixture(params=["packaged", "named"])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> NetworkReader | NamedReader:
    if request.param == "packaged":
        return NetworkReader()
    return NamedReader(tiny(tmp_path, "BertForQuestionAnswering"))


def test_every_reader_finds_one_answer_inside_each_sentence(
    reader: NetworkReader | NamedReader,
) -> None:
    found = reader("Who closed the bridge?", PASSAGES)
    assert len(found) == 4
    for one in found:
        assert one.start <= one.answer[0] < one.answer[1] <= one.end
        assert ARTICLE.text[one.start : one.end][-1] in ".”"
    assert reader("Who?", []) == []


def test_a_cross_encoder_scores_every_passage(tmp_path: Path) -> None:
    rank = NamedRanker(tiny(tmp_path, "BertForSequenceClassification", num_labels=1))
    assert len(rank("Who closed the bridge?", PASSAGES)) == 2
    assert rank("Who?", []) == []


def test_an_nli_model_judges_every_pair(tmp_path: Path) -> None:
    names = {0: "contradiction", 1: "entailment", 2: "neutral"}
    judge = NamedJudge(
        tiny(
            tmp_path,
            "BertForSequenceClassification",
            id2label=names,
            label2id={n: i for i, n in names.items()},
        )
    )
    for one in judge([("Rain fell.", ARTICLE.text), ("Snow fell.", ARTICLE.text)]):
        assert 0 <= one.supported <= one.supported + one.contradicted <= 1
    assert judge([]) == []


@pytest.mark.parametrize(
    ("names", "supported", "contradicted"),
    [
        ({0: "entailment", 1: "not_entailment"}, 0, None),
        ({0: "hallucinated", 1: "consistent"}, 1, None),
        ({0: "unsupported", 1: "supported"}, 1, None),
        ({0: "REFUTES", 1: "NOT ENOUGH INFO", 2: "SUPPORTS"}, 2, 0),
    ],
)
def test_labels_are_read_by_their_names(
    names: dict[int, str], supported: int, contradicted: int | None
) -> None:
    labels = labels_of(names, "model")
    assert (labels.supported, labels.contradicted) == (supported, contradicted)


def test_a_model_that_is_no_judge_or_nowhere_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="LABEL_0"):
        labels_of({0: "LABEL_0", 1: "LABEL_1"}, "model")
    with pytest.raises(SettingsError, match="no/such-model"):
        NamedReader("no/such-model")
    with pytest.raises(SettingsError, match="cannot be loaded"):
        NamedReader(str(tmp_path))


def test_only_models_of_a_hub_are_asked_for(tmp_path: Path) -> None:
    settings = Settings(reader="deepset/x", checker="words", reranker=str(tmp_path))
    assert settings.named_models == ("deepset/x",)
