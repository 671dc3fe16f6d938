"""Who said what: direct and indirect quotations in a text, each with its speaker.

Rules, no model. A speaker stands beside a verb of saying: after the quotation (`“…,” said Ada Brandt`), before it
(`Brandt said: “…”`), or in a sentence without quotation marks (`Brandt said the road was open`, `according to Brandt`).
A title in quotation marks is said by nobody. `she` and a quotation without a name belong to whoever spoke or was named
last. A surname is the full name that the text gave before; somebody without a name (`the clerk`) stays so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.sentences import sentence_spans
from rag.words import stem

_PARTICLE = r"(?:al-|el-|de |del |van |von |bin |der |den |da |di |la |le |O’|O')"
_WORD = rf"{_PARTICLE}?[A-Z][\w’'-]*[\w]"
_INITIAL = r"[A-Z]\."
_SHORT_TITLE = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Capt|Col|Cpl|Lt|Gen|Maj|Sgt|Adm|Cmdr|Rev|Hon|Sen|Rep|Gov|Supt|Insp)\."
)
NAME = rf"(?:{_SHORT_TITLE}\s+)*{_WORD}(?:\s+(?:{_INITIAL}|{_WORD}))*"
_TITLE = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Dr|Prof|Capt|Col|Cpl|Lt|Gen|Maj|Sgt|Adm|Cmdr|Rev|Hon|Sen|Rep|Gov|Sir|Dame|Lord|Lady|Supt|Insp"
    r"|Mayor|President|Professor|Doctor|Captain|Colonel|General|Major|Senator|Governor|Minister|Judge|Justice|Chancellor"
    r"|Police|Superintendent|Inspector|Farmer|Teacher|Secretary|Commissioner|Director|Chief|Chairman|Chairwoman|Prime|King"
    r"|Queen|Prince|Princess|Pope|Bishop|Archbishop|Ambassador|Sheriff|Detective|Officer|Lieutenant|Sergeant)\b\.?\s*)+"
)
_VERBS = (
    "said says say told tells added adds asked asks argued argues announced announces claimed claims warned warns "
    "insisted insists explained explains noted notes replied replies recalled recalls wrote writes tweeted posted "
    "declared declares stated states acknowledged acknowledges admitted admits conceded concedes confirmed confirms "
    "denied denies called calls described describes predicted predicts promised promises pledged pledges vowed vows "
    "stressed stresses suggested suggests believes thinks hopes estimated estimates testified testifies remarked "
    "remarks joked shouted continued concluded concludes cautioned cautions urged urges demanded demands answered"
).split()
_SAID = rf"(?:{'|'.join(_VERBS)})"
_PRONOUN = r"(?:[Hh]e|[Ss]he|[Tt]hey)"
_SOMEBODY = r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ne)\s+[\w’'-]+(?:\s+[\w’'-]+)?"
_WHO = rf"(?P<who>{NAME}|{_PRONOUN})"
_ASIDE = r"(?:,\s[^,“”\"\n]{1,80},|,)?"
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|of|between|off|on|around|outside|across)\s+(?:the\s+)?$"
)
_BEFORE_VERB = re.compile(rf"\b{_WHO}{_ASIDE}\s+(?:(?:also|then|later|had|has)\s+)?{_SAID}\b")
_AFTER_VERB = re.compile(rf"\b{_SAID}\s+(?:[\w’'-]+[\s,]+){{0,6}}?(?P<who>{NAME}|he|she|they)\b")
_ACCORDING = re.compile(rf"\b[Aa]ccording\s+to\s+(?:[\w’'-]+[\s,]+){{0,8}}?(?P<who>{NAME})")
_UNNAMED = re.compile(
    rf"\b(?P<who>{_SOMEBODY}){_ASIDE}\s+{_SAID}\b|\b{_SAID}\s+(?P<other>{_SOMEBODY})"
)
_QUOTATION = re.compile(r"“[^”]{2,5000}”|(?<![\w\"])\"[^\"\n]{2,2000}\"(?!\w)")
_NAMED = re.compile(rf"(?<![.!?]\s)(?<!^)\b({NAME})|\b({_WORD}(?:\s+(?:{_INITIAL}|{_WORD}))+)")
_FEWEST_WORDS = 3  # in a quotation; fewer are a word in inverted commas
_WEIGHTY = 4  # letters of a word that titles write with a capital
_NO_PEOPLE = frozenset(
    "The A An In On At But And It He She They We I You This That These Those If When While After Before As For From "
    "To With Its His Her Their Our My Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March "
    "April May June July August September October November December Yesterday Today Nobody Nothing No Not Yes There "
    "Here Then What Who Why How Where Asked By Is Are Was Were Because Also Or So Of More Though Although Since Until "
    "Jan Feb Mar Apr Aug Sept Oct Nov Dec".split()
)
_NO_PERSON = frozenset(
    "Agency Army Association Authority Bank Board Bureau Centre Center Club College Commission Committee "
    "Company Congress Council County Court Department Fund Government Group Hospital House Inc Inspectorate "
    "Institute Island League Line Ltd Ministry Museum Office Parliament Party Police Power Press Province "
    "River Road School Senate Service Society States Street Times Tribunal Trust Union University Valley Works "
    "Wire Record Herald Courier Ledger Gazette".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """Characters [start, end) of a text that `speaker` said: a quotation in marks, or a sentence that reports one."""

    speaker: str
    start: int
    end: int
    direct: bool


def utterances(text: str) -> list[Utterance]:
    """Find what is said in `text`, and by whom, in reading order.

    >>> [(u.speaker, u.direct) for u in utterances("Ada Brandt spoke. “It is over now,” Brandt said.")]
    [('Ada Brandt', True)]
    """
    return _Hearing(text).all()


def same_person(one: str, other: str) -> bool:
    """Whether two names may be the same person's: the surname is the same, and no first name differs.

    What stands before a whole name is an office, known or not.

    >>> same_person("Capt. Nils Moe", "Moe"), same_person("Ada Brandt", "Per Brandt")
    (True, False)
    >>> same_person("Harbour Master Ada Brandt", "Ada Brandt")
    True
    """
    first, second = _bare(one), _bare(other)
    if not first or not second or first[-1] != second[-1]:
        return False
    given, other_given = first[:-1], second[:-1]
    if not given or not other_given:
        return True
    shared = min(len(first), len(second))
    if first[-shared:] == second[-shared:]:
        return True
    return given[0][0] == other_given[0][0] and (
        given[0] == other_given[0] or 1 in {len(given[0]), len(other_given[0])}
    )


def untitled(name: str) -> str:
    """Leave out what stands before a name: `Capt. Nils Moe` is Nils Moe."""
    return _TITLE.sub("", name).strip() or name.strip()


def speaker_in(sentence: str) -> str | None:
    """Name who speaks in a single sentence; None where it does not say."""
    found = next((u for u in utterances(sentence)), None)
    if found and found.speaker:
        return found.speaker
    bare = _QUOTATION.sub(lambda quote: " " * len(quote[0]), sentence)
    return _Hearing(sentence).who(bare)


def _without_opening(name: str) -> str:
    """Leave out the first words of a sentence that stand before a name with a capital of their own.

    >>> _without_opening("Because Ada Brandt"), _without_opening("The Courier"), _without_opening("By Thursday")
    ('Ada Brandt', 'The Courier', '')
    """
    words = name.split()
    opens = [re.sub(r"[’']s$", "", word) in _NO_PEOPLE for word in words]
    if len(words) > 1 and words[0] == "The" and not opens[1]:
        return name
    first = next((n for n, opening in enumerate(opens) if not opening), len(words))
    return " ".join(words[first:])


def _names_a_work(words: str) -> bool:
    """Tell whether what stands in quotation marks is the title of a film, a song or a book, which nobody says.

    >>> _names_a_work("The Life of a Showgirl,"), _names_a_work("The life of a miner was hard,")
    (True, False)
    """
    weighty = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) >= _WEIGHTY]
    return len(weighty) > 1 and all(word[0].isupper() for word in weighty) and not words.isupper()


def _bare(name: str) -> list[str]:
    return [stem(word.strip(".")) for word in re.sub(r"[’']s\b", "", untitled(name)).split()]


class _Hearing:
    """Goes through a text once and remembers who was named and who spoke last."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._full: dict[str, str] = {}  # surname → name as first given in full
        self._last: str | None = None

    def all(self) -> list[Utterance]:
        """Hear the text out."""
        quotations = [
            (q.start(), q.end())
            for q in _QUOTATION.finditer(self._text)
            if len(q[0].split()) >= _FEWEST_WORDS
        ]
        found: list[Utterance] = []
        for start, end in _units(self._text, quotations):
            inside = [q for q in quotations if start <= q[0] < end]
            outside = _blanked(self._text, start, end, quotations)
            speaker = self.who(outside)
            if speaker is None and inside:
                speaker = self._last
            spoken = [(a, b) for a, b in inside if not _names_a_work(self._text[a + 1 : b - 1])]
            if speaker and spoken:
                found += [
                    Utterance(speaker=speaker, start=a + 1, end=b - 1, direct=True)
                    for a, b in spoken
                ]
            elif speaker:
                found.append(Utterance(speaker=speaker, start=start, end=end, direct=False))
            self._remember(outside, speaker)
        return found

    def who(self, outside: str) -> str | None:
        """Name the speaker that a sentence, its quotations blanked out, gives."""
        for shape in (_BEFORE_VERB, _AFTER_VERB, _ACCORDING):
            for found in shape.finditer(outside):
                name = found["who"]
                if re.fullmatch(_PRONOUN, name):
                    return self._last
                if named := _without_opening(name):
                    return self._in_full(_person(named))
        if somebody := _UNNAMED.search(outside):
            return " ".join((somebody["who"] or somebody["other"]).split())
        return None

    def _in_full(self, name: str) -> str:
        """Give the full name that the text gave before."""
        words = name.split()
        if len(words) > 1:
            self._full.setdefault(words[-1], name)
            return name
        return self._full.get(name, name)

    def _remember(self, outside: str, speaker: str | None) -> None:
        for found in _NAMED.finditer(outside):
            name = _person(found[1] or found[2])
            if len(name.split()) > 1:
                self._full.setdefault(name.split()[-1], name)
                placed = name.split()[-1] in _NO_PERSON or _PLACE.search(outside[: found.start()])
                if speaker is None and not placed:
                    self._last = name
        if speaker and speaker[0].isupper() and speaker.split()[-1] not in _NO_PERSON:
            self._last = speaker


