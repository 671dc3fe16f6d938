"""Lines of an article that are not its own words: kept in its text, kept out of passages.

Contact lines, share bars, calls to subscribe and rights count at its end; links to other articles also in between.
"""

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
      | (?:read\smore|see\salso|share\sthis|sign\sup|subscribe
          |related(?=\s?:|\s(?:articles?|stories|story|coverage)\b))\b.{0,120}
      | (?:click|tap)\shere\s(?:to|for)\s.{2,120}
      | (?:tags|topics|keywords|filed\sunder)\s?:\s.{1,160}
      | (?:©|\(c\)|copyright)\s.{0,160}
      | .{0,80}\ball\srights\sreserved\b.{0,120}
      | this\smaterial\smay\snot\sbe\spublished,\sbroadcast.{0,120}
      | (?:get|download)\s(?:the|our)\s.{0,40}\b(?:app|newsletter)\b.{0,80}
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_NETWORK = (
    r"(?:facebook|twitter|x|bluesky|mastodon|linkedin|whatsapp|reddit|threads"
    r"|e-?mail|print|copy\slink|share|save)"
)
_BAR = re.compile(  # three or more names of networks and nothing else: `Facebook Twitter Email`
    rf"(?:share\s(?:this|on|via|to)?\s?(?:article|story)?\s?:?\s?)?{_NETWORK}(?:[\s|·•,/]{{1,5}}{_NETWORK}){{2,12}}",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:read\s(?:more|also|next)|also\sread|more\son\sthis|see\salso|related(?:\s(?:article|story|stories|coverage))?|watch|listen)"
    r"\s?:\s\S.{2,200}|\W?(?:advertisement|article\scontinues\sbelow|story\scontinues\sbelow(?:\sadvertisement)?)\W?",
    re.IGNORECASE,
)
_LONGEST = 260  # characters; a longer line is text
_LAST_PARAGRAPH = re.compile(r"(?:^|\n)[^\S\n]*([^\n]+?)\s*$")


def body_end(text: str) -> int:
    r"""Find where the article's own words end and contact lines begin.

    >>> body_end("Rain fell.\n\nann@paper.example")
    10
    """
    end = len(text.rstrip())
    while (last := _LAST_PARAGRAPH.search(text, 0, end)) and _is_boilerplate(last[1].strip()):
        end = len(text[: last.start()].rstrip())
    return end or len(text.rstrip())


def asides(text: str) -> list[tuple[int, int]]:
    r"""Find the lines inside an article that lead elsewhere: links to other articles, share bars, advertisements.

    >>> asides("Rain fell.\n\nRead more: Snow in Oslo\n\nIt went on.")
    [(12, 35)]
    """
    found = []
    start = 0
    for line in text.split("\n"):
        visible = line.strip()
        if len(visible) <= _LONGEST and (_ASIDE.fullmatch(visible) or _BAR.fullmatch(visible)):
            first = start + line.index(visible[0])
            found.append((first, first + len(visible)))
        start += len(line) + 1
    return found


def _is_boilerplate(line: str) -> bool:
    """Whether a line at the end is none of the article's words."""
    return len(line) <= _LONGEST and bool(
        _CONTACT.match(line) or _BAR.fullmatch(line) or _ASIDE.fullmatch(line)
    )
