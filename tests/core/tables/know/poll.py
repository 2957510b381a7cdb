"""The rules of a poll of needs, on the day of NOON."""

from datetime import timedelta

from steun.core.know import poll as p
from steun.core.know.poll import PollFacts as F
from tests.core.tables.samples import NOON
from tests.core.tables.truth import table

TODAY = NOON.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

TABLES = [
    table(p.somebody_is_asked, "poll-asks-somebody", "Steun", met=[F(asked=("VR24",))], unmet=[F(), F("LOCC")]),
    table(
        p.closes_ahead, "poll-closes-ahead", "Steun",
        met=[F(closes_on=TOMORROW, today=TODAY)],
        unmet=[
            F(closes_on=TODAY, today=TODAY), F(closes_on=YESTERDAY, today=TODAY), F(today=TODAY), F(closes_on=TODAY),
        ],
    ),
    table(
        p.is_not_over, "poll-is-not-over", "Steun",
        met=[F(closes_on=TODAY, today=TODAY), F(closes_on=TOMORROW, today=TODAY)],
        unmet=[F(closes_on=YESTERDAY, today=TODAY), F(today=TODAY), F(closes_on=TODAY)],
    ),
    table(
        p.answer_is_one, "poll-answer-is-one", "Steun",
        met=[F(needs=1), F(needs=3), F(none=True)], unmet=[F(), F(needs=1, none=True)],
    ),
    table(
        p.end_of_poll_is_argued, "poll-end-is-argued", "Steun",
        met=[F(reason="A mistake")], unmet=[F(), F(reason=" ")],
    ),
]  # fmt: skip
