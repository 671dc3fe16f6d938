"""Words that compare: what is greater and what is smaller, what is another time, what is a number."""

from __future__ import annotations

import re

from rag.words import MONTHS

_GREATER = (
    r"more|higher|larger|bigger|greater|longer|older|later|taller|heavier|wider|deeper|dearer|costlier|stronger|harder|louder|"
    r"warmer|hotter|steeper|thicker|broader|farther|further|better|fuller|richer|busier|keener|harsher|deadlier|elder"
)
_SMALLER = (
    r"fewer|less|lower|smaller|shorter|younger|earlier|cheaper|lighter|narrower|shallower|sooner|weaker|softer|quieter|"
    r"colder|cooler|gentler|flatter|thinner|nearer|closer|worse|emptier|poorer|rarer|milder|scarcer"
)
COMPARATIVES = rf"{_GREATER}|{_SMALLER}|faster|quicker|slower"
UP = (
    rf"{_GREATER}|most|highest|largest|biggest|greatest|longest|oldest|best|up|upwards?|"
    r"rise|rose|risen|grow|grew|grown|increased?|gain(?:ed)?|widen(?:ed)?|climb(?:ed)?|raised?|swell|swollen|above|exceeds?|exceeded|surpass(?:ed)?"
)
DOWN = (
    rf"{_SMALLER}|fewest|least|lowest|smallest|shortest|youngest|cheapest|worst|first|down|downwards?|"
    r"fall|fell|fallen|shrink|shrank|shrunk|decreased?|loss|narrow(?:ed)?|drop(?:ped)?|lowered|cut|sink|sank|sunk|decline[ds]?|below"
)
FAST, SLOW = r"faster|quicker|fastest|quickest", r"slower|slowest"
ANY = rf"{UP}|{DOWN}|{FAST}|{SLOW}"
A_NUMBER = (
    r"(?:[$€£¥]?\d|(?:about|some|nearly|almost)\s|(?:half|twice|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|an?\s+(?:hundred|thousand|million|dozen|third|quarter|half|year|month|week|day|hour|minute)\b)"
)
MORE_BY = re.compile(  # behind a value: what it is the difference of
    r"^\s*(?:points?\s+|%\s*)?(?:more|less|fewer|higher|lower|longer|shorter|above|below|over|under|heavier|lighter|dearer|cheaper"
    r"|older|younger|later|earlier|short of|too (?:much|many|little|few))\b",
    re.IGNORECASE,
)
_TIME_AGO = re.compile(  # months with their capital: "the march fee" is no time
    r"\b(?:(?i:before|earlier|previous(?:ly)?|last|ago|first|original(?:ly)?|then|former|initial(?:ly)?|announced|planned|expected"
    rf"|old|predecessor)|(?:19|20)\d\d|{MONTHS})\b"
)


def of_time(base: str) -> bool:
    """Whether what is compared with is another time, or what was said then: "than in 2018", "than first said"."""
    return bool(_TIME_AGO.search(base))


def is_up(how: str) -> bool:
    """Whether a word stands for the greater of two values."""
    return bool(re.fullmatch(rf"{UP}|{FAST}", how, re.IGNORECASE))
