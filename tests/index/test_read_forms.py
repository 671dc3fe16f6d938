"""Pages, wire XML, feeds, archives and Parquet become the same article as plain text does."""

import gzip
import io
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.fuzz import samples
from evals.fuzz.samples import PARAGRAPHS, TITLE, URL, WHEN
from index.config import IndexConfig
from index.read import Reading
from index.read.forms import FORMS, form_of_content
from index.read.markup import root_name
from index.read.prose import prose
from index.types import Article, Problem

SAMPLES = samples.samples()
XML_FORMS = (".nitf", ".newsml", ".rss", ".atom")


def read_bytes(folder: Path, name: str, data: bytes, **config: object) -> list[Article | Problem]:
    """Read a file of these bytes."""
    (folder / name).write_bytes(data)
    return list(Reading([folder / name], config=IndexConfig(**config)))  # type: ignore[arg-type]


def one_article(folder: Path, name: str, data: bytes) -> Article:
    """Read the one article of a file."""
    [found] = read_bytes(folder, name, data)
    assert isinstance(found, Article), found
    return found


def reasons(items: list[Article | Problem]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Problem)]


@pytest.mark.parametrize("suffix", SAMPLES)
def test_every_form_gives_the_text_the_title_and_the_moment(tmp_path: Path, suffix: str) -> None:
    found = read_bytes(tmp_path, f"rain{suffix}", SAMPLES[suffix])[0]
    assert isinstance(found, Article), found
    assert [p for p in found.text.split("\n\n") if p != TITLE] == list(PARAGRAPHS)
    assert (found.title, found.published) == (TITLE, date(2031, 5, 2))
    assert found.published_at == datetime.fromisoformat(WHEN)
    assert found.path == str(tmp_path / f"rain{suffix}")


@pytest.mark.parametrize("suffix", SAMPLES)
def test_in_every_form_a_date_that_no_calendar_has_is_said_and_the_article_kept(
    tmp_path: Path, suffix: str
) -> None:
    data = SAMPLES[suffix]
    for day, no_day in (
        (b"2031-05-02", b"2031-02-31"),
        (b"20310502", b"20310231"),
        (b"02 May 2031", b"31 Feb 2031"),
    ):
        data = data.replace(day, no_day)
    found, said = read_bytes(tmp_path, f"rain{suffix}", data)[:2]
    assert isinstance(found, Article), found
    assert (found.title, found.published, found.published_at) == (TITLE, None, None)
    assert isinstance(said, Problem)
    assert "is no date of publication" in said.reason
    assert said.kept


@pytest.mark.parametrize(
    "suffix", [".json", ".csv", ".html", ".nitf", ".rss", ".atom", ".parquet", ".warc"]
)
def test_outlet_author_address_and_section_are_found(tmp_path: Path, suffix: str) -> None:
    found = read_bytes(tmp_path, f"rain{suffix}", SAMPLES[suffix])[0]
    assert isinstance(found, Article)
    assert (found.source, found.authors, found.url) == ("The Tern", ("Ann Ek",), URL)
    assert found.section == "Weather"


def test_newsml_names_the_place_and_the_person(tmp_path: Path) -> None:
    found = one_article(tmp_path, "rain.xml", SAMPLES[".newsml"])
    assert (found.id, found.source) == ("urn:newsml:tern.example:17", "The Tern")
    assert (found.authors, found.place, found.section) == (("Ann Ek",), "Port Elvane", "Weather")


@pytest.mark.parametrize("suffix", SAMPLES)
@pytest.mark.parametrize("name", ["page", "page.gz"])
def test_a_file_without_a_telling_name_is_known_by_its_content(
    tmp_path: Path, suffix: str, name: str
) -> None:
    if suffix in {".md", ".csv", ".jsonl"}:
        pytest.skip("looks like plain text or JSON, and is read as such")
    data = SAMPLES[suffix]
    found = read_bytes(tmp_path, name, gzip.compress(data) if name.endswith("gz") else data)[0]
    assert isinstance(found, Article), found
    assert found.title == TITLE


