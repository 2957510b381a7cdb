"""The rules of a headcount."""

from datetime import date

from steun.core.know.baseline import headcount as h
from steun.core.know.baseline.headcount import HeadcountFacts as F
from tests.core.tables.truth import row, table

BEFORE, DAY, AFTER = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)

TABLES = [
    table(
        h.elsewhere_within_people, "elsewhere-within-people", "Steun",
        met=[F(people=4), F(people=4, reservists=4), F(people=4, reservists=4, fire_volunteers=4, others=4)],
        unmet=[
            row(F(people=4, reservists=5), people=4, most=5), row(F(people=4, fire_volunteers=6), people=4, most=6),
            row(F(people=4, others=5), people=4, most=5),
        ],
    ),
    table(
        h.register_is_named, "register-is-named", "Steun",
        met=[F(), F(others=1, other_register="Red Cross"), F(reservists=3, fire_volunteers=2)],
        unmet=[F(others=1), F(others=1, other_register=" ")],
    ),
    table(
        h.was_counted, "counted-by-today", "Steun",
        met=[F(counted_on=DAY, today=DAY), F(counted_on=BEFORE, today=DAY), F(counted_on=DAY), F(today=DAY)],
        unmet=[F(counted_on=AFTER, today=DAY)],
    ),
    table(
        h.is_counted_again, "counted-again-later", "Steun",
        met=[F(counted_on=DAY, again_by=AFTER), F(counted_on=DAY), F(again_by=DAY)],
        unmet=[F(counted_on=DAY, again_by=DAY), F(counted_on=DAY, again_by=BEFORE)],
    ),
    table(h.headcount_changes, "revision-says-something-else", "Steun", met=[row(F(changes=True))], unmet=[row(F())]),
    table(
        h.withdrawal_is_argued, "withdrawal-is-argued", "Steun", met=[F(reason="We moved")],
        unmet=[F(), F(reason=" ")],
    ),
]  # fmt: skip
