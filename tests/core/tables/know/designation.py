"""The rules of a designation."""

from datetime import date

from steun.core.know.baseline import designation as d
from steun.core.know.baseline.designation import DesignationFacts as F
from tests.core.tables.truth import row, table

BEFORE, DAY, AFTER = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
LEFT_OUT = frozenset({"police"})

TABLES = [
    table(d.is_by_a_ministry, "designated-by-a-ministry", "Steun", met=[F(is_ministry=True)], unmet=[F()]),
    table(
        d.entity_can_be_designated, "entity-can-be-designated", "Wet weerbaarheid kritieke entiteiten 5",
        met=[F(entity_kind="civil-provider", excluded=LEFT_OUT), F(entity_kind="police")],
        unmet=[F(entity_kind="police", excluded=LEFT_OUT)],
    ),
    table(d.is_designated_once, "designated-once", "Steun", met=[F()], unmet=[F(alone=False)]),
    table(
        d.was_designated, "designated-by-today", "Steun",
        met=[F(designated_on=DAY, today=DAY), F(designated_on=BEFORE, today=DAY), F(designated_on=DAY), F(today=DAY)],
        unmet=[F(designated_on=AFTER, today=DAY)],
    ),
    table(d.designation_changes, "revision-says-something-else", "Steun", met=[row(F(changes=True))], unmet=[row(F())]),
    table(d.withdrawal_is_argued, "withdrawal-is-argued", "Steun", met=[F(reason="Sold")], unmet=[F(), F(reason=" ")]),
]  # fmt: skip
