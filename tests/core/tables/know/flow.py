"""The rules of a flow on a road, at NOON."""

from datetime import timedelta

from steun.core.know.roads import flow as f
from steun.core.know.roads.flow import FlowFacts as F
from tests.core.tables.samples import NOON
from tests.core.tables.truth import table

MINUTE = timedelta(minutes=1)
EARLIER, LATER = NOON - MINUTE, NOON + MINUTE

TABLES = [
    table(f.drives_towards_an_end, "flow-drives-towards-an-end", "Steun", met=[F(towards=True)], unmet=[F()]),
    table(
        f.lasts_a_while, "flow-ends-after-it-was-seen", "Steun",
        met=[F(), F(seen_at=NOON), F(ends_at=NOON), F(seen_at=NOON, ends_at=LATER)],
        unmet=[F(seen_at=NOON, ends_at=NOON), F(seen_at=NOON, ends_at=EARLIER)],
    ),
    table(
        f.is_not_over, "flow-lies-ahead", "Steun",
        met=[F(), F(now=NOON), F(ends_at=EARLIER), F(ends_at=LATER, now=NOON)],
        unmet=[F(ends_at=NOON, now=NOON), F(ends_at=EARLIER, now=NOON)],
    ),
    table(f.flow_changes, "flow-says-something-else", "Steun", met=[F(changes=True)], unmet=[F()]),
    table(f.end_is_argued, "flow-end-is-argued", "Steun", met=[F(reason="Empty now")], unmet=[F(), F(reason=" ")]),
]  # fmt: skip
