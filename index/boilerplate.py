"""Lines at the end of an article that are about the article: kept in its text, kept out of passages."""

import re

_CONTACT = re.compile(
    r"""^(?:
        [\w.+-]+@[\w-]+\.[\w.-]+                            # an address
      | (?:twitter|x|bluesky|mastodon|facebook|email|e-mail|phone)\s*:\s*\S.*
      | @\w{2,30}
      | (?:follow|contact|reach|email)\s.{0,80}@\S+.*
      | [A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)*\s(?:reported|contributed)\sfrom\s[^.]{2,60}\.
      | (?:additional\s)?(?:reporting|writing|editing)\sby\s.{2,160}
      | .{2,80}\scontributed\sto\sthis\s(?:report|story|article)\.
      | (?:read\smore|see\salso|related|share\sthis|sign\sup|subscribe)\b.{0,120}
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_LAST_PARAGRAPH = re.compile(r"(?:^|\n)[^\S\n]*([^\n]+?)\s*$")


def body_end(text: str) -> int:
    r"""Find where the article's own words end and contact lines begin.

    >>> body_end("Rain fell.\n\nann@paper.example")
    10
    """
    end = len(text.rstrip())
    while (last := _LAST_PARAGRAPH.search(text, 0, end)) and _CONTACT.match(last[1].strip()):
        end = len(text[: last.start()].rstrip())
    return end or len(text.rstrip())
