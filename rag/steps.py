"""A question about somebody who is described, not named → the question who that is, and what is then asked of the name.

"How old was the secretary of the anglers' club?" becomes "Who was the secretary of the anglers' club?" and "How old was
...?". By rules, without a grammar: where a description ends is guessed from the verb that the question still needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.comparison_asked import LONGEST
from rag.step_words import NO_ROLES, TELLING, VERBS

_DO = r"did|does|do|will|would|can|could|should|must|may|might"
_BE = r"was|were|is|are|had|has|have"
_WITHIN = (
    r"of|at|in|on|for|from|to|by|with|behind|about|against|before|after|under|over|than|and|or"
)
_PLAIN = rf"(?!(?:{_DO}|{_BE}|{_WITHIN}|the|a|an|who|whom|whose|which|what|that)\b)[\w’'-]+"
_HEAD = rf"{_PLAIN}(?:\s+{_PLAIN}){{0,5}}"
_DESCRIBED = re.compile(
    rf"\b(?P<phrase>(?:the|a|an)\s+(?P<head>{_HEAD}),?\s+(?P<link>(?:{_WITHIN})\s+)?(?P<how>whom?|that|which|whose))\s+(?P<clause>[^?]+)",
    re.IGNORECASE,
)
_MEMBER = re.compile(rf"\b(?:the|a|an)\s+(?P<head>{_HEAD}\s+of\s+(?:the\s+)?)$", re.IGNORECASE)
_BOTH = re.compile(
    rf"^\W*(?:which|what)\s+(?P<head>(?:of\s+the\s+)?{_HEAD}(?:\s+of\s+(?:the\s+)?{_HEAD})?),?\s+(?P<how>who|that|which|whose)\s+"
    rf"(?P<clause>[^?]+?),?\s+(?P<rest>(?:(?:and|but)\s+)?"
    r"(?:(?:later|then|also|now|afterwards|once|eventually|still|in the end)\s+)?"
    rf"(?:{_BE}|went|ended up|rose|turned|became|got|took|gave|said|told|won|lost|wants?|lives?|works?|will|would)\b[^?]*)",
    re.IGNORECASE,
)
_TURN = re.compile(
    rf"^\W*(?P<asks>who|(?:which|what)\s+{_PLAIN})\s+(?P<clause>(?!(?:{_DO}|{_BE})\b)[^?]+?),?\s+"
    r"(?:(?:after|before|while|despite|by)\s+(?P<doing>[\w’'-]+ing\b[^?]*)"
    r"|and\s+(?P<rest>(?:(?:later|then|also|once|afterwards)\s+[\w’'-]+|[\w’'-]+ed|went|took|got|made|won|lost|became|came|left|gave|said|told|led)\b[^?]*))",
    re.IGNORECASE,
)
_NAMES = re.compile(  # "What is the name of the ...?" asks for one thing, too
    rf"^\W*(?:what|which)\s+(?:is|was|are|were)\s+the\s+(?:(?:first|last|full)\s+)?names?\s+of\s+(?:the|an?)\s+{_HEAD},?\s+(?:who|that|which|whose)\b",
    re.IGNORECASE,
)
_ROLE = (
    r"(?:[\w’'-]{2,}(?:[^b]er|or|ist|man|woman|ian|ary|ant|ent|ess|ee)|captain|chieftain|chief|mayor|sheriff|bailiff|boy|girl|child|witness|nurse|coach|judge|priest|pilot|chair|"
    r"chef|cook|king|queen|son|daughter|wife|husband|widow|head|chairperson|spokesperson|plaintiff|bride|groom|victim|guide|thief|person)"
)
_PERSON = re.compile(rf"\b{_ROLE}s?$", re.IGNORECASE)
_OF = re.compile(
    rf"\b(?P<phrase>the\s+(?P<head>(?:{_PLAIN}\s+){{0,3}}?{_ROLE})\s+(?:of|at|for|in|from|behind|on|with|to|against)\s+)(?P<clause>[^?]+)",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    rf"^\W*(?:who|whom|whose|what|which|when|where|why|how)\s+(?:{_DO}|{_BE}|got)\s*$",
    re.IGNORECASE,
)
_OF_PEOPLE = frozenset(("who", "whom", "whose"))
_ANYBODY = frozenset("man woman person people one those somebody someone anyone official".split())
_NOT_AFTER = frozenset("to and or not will would can could should did does do the a an of".split())
_PARTICIPLE = re.compile(
    r"(?:[a-z]+ed|born|found|held|taken|sent|seen|hit|shot|kept|paid|sold|put|given|known|made|told|brought|caught|hurt|left|lost|built|buried)$"
)
_NOT_BEFORE_PARTICIPLE = frozenset(
    "was were is are be been being had has have got the a an and or by who that which whose not never just first".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSteps:
    """What to ask first, and what of the name that is found: the words before it and after it.

    `same`: the second question does not hold the name, its answer must be the same once more.
    """

    first: str
    before: str
    after: str
    same: bool = False

    def second(self, name: str) -> str:
        """Ask the second question of a name."""
        return _question(self.before if self.same else f"{self.before}{name}{self.after}")


def two_steps(question: str) -> TwoSteps | None:
    """Take a question apart that describes somebody or something; None where it does not.

    >>> steps = two_steps("How old was the man who found the coin?")
    >>> steps.first, steps.second("Jo Lund")
    ('Who found the coin?', 'How old was Jo Lund?')
    >>> steps = two_steps("What did the teacher who fled with a rabbit tell the minister?")
    >>> steps.first, steps.second("Mia Falk")
    ('Which teacher fled with a rabbit?', 'What did Mia Falk tell the minister?')
    """
    if len(question) > LONGEST or _NAMES.match(question):
        return None
    return _both(question) or _described(question) or _of(question) or _turn(question)


def asked_of(described: str) -> str | None:
    """Ask who "the man who found the coin" is: "Who found the coin?"; None where nothing is told of him.

    >>> asked_of("the two guards who hid")
    'Which two guards hid?'
    """
    found = _DESCRIBED.match(described)
    if not found or found["link"]:
        return None
    return _who(found["head"], found["how"], found["clause"].rstrip(" ?."))


def is_person(phrase: str) -> bool:
    """Whether "the captain of the Haldis" is somebody, by the noun before the first preposition.

    >>> is_person("the captain of the Haldis"), is_person("the ferry to Skell Island")
    (True, False)
    """
    head = re.split(rf"\s+(?:{_WITHIN})\s+|,", phrase, maxsplit=1, flags=re.IGNORECASE)[0]
    noun = head.rsplit(maxsplit=1)[-1].lower() if head.strip() else ""
    return bool(_PERSON.search(head)) and noun not in NO_ROLES


def _both(question: str) -> TwoSteps | None:
    """Take "Which guard who hid was later promoted?": two things that are told of one."""
    found = _BOTH.match(question)
    if not found:
        return None
    rest = re.sub(r"^(?:and|but)\s+", "", found["rest"])
    return TwoSteps(
        first=_who(found["head"], found["how"], found["clause"]),
        before=_who(found["head"], "who", rest),
        after="",
        same=True,
    )


def _turn(question: str) -> TwoSteps | None:
    """Take "Who became minister after demanding a pension?": two things that one did."""
    found = _TURN.match(question)
    if not found:
        return None
    also = f"was {found['doing']}" if found["doing"] else found["rest"]
    asks = found["asks"] if " " in found["asks"] else "who"
    return TwoSteps(
        first=_question(f"{found['asks']} {found['clause']}"),
        before=f"{asks} {also}",
        after="",
        same=True,
    )


def _described(question: str) -> TwoSteps | None:
    """Take "What did the man who fell say?": a description with a clause."""
    for found in _DESCRIBED.finditer(question):
        before, head = question[: found.start("phrase")], found["head"]
        clause = found["clause"].rstrip(" ?.")
        if (
            found["how"].lower() == "who"
            and not _PERSON.search(head)
            and (wider := _MEMBER.search(before))
        ):
            # "the member of the management who": it is the member that did
            before, head = before[: wider.start()], f"{wider['head']}the {head}"
        if not before.strip():
            continue
        doing, helped = _helped(before)
        words = head.split()
        if doing and words[-1].lower() in VERBS:
            told = found["link"] or found["how"].lower() not in _OF_PEOPLE
            if told or words[-1].lower() in TELLING or len(words) == 1:
                continue  # "When did the minister announce that ...?" describes nobody
            # "How many seats did the party win whose leader ...": the verb stands before the clause
            first = _who(" ".join(words[:-1]), found["how"], clause)
            return _asking(first, before, f" {words[-1]}")
        end = _end(clause, doing=doing) if helped else len(clause)
        if doing and end == len(clause):
            continue  # the verb that the second question needs was not found
        first = _who(head, found["how"], clause[:end], found["link"] or "")
        return _asking(first, before, _after(clause[end:]))
    return None


def _asking(first: str, before: str, after: str) -> TwoSteps | None:
    """Take both steps, unless nothing is asked of the name: "Who was ...?" is one question."""
    if not after and _EMPTY.match(before):
        return None
    return TwoSteps(first=first, before=before, after=after)


def _helped(before: str) -> tuple[bool, bool]:
    """Say whether a helping verb stands last in front of a description: a form of "do", or any."""
    if re.search(r"\bhow\s+[a-z]+\s+(?:was|were|is|are)\s+$", before, re.IGNORECASE):
        return False, False  # "how old was" needs no verb more
    helper = re.search(rf"\b({_DO}|{_BE})\s+$", before, re.IGNORECASE)
    return bool(helper and re.fullmatch(_DO, helper[1], re.IGNORECASE)), bool(helper)


def _of(question: str) -> TwoSteps | None:
    """Take "How old was the captain of the ship?": a description by a role."""
    for found in _OF.finditer(question):
        before = question[: found.start("phrase")]
        noun = found["head"].split()[-1].lower()
        if (
            not before.strip()
            or noun in NO_ROLES
            or re.match(r"^\W*who(?:se|m)?\s+(?:was|is)\s+$", before, re.IGNORECASE)
        ):
            continue
        doing, helped = _helped(before)
        clause = found["clause"].rstrip(" ?.")
        end = _end(clause, doing=doing) if helped else len(clause)
        first = _question(f"Who was {found['phrase']}{clause[:end]}")
        return _asking(first, before, _after(clause[end:]))
    return None


def _end(clause: str, *, doing: bool) -> int:
    """Guess where a description ends: before the verb that the question still needs."""
    spans = [found.span() for found in re.finditer(r"[\w’'-]+", clause)]
    words = [clause[start:end].lower() for start, end in spans]
    for at in range(1, len(words)):
        before = words[at - 1]
        if doing and words[at] in VERBS and before not in _NOT_AFTER:
            return spans[at][0]
        if (
            not doing
            and at > 1
            and _PARTICIPLE.match(words[at])
            and before not in _NOT_BEFORE_PARTICIPLE
        ):
            return spans[at][0]
    return len(clause)


def _who(head: str, how: str, clause: str, link: str = "") -> str:
    """Ask who or what fits a description."""
    if link:
        return _question(f"{link}which {head} {clause}")
    noun = head.rsplit(maxsplit=1)[-1].lower()
    if how.lower() == "whose":
        ending = "’" if head.endswith("s") else "’s"
        return _question(f"Which {head}{ending} {clause}")
    return _question(
        f"Who {clause}" if noun in _ANYBODY and len(head.split()) == 1 else f"Which {head} {clause}"
    )


def _after(left: str) -> str:
    return f" {left.strip(' ,')}" if left.strip(" ,") else ""


def _question(text: str) -> str:
    plain = " ".join(text.split()).strip(" ,?")
    return f"{plain[:1].upper()}{plain[1:]}?"
