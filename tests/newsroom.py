"""Three articles that most tests are about."""

from collections.abc import Callable
from datetime import date

from index.collect import Report
from index.types import Article

ARTICLES = (
    Article(
        id="flood-1",
        title="River floods Harrow",
        text="HARROW – The river Sile rose 2.4 metres on Monday. Mayor Ada Brandt said 300 people left their homes.\n\n"
        "“We have never seen water like this,” Brandt said.",
        published=date(2024, 3, 4),
        source="The Tern",
    ),
    Article(
        id="vote-1",
        title="Budget passes",
        text="ORSUND – Parliament passed the budget on Tuesday by 98 votes to 71. The budget holds 14.2 million krons"
        " for flood defences. Finance minister Per Holm did not speak.",
        published=date(2024, 5, 14),
        source="Capital Record",
    ),
    Article(
        id="ferry-1",
        title="Ferry halted",
        text="The ferry to Skell Island was halted after Capt. Erik Dahl found a crack in the hull. The island is 11 "
        "nautical miles off the coast.",
        source="Harbour Courier",
    ),
)

Build = Callable[..., Report]
