"""The rules of a recalibration."""

from steun.core.agree import recalibration as r
from steun.core.agree.recalibration import RecalibrationFacts as F
from tests.core.tables.truth import WARNS, table

TABLES = [
    table(
        r.something_is_needed, "something-is-needed", "Steun",
        met=[F(needs=1), F(needs=400)], unmet=[F(), F(units=3)],
    ),
    table(
        r.somebody_has_means, "somebody-has-means", "Steun", unmet_is=WARNS,
        met=[F(units=1), F(units=2_000)], unmet=[F(), F(needs=3)],
    ),
]  # fmt: skip