@pytest.mark.parametrize("suffix", XML_FORMS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_xml_may_be_in_another_encoding(tmp_path: Path, suffix: str, encoding: str) -> None:
    text = (
        SAMPLES[suffix]
        .decode()
        .replace('encoding="UTF-8"', f'encoding="{encoding[:6].rstrip("-s")}"')
    )
    assert one_article(tmp_path, "rain.xml", text.encode(encoding)).text.endswith(PARAGRAPHS[-1])


def test_pages_are_decoded_as_they_say(tmp_path: Path) -> None:
    page = "<html><head><meta charset='{}'></head><body><p>Дождь шёл девять дней, сказали в городе.</p></body></html>"
    for charset in ("koi8-r", "windows-1251", "iso-8859-5", "utf-8", "utf-16"):
        found = one_article(tmp_path, "rain.html", page.format(charset).encode(charset))
        assert found.text == "Дождь шёл девять дней, сказали в городе."
    for charset in ("punycode", "rot13", "unicode_escape", "nonsense"):
        found = one_article(tmp_path, "rain.html", page.format(charset).encode("koi8-r"))
        assert found.text


def test_a_page_without_an_article_is_a_problem(tmp_path: Path) -> None:
    for page in (b"<html></html>", b"<html><body><script>x()</script></body></html>", b"<!-- -->"):
        assert reasons(read_bytes(tmp_path, "a.html", page)) == ["holds no articles"]


def test_other_xml_is_named(tmp_path: Path) -> None:
    page = b'<?xml version="1.0"?><!-- a --><!DOCTYPE x [<!ELEMENT a (b)>]><w:recipe xmlns:w="u"/>'
    [reason] = reasons(read_bytes(tmp_path, "a.xml", page))
    assert reason == "XML with the root <recipe>; NITF, NewsML-G2, RSS, Atom and XHTML are read"
    assert (
        "not well-formed" in reasons(read_bytes(tmp_path, "b.xml", b"<?xml?><nitf><p></nitf>"))[0]
    )


def test_a_message_with_several_items_gives_the_texts(tmp_path: Path) -> None:
    item = samples.NEWSML.partition("?>")[2].strip()
    picture = item.replace("ninat:text", "ninat:picture").replace(":17", ":18")
    withdrawn = item.replace("stat:usable", "stat:canceled").replace(":17", ":19")
    message = f"<newsMessage><itemSet>{item}{picture}{withdrawn}</itemSet></newsMessage>"
    article, problem = read_bytes(tmp_path, "a.xml", message.encode())
    assert isinstance(article, Article)
    assert isinstance(problem, Problem)
    assert problem.reason == "the item is canceled by its provider"
    assert problem.line


def test_newsml_may_hold_nitf_or_bare_text(tmp_path: Path) -> None:
    start, rest = samples.NEWSML.split("<contentSet>")
    nitf = samples.NITF.partition('.dtd">')[2]
    for content in (f"<inlineXML>{nitf}</inlineXML>", f"<inlineData>{samples.TEXT}</inlineData>"):
        document = f"{start}<contentSet>{content}</contentSet></newsItem>"
        assert one_article(tmp_path, "a.xml", document.encode()).text == samples.TEXT
    assert rest


def test_nitf_with_lead_and_full_text_is_read_once(tmp_path: Path) -> None:
    lead = f'<block class="lead_paragraph"><p>{PARAGRAPHS[0]}</p></block>'
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    document = samples.NITF.replace(body, f'{lead}<block class="full_text">{body}</block>')
    assert one_article(tmp_path, "a.xml", document.encode()).text == samples.TEXT


def test_named_characters_of_a_definition_that_is_not_read_are_kept(tmp_path: Path) -> None:
    document = samples.NITF.replace("nine days", "nine&nbsp;days &mdash; and nights")
    assert "nine\u00a0days — and" in one_article(tmp_path, "a.xml", document.encode()).text.replace(
        "nine days", "nine\u00a0days"
    )


def test_a_feed_without_content_gives_its_summaries(tmp_path: Path) -> None:
    feed = SAMPLES[".rss"].replace(b"content:encoded", b"content:other")
    assert one_article(tmp_path, "a.rss", feed).text == "Nine days of rain."


def test_a_feed_that_is_cut_gives_what_came_before(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, "a.rss", SAMPLES[".rss"].replace(b"</channel></rss>", b"<item>"))
    assert isinstance(items[0], Article)
    assert reasons(items)[-1].startswith("not well-formed XML, read as far as it goes")


def test_bare_numbers_are_no_names_of_items(tmp_path: Path) -> None:
    assert one_article(tmp_path, "a.rss", SAMPLES[".rss"]).id.startswith(
        "rain-falls-on-port-elvane-"
    )
    assert one_article(tmp_path, "a.atom", SAMPLES[".atom"]).id == "tag:tern.example,2031:17"


@pytest.mark.parametrize("coding", ["", "gzip", "br", "chunked"])
@pytest.mark.parametrize("packed", [False, True])
def test_archives_are_read_however_pages_were_sent(
    tmp_path: Path, coding: str, *, packed: bool
) -> None:
    import brotli

    page = samples.HTML.encode()
    body = {
        "": page,
        "gzip": gzip.compress(page),
        "br": brotli.compress(page),
        "chunked": f"{len(page):x}\r\n".encode() + page + b"\r\n0\r\n\r\n",
    }[coding]
    name = "Transfer-Encoding" if coding == "chunked" else "Content-Encoding"
    data = samples.warc(body, packed=packed, headers=((name, coding),) if coding else ())
    found = one_article(tmp_path, "rain.warc.gz", data)
    assert (found.title, found.url) == (TITLE, URL)


def test_an_archive_names_the_page_that_gave_no_article(tmp_path: Path) -> None:
    [reason] = reasons(read_bytes(tmp_path, "a.warc", samples.warc(b"<html></html>")))
    assert reason == f"record 2 ({URL}): no article in this page"


def test_a_cut_archive_gives_what_came_before(tmp_path: Path) -> None:
    data = samples.warc(samples.HTML.encode(), packed=True)
    items = read_bytes(tmp_path, "a.warc.gz", data[:-30])
    assert isinstance(items[0], Article)
    assert reasons(items) == ["the gzip data is cut short"]


def test_parquet_is_read_from_disk_from_gzip_and_from_a_pipe(tmp_path: Path) -> None:
    data = samples.parquet([samples.RECORD | {"url": f"u{i}"} for i in range(200)])
    assert len(read_bytes(tmp_path, "a.parquet", data)) == 200
    assert len(read_bytes(tmp_path, "a.parquet.gz", gzip.compress(data))) == 200
    (tmp_path / "cut.parquet").write_bytes(data[:-20])
    [reason] = reasons(list(Reading([tmp_path / "cut.parquet"], config=IndexConfig())))
    assert reason.startswith("the Parquet data is damaged")


def test_parquet_without_text_names_its_columns(tmp_path: Path) -> None:
    [reason] = reasons(read_bytes(tmp_path, "a.parquet", samples.parquet([{"likes": "3"}])))
    assert reason.startswith("no column with the text")
    assert reason.endswith("its columns are: likes")


def test_parquet_with_typed_columns(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    when = datetime.fromisoformat(WHEN)
    table = pa.table(
        {"text": ["Rain fell."], "date": [when], "authors": [["Ann Ek", "Bo Roe"]], "n": [b"\xff"]}
    )
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    found = one_article(tmp_path, "a.parquet", buffer.getvalue())
    assert (found.published_at, found.authors) == (when, ("Ann Ek", "Bo Roe"))


def test_the_standard_input_is_read_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    for suffix in (".json", ".nitf", ".html", ".parquet", ".warc"):
        data = io.BytesIO(SAMPLES[suffix])
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(data)))  # type: ignore[type-var]
        found = next(iter(Reading(["-"], config=IndexConfig())))
        assert isinstance(found, Article), found
        assert (found.title, found.path) == (TITLE, "standard input")


