"""What holds of every article and every problem that reading gives, whatever was read."""

import gzip
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.config import IndexConfig
from index.notes import notes
from index.read import read
from index.read.clean import clean, clean_line
from index.read.forms import FORMS
from index.split import split
from index.types import Article, Problem

SUFFIXES = sorted(suffix for form in FORMS for suffix in form.suffixes)
TRICKS = "\0\r\x0b\x1b\x85\xad\u200b\u200c\u200d\u200e\u200f\u2028\u202a\u202e\u2066\u2069\ufe0f\ufeff\ufffe"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(TRICKS + "\U000e0041\U0001f3f4\ud800\udfff\u0300e\u1100\u1161"),
        st.sampled_from("aA .\n\n:–—“”'<>&[]{}@#*"),
        st.characters(),
    ),
    max_size=300,
)
LINES = st.sampled_from(
    (
        "Correction: It was snow.",
        "Editor's note",
        "UPDATE 3-Rain falls",
        "Read more: Snow in Oslo",
        "ann@tern.example",
        "OSLO (NNA) – Rain fell.",
        "By Ann Ek",
        "Rain fell. “It was wet,” Lt. Gen. Bo Roe said.",
        "",
        "   ",
    )
)
ANY_TEXT = st.one_of(TEXTS, st.lists(st.one_of(LINES, TEXTS), max_size=12).map("\n".join))
EACH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)


def results(folder: Path, name: str, data: bytes) -> list[Article | Problem]:
    (folder / name).write_bytes(data)
    return list(read([folder / name], config=IndexConfig()))


def hold(items: list[Article | Problem]) -> None:
    """The laws."""
    assert items
    for item in items:
        if isinstance(item, Problem):
            assert "could not be read: " not in item.reason
            assert str(item).splitlines() == [str(item)]
            continue
        assert clean(item.text) == item.text
        assert item.text.encode()
        assert item.title == clean_line(item.title)
        if moment := item.published_at:
            assert moment.utcoffset() is not None
            assert moment.date() == item.published


@EACH
@given(suffix=st.sampled_from(SUFFIXES), data=st.binary(max_size=2000), packed=st.booleans())
def test_any_bytes_under_any_name_obey(
    tmp_path: Path, suffix: str, data: bytes, packed: bool
) -> None:
    name = f"a{suffix}.gz" if packed else f"a{suffix}"
    hold(results(tmp_path, name, gzip.compress(data) if packed else data))


@EACH
@given(suffix=st.sampled_from(SUFFIXES), text=ANY_TEXT)
def test_any_text_under_any_name_obeys(tmp_path: Path, suffix: str, text: str) -> None:
    hold(results(tmp_path, f"a{suffix}", text.encode(errors="surrogatepass")))


@EACH
@given(text=ANY_TEXT, name=st.sampled_from(("a", "a.xml", "a.html", "a.rss", "a.nitf")))
def test_any_text_between_the_tags_obeys(tmp_path: Path, text: str, name: str) -> None:
    item = f"<title>{text}</title><pubDate>{text}</pubDate><description>{text}</description>"
    for page in (
        f"<html><title>{text}</title><p>{text}<p>{text}",
        f"<nitf><hedline>{text}</hedline><body.content><p>{text}</p></body.content></nitf>",
        f"<rss><channel><item>{item}</item></channel></rss>",
    ):
        hold(results(tmp_path, name, page.encode(errors="surrogatepass")))


@given(ANY_TEXT)
@example("o\u200b\u0300")
@example("\u1100\u200b\u1161")
@example("\U0001f3f4\U000e0067\u200b\U000e007f")
@example("a\u200d\u200b\u200db")
@example("\ufe0f\u200d\ufe0f")
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & set("\0\r\x1b\u200b\u202a\u202e\u2066\u2069\ufeff\ud800")


@given(ANY_TEXT)
def test_passages_and_notes_are_pieces_of_the_text_in_its_order(text: str) -> None:
    article = Article(id="a", text=clean(text))
    end = 0
    for passage in split(article, max_chars=60):
        assert end <= passage.start < passage.end <= passage.start + 60
        assert passage.text.strip()
        end = passage.end
    end = 0
    for note in notes(article.text):
        assert end <= note.start < note.end <= len(article.text)
        assert article.text[note.start : note.end] == article.text[note.start : note.end].strip()
        end = note.end


@pytest.mark.parametrize("form", [".json", ".jsonl", ".csv"])
def test_lone_surrogates_are_replaced_in_every_field(tmp_path: Path, form: str) -> None:
    if form == ".csv":
        data = b"text,title,source\nRain \xed\xa0\x80 fell,Rain \xed\xa0\x80,Tern\n"
    else:
        data = b'{"text": "Rain \\ud800 fell", "title": "Rain \\udfff", "source": "T\\udc00"}\n'
    [article] = results(tmp_path, f"a{form}", data)
    assert isinstance(article, Article)
    for value in (article.text, article.title, article.source or "", article.id):
        value.encode()
