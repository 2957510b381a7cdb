"""The rules of a closure, at NOON."""

from datetime import timedelta

from steun.core.know.roads import closure as c
from steun.core.know.roads.closure import ClosureFacts as F
from tests.core.tables.samples import NOON
from tests.core.tables.truth import table

MINUTE = timedelta(minutes=1)
EARLIER, LATER = NOON - MINUTE, NOON + MINUTE

TABLES = [
    table(c.a_road_is_named, "closure-names-a-road", "Steun", met=[F(links=("A.B.A1",))], unmet=[F()]),
    table(
        c.ends_after_it_starts, "closure-ends-after-it-starts", "Steun",
        met=[F(starts_at=NOON, ends_at=LATER), F(starts_at=NOON), F(ends_at=NOON)],
        unmet=[F(starts_at=NOON, ends_at=NOON), F(starts_at=NOON, ends_at=EARLIER)],
    ),
    table(
        c.is_not_over, "closure-lies-ahead", "Steun",
        met=[F(now=NOON), F(ends_at=LATER, now=NOON), F(ends_at=NOON)],
        unmet=[F(ends_at=NOON, now=NOON), F(ends_at=EARLIER, now=NOON)],
    ),
    table(c.closure_changes, "closure-says-something-else", "Steun", met=[F(changes=True)], unmet=[F()]),
    table(
        c.opening_is_argued, "opening-is-argued", "Steun", met=[F(reason="The water is gone")],
        unmet=[F(), F(reason=" ")],
    ),
]  # fmt: skip
