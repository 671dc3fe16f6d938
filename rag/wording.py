"""One way of asking for what can be asked in several: "What is the name of the captain?" is "Who is the captain?".

The networks learnt from written questions, in which "What is the name of ...?" mostly asked for what no article tells;
who asks so in earnest is to be heard like anybody else (docs/decisions/0027-one-way-of-asking.md).
"""

from __future__ import annotations

import re

from rag.comparison_asked import LONGEST
from rag.steps import asked_of, is_person

_ARTICLE = r"(?:the|an?|his|her|its|their|[A-Z][\w’'-]*[’']s?)"
_NAME_OF = re.compile(
    rf"^\W*(?:what|which)\s+(?P<be>is|was|are|were)\s+the\s+(?:full\s+)?names?\s+of\s+(?P<rest>{_ARTICLE}\s+[^?]+?)\s*\?*\s*$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    rf"^\W*what\s+(?P<be>is|was|are|were)\s+(?P<rest>{_ARTICLE}\s+[^?]+?)\s+(?:called|named)\s*\?*\s*$",
    re.IGNORECASE,
)
_TELL = re.compile(
    r"^\W*(?:please\s+)?(?:(?:give|tell|state)\s+(?:me\s+|us\s+)?(?:the\s+)?(?:full\s+)?names?\s+of|name|list)\s+"
    rf"(?P<rest>{_ARTICLE}\s+[^?]+?)\s*[?.]*\s*$",
    re.IGNORECASE,
)
_GIVE = re.compile(
    rf"^\W*(?:please\s+)?(?:give|tell|state)\s+(?:me\s+|us\s+)?(?P<rest>{_ARTICLE}\s+[^?]+?)\s*[?.]*\s*$",
    re.IGNORECASE,
)


def plainly(question: str) -> str:
    """Ask for a name as the networks are used to being asked; any other question stays as it is.

    >>> plainly("What is the name of the captain of the Haldis?")
    'Who is the captain of the Haldis?'
    >>> plainly("Name the ship that sank.")
    'Which ship sank?'
    """
    if len(question) > LONGEST:
        return question
    if found := _NAME_OF.match(question) or _CALLED.match(question):
        return asked_of(found["rest"]) or _is(found["rest"], found["be"].lower())
    if found := _TELL.match(question):
        bare = re.sub(r"^the\s+", "", found["rest"], flags=re.IGNORECASE)
        return asked_of(found["rest"]) or f"Which {bare}?"
    if found := _GIVE.match(question):
        return f"What is {found['rest']}?"
    return question


def _is(rest: str, be: str) -> str:
    return f"{'Who' if is_person(rest) else 'What'} {be} {rest}?"
