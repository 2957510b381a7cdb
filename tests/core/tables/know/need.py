"""The rules of a need."""

from steun.core.know import need as n
from steun.core.know.need import NeedFacts as F
from tests.core.tables.truth import row, table

TABLES = [
    table(
        n.something_is_named, "need-names-something", "Steun",
        met=[F(capability="pumps"), F(effect="dry"), F(capability="pumps", effect="dry")], unmet=[F(), F("VR24")],
    ),
    table(
        n.of_somebody_else, "need-is-of-somebody-else", "Steun",
        met=[F("VR24"), F("VR24", addressee="DOPS"), F()], unmet=[F("VR24", addressee="VR24")],
    ),
    table(n.need_changes, "revision-says-something-else", "Steun", met=[row(F(changes=True))], unmet=[row(F())]),
    table(
        n.withdrawal_is_argued, "withdrawal-is-argued", "Steun",
        met=[F(reason="It is met")], unmet=[F(), F(reason="  ")],
    ),
]  # fmt: skip
