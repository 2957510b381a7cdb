"""The rules of a decree, on the day of NOON."""

from datetime import timedelta

from steun.core.know import decree as d
from steun.core.know.decree import DecreeFacts as F
from tests.core.tables.samples import NOON
from tests.core.tables.truth import row, table

TODAY = NOON.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

TABLES = [
    table(
        d.area_is_named, "decree-names-its-area", "Steun",
        met=[F(), F(local=True, area=("GM1",)), F(area=("GM1",))], unmet=[F(local=True)],
    ),
    table(
        d.days_are_forward, "decree-ends-after-it-begins", "Steun",
        met=[F(starts_on=TODAY), F(starts_on=TODAY, ends_on=TODAY), F(starts_on=TODAY, ends_on=TOMORROW), F()],
        unmet=[F(starts_on=TODAY, ends_on=YESTERDAY)],
    ),
    table(
        d.has_begun, "decree-is-in-force", "Steun",
        met=[F(starts_on=TODAY, today=TODAY), F(starts_on=YESTERDAY, today=TODAY)],
        unmet=[F(starts_on=TOMORROW, today=TODAY), F(starts_on=TODAY), F(today=TODAY)],
    ),
    table(d.use_is_described, "use-is-told", "Steun", met=[F(how="Cleared the dyke")], unmet=[F(), F(how="  ")]),
    table(d.end_is_argued, "end-is-argued", "Steun", met=[F(reason="It is dry")], unmet=[F(), F(reason=" ")]),
    table(d.was_not_used, "decree-was-not-used", "Steun", met=[row(F())], unmet=[row(F(used=True))]),
]  # fmt: skip
