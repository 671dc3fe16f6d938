"""A small valid file of each form, all about the same invented rain."""

from __future__ import annotations

import io
import json

PARAGRAPHS = (
    "PORT ELVANE (NNA) – Rain fell on Port Elvane for nine days, the weather office said on Monday.",
    "Mayor Ada Brandt said 300 people had left their homes near the river Sile, which rose 2.4 metres.",
    "“We have never seen water like this,” she said. Schools stay closed until Thursday.",
)
TITLE, URL, WHEN = (
    "Rain falls on Port Elvane",
    "https://tern.example/rain",
    "2031-05-02T09:30:00+02:00",
)
TEXT = "\n\n".join(PARAGRAPHS)
_MARKED = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

PLAIN = f"date {WHEN}\ntitle {TITLE}\nsource The Tern\n\n{TEXT}\n"
MARKDOWN = f"---\ntitle: {TITLE}\ndate: {WHEN}\nauthor: Ann Ek\n---\n\n{TEXT}\n"
RECORD = {
    "headline": TITLE,
    "body": TEXT,
    "published_at": WHEN,
    "outlet": "The Tern",
    "byline": "Ann Ek",
    "url": URL,
    "section": "Weather",
}
HTML = f"""<!doctype html><html><head><title>{TITLE} | The Tern</title><meta charset="utf-8">
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="The Tern">
<link rel="canonical" href="{URL}"><meta property="article:published_time" content="{WHEN}">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "{TITLE}",
"datePublished": "{WHEN}", "author": {{"@type": "Person", "name": "Ann Ek"}}, "articleSection": "Weather"}}</script>
</head><body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav><article><h1>{TITLE}</h1>{_MARKED}</article>
<footer>© The Tern. All rights reserved.</footer></body></html>"""
NITF = f"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE nitf SYSTEM "nitf-3-5.dtd">
<nitf><head><title>{TITLE}</title><docdata><doc-id id-string="tern:17"/><date.issue norm="20310502T093000+0200"/>
</docdata><pubdata name="The Tern" position.section="Weather" ex-ref="{URL}"/></head>
<body><body.head><hedline><hl1>{TITLE}</hl1></hedline><byline>By <person>Ann Ek</person><byttl>Staff</byttl></byline>
<dateline><location>Port Elvane</location></dateline></body.head>
<body.content>{_MARKED}<media><media-caption>A picture of rain.</media-caption></media></body.content></body></nitf>"""
NEWSML = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2"
 guid="urn:newsml:tern.example:17" version="1">
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="n:tern"><name>The Tern</name></provider>
<versionCreated>2031-05-02T11:00:00+02:00</versionCreated><firstCreated>{WHEN}</firstCreated>
<pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><located><name>Port Elvane</name></located><by>By Ann Ek</by><headline>{TITLE}</headline>
<subject type="cpnat:abstract"><name>Weather</name></subject></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>no</title></head><body>{_MARKED}</body></html></inlineXML></contentSet></newsItem>"""
_ESCAPED = _MARKED.replace("<", "&lt;")
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Tern</title>
<item><title>{TITLE}</title><link>{URL}</link><guid>17</guid><category>Weather</category>
<dc:creator>Ann Ek</dc:creator><pubDate>Fri, 02 May 2031 09:30:00 +0200</pubDate>
<description>Nine days of rain.</description><content:encoded>{_ESCAPED}</content:encoded></item></channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>The Tern</title>
<entry><title>{TITLE}</title><link href="{URL}"/><id>tag:tern.example,2031:17</id><published>{WHEN}</published>
<author><name>Ann Ek</name></author><category term="Weather"/><summary>Nine days of rain.</summary>
<content type="html">{_ESCAPED}</content></entry></feed>"""


def samples() -> dict[str, bytes]:
    """Make the bytes of a valid file for each ending that is read."""
    texts = {
        ".txt": PLAIN,
        ".md": MARKDOWN,
        ".json": json.dumps([RECORD]),
        ".jsonl": json.dumps(RECORD, ensure_ascii=False) + "\n",
        ".csv": _table(),
        ".html": HTML,
        ".nitf": NITF,
        ".newsml": NEWSML,
        ".rss": RSS,
        ".atom": ATOM,
    }
    return {name: text.encode() for name, text in texts.items()} | {
        ".parquet": parquet([RECORD] * 3),
        ".warc": warc(HTML.encode()),
    }


def parquet(records: list[dict[str, str]]) -> bytes:
    """Write records as a Parquet file."""
    import pyarrow as pa
    from pyarrow import parquet as files

    buffer = io.BytesIO()
    files.write_table(pa.Table.from_pylist(records), buffer)
    return buffer.getvalue()


def warc(page: bytes, *, packed: bool = False, headers: tuple[tuple[str, str], ...] = ()) -> bytes:
    """Write an archive with a page, a picture and a page that was not found."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("rain.warc", {"software": "dateline"}))
    for url, status, kind, body in (
        (URL, "200 OK", "text/html; charset=utf-8", page),
        ("https://tern.example/rain.png", "200 OK", "image/png", b"\x89PNG\r\n\x1a\n\0"),
        ("https://tern.example/gone", "404 Not Found", "text/html", b"<p>Nothing here."),
    ):
        found = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), length=len(body), http_headers=found
        )
        writer.write_record(record)
    return buffer.getvalue()


def _table() -> str:
    """Write the record as CSV."""
    import csv

    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(RECORD))
    writer.writeheader()
    writer.writerow(RECORD)
    return buffer.getvalue()