def _person(name: str) -> str:
    """Leave out titles and a capital that is only the sentence's."""
    words = name.split()
    while len(words) > 1 and words[0] in _NO_PEOPLE:
        words = words[1:]
    return re.sub(r"[’']s$", "", untitled(" ".join(words)))


def _units(text: str, quotations: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """List the sentences; those that one quotation runs through are one, and so is the attribution after it."""
    units: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        cut = any(a < start < b for a, b in quotations)
        if units and (cut or _is_attribution(text, units[-1], start, end, quotations)):
            units[-1] = (units[-1][0], end)
        else:
            units.append((start, end))
    return units


def _is_attribution(
    text: str, last: tuple[int, int], start: int, end: int, quotations: list[tuple[int, int]]
) -> bool:
    """Whether a sentence is no more than `Brandt said.` after a quotation that ended the sentence before."""
    quoted = any(last[0] <= a and b >= last[1] - 1 for a, b in quotations)
    most = 8
    return (
        quoted
        and "\n" not in text[last[1] : start]
        and len(text[start:end].split()) <= most
        and bool(_BEFORE_VERB.match(text[start:end]) or _AFTER_VERB.match(text[start:end]))
    )


def _blanked(text: str, start: int, end: int, quotations: list[tuple[int, int]]) -> str:
    """Give a sentence with its quotations blanked out, so that what is quoted names no speaker."""
    out = text[start:end]
    for a, b in quotations:
        first, after = max(a, start) - start, min(b, end) - start
        if first < after:
            out = out[:first] + "," + " " * (after - first - 1) + out[after:]
    return out
