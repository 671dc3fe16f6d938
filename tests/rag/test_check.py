from collections.abc import Sequence

import pytest

from index.types import Article
from rag.check import StatementChecker
from rag.cite import cite
from rag.particulars import holds, particulars
from rag.support import Support
from rag.types import Citation, Sentence, Statement
from rag.verify import verify

EVIDENCE = (
    "The United States says it maintains about 500 troops in the north, Col. Bo Ek said on Sept. 16. "
    "“We will stay,” he said. Forces hold 70 percent of the city."
)
check = StatementChecker(min_support=0.6)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("70 percent", "70%", True),
        ("70 per cent", "70 percent", True),
        ("70 percent", "70", False),
        ("Sept. 16", "September 16", True),
        ("Sept. 16", "16 September 2017", True),
        ("Sept. 16, 2016", "16 September 2017", False),
        ("June 2022", "July 2022", False),
        ("June 2022", "June 2021", False),
        ("June 2022", "June of 2022", True),
        ("June 2022", "14 June 2022", True),
        ("June 2022", "June 14", True),
        ("June 2022", "2022-06-14", True),
        ("June 2022", "June 14, 2021", False),
        ("14 June 2022", "June 2022", False),
        ("June 2022", "first in June (2022)", True),
        ("June 2022", "first in June", False),
        ("June 2022", "cold in June and July 2022", True),
        ("June 2022", "cold in June 2021 and July 2022", False),
        ("Sept. 2022", "September 2022", True),
        ("2022", "June 2022", True),
        ("2022", "14 June 2022", True),
        ("2022", "14 June 2021", False),
        ("2,022", "14 June 2022", False),
        ("500", "5,000", False),
        ("5,000", "five thousand", True),
        ("14.2 million krons", "14.2 million krons", True),
        ("$2.5 million", "2.5 million dollars", True),
        ("twenty-one", "21", True),
    ],
)
def test_particulars_are_compared_by_what_they_amount_to(one: str, other: str, same: bool) -> None:
    (particular,) = particulars(f"It was {one} there.")
    assert holds(f"It was {other} there.", particular) is same


@pytest.mark.parametrize(
    "statement",
    [
        "The United States maintains about 500 troops in the north.",
        "Col. Bo Ek spoke on September 16 about the United States troops.",
        "Forces hold 70% of the city.",
        "He said “We will stay,” of the forces.",
    ],
)
def test_true_statements_pass(statement: str) -> None:
    assert check(statement, EVIDENCE).verdict == "supported"


@pytest.mark.parametrize(
    "statement",
    [
        "The United States maintains about 5,000 troops in the north.",
        "The United States does not maintain about 500 troops in the north.",
        "Forces hold 17 percent of the city.",
        "Col. Bo Ek spoke on September 26 about the United States troops.",
        "About 500 troops of Russia are in the north, it says.",
        "He said “We will leave,” of the forces in the city.",
        "Martians landed on the roof.",
        "",
    ],
)
def test_altered_statements_do_not_pass(statement: str) -> None:
    result = check(statement, EVIDENCE) if statement else check("!", EVIDENCE)
    assert result.verdict != "supported"
    assert result.support < 0.6


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("Forces hold 500 percent of the city.", "not in the evidence: 500 percent"),
        (
            "Bo Ek maintains about 500 troops in the north, Col. United States said on Sept. 16.",
            "name",
        ),
        ("The United States maintains no troops in the north, about 500.", "negation"),
        ("Forces hold 70 percent of the city.", "verbatim"),
    ],
)
def test_the_rules_say_what_they_went_by(statement: str, reason: str) -> None:
    assert reason in check(statement, EVIDENCE).reason


@pytest.mark.parametrize(
    ("statement", "evidence", "verdict", "reason"),
    [
        ("The mine closed in June 2022.", "The old mine closed in July 2022.", "contradicted", "June 2022"),
        ("June 2022 saw the mine close.", "The mine saw its close, in July 2022.", "contradicted", "June 2022"),
        ("The mine closed in June 2022.", "The old mine closed on 14 June 2022.", "supported", "little changed"),
        ("The mine closed on 14 June 2022.", "The old mine closed in June 2022.", "unsupported", "14 June 2022"),
    ],
)  # fmt: skip
def test_a_month_with_its_year_is_one_particular(
    statement: str, evidence: str, verdict: str, reason: str
) -> None:
    result = check(statement, evidence)
    assert (result.verdict, reason in result.reason) == (verdict, True)


def test_a_part_of_a_sentence_is_not_taken_for_what_it_says() -> None:
    evidence = "Nobody at the ministry believes that the dam will break."
    assert check("The dam will break.", evidence).reason != "verbatim"
    assert check(evidence, f"It rained. {evidence} It stopped.").reason == "verbatim"


@pytest.mark.parametrize(
    ("supported", "contradicted", "verdict"),
    [
        (0.9, 0.05, "supported"),
        (0.3, 0.6, "contradicted"),
        (0.55, 0.1, "partial"),
        (0.1, 0.2, "unsupported"),
    ],
)
def test_the_network_decides_where_the_rules_are_silent(
    supported: float, contradicted: float, verdict: str
) -> None:
    asked = []

    def judge(pairs: Sequence[tuple[str, str]]) -> list[Support]:
        asked.extend(pairs)
        return [Support(supported=supported, contradicted=contradicted)] * len(pairs)

    judged = StatementChecker(min_support=0.6, judge=judge)
    assert judged("Soldiers will keep their northern positions.", EVIDENCE).verdict == verdict
    assert len(asked) == 1
    assert judged("Forces hold 17 percent of the city.", EVIDENCE).verdict == "contradicted"
    assert len(asked) == 1


def test_the_missing_particular_is_named() -> None:
    (missing,) = check("The United States maintains 900 troops in the north.", EVIDENCE).missing
    assert (missing.kind, missing.text) == ("number", "900")


def test_a_statement_without_citations_keeps_support_zero() -> None:
    statement = verify(Statement(text="Rain fell."), check=check)
    assert (statement.support, statement.verdict) == (0.0, "unsupported")


def test_citations_are_narrowed_to_the_sentences_a_statement_rests_on() -> None:
    article = Article(id="a", text=EVIDENCE)
    statement = cite(
        Sentence("Seventy percent of the city is held.", (article.passage(0, len(EVIDENCE)),))
    )
    assert [c.quote for c in statement.citations] == ["Forces hold 70 percent of the city."]


def test_a_citation_cannot_leave_its_article() -> None:
    article = Article(id="a", text="Rain.")
    for start, end in ((0, 6), (3, 3), (-1, 2)):
        with pytest.raises(ValueError, match="does not fit"):
            Citation(article=article, start=start, end=end)


def test_a_figure_that_both_give_is_no_other_value() -> None:
    missed = check(
        "About 500 people fell ill in Harrow in 2022.", "People in Harrow fell ill in 2022."
    )
    assert missed.verdict == "unsupported"
    other = check(
        "About 500 people fell ill in Harrow in 2022.", "In 2022, 90 people fell ill in Harrow."
    )
    assert other.verdict == "contradicted"
