"""The rules of a standing permission, on the day of NOON."""

from datetime import timedelta

from steun.core.deliver.movement import clearance as c
from steun.core.deliver.movement.clearance import ClearanceFacts as F
from tests.core.tables.samples import NOON
from tests.core.tables.truth import table

TODAY = NOON.date()
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

TABLES = [
    table(c.permission_is_known, "clearance-is-of-a-permission", "Steun", met=[F(known=True)], unmet=[F()]),
    table(
        c.lasts_a_day, "clearance-lasts-a-day", "Steun",
        met=[F(first_day=TODAY, last_day=TODAY), F(first_day=TODAY, last_day=AFTER)],
        unmet=[F(), F(first_day=TODAY), F(last_day=TODAY), F(first_day=TODAY, last_day=BEFORE)],
    ),
    table(
        c.is_not_over, "clearance-lies-ahead", "Steun",
        met=[F(), F(today=TODAY), F(last_day=BEFORE), F(last_day=TODAY, today=TODAY), F(last_day=AFTER, today=TODAY)],
        unmet=[F(last_day=BEFORE, today=TODAY)],
    ),
    table(c.end_is_argued, "clearance-end-is-argued", "Steun", met=[F(reason="No more")], unmet=[F(), F(reason=" ")]),
]  # fmt: skip
