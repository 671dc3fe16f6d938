import re
from dataclasses import fields
from pathlib import Path

import pytest

from index.config import IndexConfig
from rag.errors import SettingsError
from rag.settings import Settings, load

DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_every_setting_is_documented_with_its_default() -> None:
    rows = dict(
        re.findall(r"^\| `([\w.]+)` \| `([^`]*)` \|", DOCS.read_text("utf-8"), re.MULTILINE)
    )
    defaults = {f.name: getattr(Settings(), f.name) for f in fields(Settings) if f.name != "index"}
    defaults |= {f"index.{f.name}": getattr(IndexConfig(), f.name) for f in fields(IndexConfig)}
    assert rows == {name: str(value) for name, value in defaults.items()}


def test_the_command_line_beats_the_environment_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "dateline.toml"
    file.write_text('store = "file"\nread_k = 3\nretrieve_k = 7\n[index]\npassage_chars = 500\n')
    environment = {"DATELINE_STORE": "environment", "DATELINE_READ_K": "4", "HOME": "/"}
    settings = load({"store": Path("line"), "model": None}, environment=environment, file=file)
    assert (settings.store, settings.read_k, settings.retrieve_k) == (Path("line"), 4, 7)
    assert (settings.index.passage_chars, settings.model) == (500, "extractive")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("stor = 'x'", "did you mean 'store'"),
        ("read_k = 'many'", "not of type int"),
        ("show_unsupported = 'perhaps'", "not of type bool"),
        ("[index]\nvector_index = 'hnsw'", "not of type Literal['auto', 'exact', 'binary']"),
        ("[index]\npassage_char = 3", "did you mean 'passage_chars'"),
        ("index = 3", "must be a table"),
        ("= broken", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_an_error_that_helps(tmp_path: Path, written: str, message: str) -> None:
    file = tmp_path / "dateline.toml"
    file.write_text(written)
    with pytest.raises(SettingsError, match=re.escape(message)):
        load({}, environment={}, file=file)
    with pytest.raises(SettingsError):
        load({}, environment={"DATELINE_NONSENSE": "1"})
