"""The rules of stock and absence."""

from steun.core.know import stock as s
from tests.core.tables.truth import row, table

TABLES = [
    table(
        s.stock_covers_absences, "stock-covers-absences", "Steun",
        met=[row(3, 3, stock=3, away=3)], unmet=[row(3, 4, stock=3, away=4)],
    ),
    table(s.absence_is_running, "absence-is-running", "Steun", met=[(False,)], unmet=[(True,)]),
]  # fmt: skip
