"""What is not the article's own words stays in its text and out of its passages."""

import pytest

from index.boilerplate import asides, body_end
from index.split import split
from index.types import Article

AT_THE_END = [
    "ann@tern.example",
    "Twitter: @annek",
    "Follow Ann Ek on X @annek",
    "Ann Ek reported from Harrow.",
    "Additional reporting by Bo Roe; editing by Cy Poe",
    "Bo Roe contributed to this report.",
    "Read more: Snow in Oslo",
    "Share this article",
    "Facebook Twitter Email",
    "Share on Facebook | X | WhatsApp | Copy link",
    "Click here to subscribe to our newsletter.",
    "Sign up for our morning newsletter",
    "Tags: weather, rivers, Port Elvane",
    "© 2031 The Tern. All rights reserved.",
    "Copyright 2031 The Tern",
    "This material may not be published, broadcast, rewritten or redistributed.",
    "Get the Tern app for breaking news.",
]
IN_BETWEEN = [
    "Read more: Snow in Oslo",
    "READ ALSO: Snow in Oslo",
    "Related: Snow in Oslo",
    "Watch: the river from above",
    "ADVERTISEMENT",
    "Story continues below advertisement",
    "Facebook | Twitter | WhatsApp | Email",
]
OWN_WORDS = [
    "Related deaths rose to five, the ministry said.",
    "Watch the river, he said: it will rise.",
    "Facebook and Twitter fell on Monday.",
    "Readers want more: they said so in letters.",
    "Email, Facebook, X.com and two banks were down.",
    "The copyright law was passed in 1987.",
]


@pytest.mark.parametrize("line", AT_THE_END)
def test_lines_about_the_article_end_its_body(line: str) -> None:
    assert body_end(f"Rain fell on Monday.\n\n{line}\n") == 20


@pytest.mark.parametrize("line", IN_BETWEEN)
def test_lines_that_lead_elsewhere_are_in_no_passage(line: str) -> None:
    text = f"Rain fell on Monday.\n\n{line}\n\nThe river rose at night."
    [(start, end)] = asides(text)
    assert text[start:end] == line
    passages = split(Article(id="a", text=text), max_chars=900)
    assert [p.text for p in passages] == ["Rain fell on Monday.", "The river rose at night."]


@pytest.mark.parametrize("line", OWN_WORDS)
def test_the_articles_own_words_stay(line: str) -> None:
    text = f"Rain fell on Monday.\n\n{line}"
    assert (asides(text), body_end(text)) == ([], len(text))
    assert len(split(Article(id="a", text=f"{text}\n\nSnow fell."), max_chars=900)) == 1


@pytest.mark.timeout(5)
@pytest.mark.parametrize("line", ["ann@tern.example", "Read more: Snow", "@annek\n", "Share this"])
def test_many_lines_at_the_end_take_no_long_time(line: str) -> None:
    assert body_end("Rain fell.\n\n" + f"{line}\n" * 50_000) == 10
    assert body_end("Rain fell." + " " * 2_000_000 + "at night.") == 2_000_019


def test_a_text_of_nothing_but_such_lines_is_kept_whole() -> None:
    assert body_end("ann@tern.example\n@annek\n") == 23


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["share ", "facebook ", "x x ", "A. ", "a ", "related: ", "a\n"])
def test_long_texts_take_no_long_time(piece: str) -> None:
    text = "Rain.\n" + piece * 100_000
    assert asides(text) == []
    assert body_end(text) == len(text.rstrip())