@pytest.mark.parametrize(
    ("suffix", "module", "extra"),
    [
        (".html", "trafilatura", "html"),
        (".parquet", "pyarrow", "parquet"),
        (".nitf", "lxml", "xml"),
        (".newsml", "lxml", "xml"),
        (".atom", "feedparser", "feeds"),
        (".warc", "warcio.archiveiterator", "warc"),
    ],
)
def test_a_missing_library_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    [reason] = reasons(read_bytes(tmp_path, f"a{suffix}", SAMPLES[suffix]))
    assert reason == f"reading this needs {module}: pip install 'dateline[{extra}]'"


def test_reading_imports_no_library_of_one_form() -> None:
    heavy = ("trafilatura", "htmldate", "lxml", "pyarrow", "feedparser", "warcio")
    code = f"import sys, index.read; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"


@given(
    st.binary(max_size=200),
    st.sampled_from([b"<", b"<?", b"<!--", b"<!DOCTYPE x [", b"\xff\xfe<\0"]),
)
def test_telling_the_form_never_fails(data: bytes, start: bytes) -> None:
    name = root_name(start + data)
    assert name == name.lower()
    assert not set(name) & set("<>: ")
    assert form_of_content(start + data) in FORMS


def test_blocks_are_paragraphs_and_scripts_are_no_text() -> None:
    from lxml import html

    page = html.fromstring(
        "<div>Rain<script>x</script> fell.<p>On <b>Mon</b>day.<br>And<!-- no --> Tuesday.</p>pam <p>Snow"
        "<table><tr><td>a</td><td>b</td></tr></table></div>"
    )
    assert prose(page) == "Rain fell.\n\nOn Monday.\nAnd Tuesday.\n\npam\n\nSnow\n\na b"
