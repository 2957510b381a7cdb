"""The rules of a risk."""

from datetime import date

from steun.core.know.risks import risk as r
from steun.core.know.risks.risk import RiskFacts as F
from tests.core.tables.truth import row, table

BEFORE, DAY, AFTER = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
ONE, TWO = frozenset({"VR24"}), frozenset({"VR24", "VR23"})

TABLES = [
    table(r.an_interest_is_hit, "risk-hits-an-interest", "Steun", met=[F(impacts=("physical",))], unmet=[F()]),
    table(
        r.an_interest_has_one_class, "risk-one-class-an-interest", "Steun",
        met=[F(), F(impacts=("physical", "economic"))], unmet=[F(impacts=("physical", "physical"))],
    ),
    table(
        r.scale_fits_places, "risk-scale-fits-places", "Steun",
        met=[
            F(scale="municipal", regions=ONE, municipalities=1), F(scale="regional", regions=ONE),
            F(scale="regional", regions=ONE, municipalities=2), F(scale="interregional", regions=TWO),
            F(scale="national"), F(scale="national", regions=TWO),
        ],
        unmet=[
            row(F(scale="municipal"), regions=0), row(F(scale="municipal", regions=ONE), regions=1),
            row(F(scale="municipal", regions=TWO, municipalities=2), regions=2), row(F(scale="regional"), regions=0),
            row(F(scale="regional", regions=TWO), regions=2), row(F(scale="interregional", regions=ONE), regions=1),
        ],
    ),
    table(
        r.touches_its_own, "risk-touches-its-own", "Steun",
        met=[
            F(own_region="VR24", regions=TWO), F(regions=ONE), F(own_region="VR24", scale="national"), F(),
        ],
        unmet=[
            F(own_region="VR01", regions=TWO), F(own_region="VR24", scale="regional"),
            F(own_region="VR01", scale="national", regions=ONE),
        ],
    ),
    table(
        r.national_is_stated_nationally, "risk-national-by-national", "Steun",
        met=[F(scale="national", national=True), F(scale="interregional"), F(scale="regional", national=True)],
        unmet=[F(scale="national")],
    ),
    table(
        r.is_valid_ahead, "risk-is-valid-ahead", "Steun", met=[F(valid_until=AFTER, today=DAY)],
        unmet=[F(valid_until=DAY, today=DAY), F(valid_until=BEFORE, today=DAY), F(today=DAY), F(valid_until=DAY)],
    ),
    table(
        r.is_confirmed_in_time, "risk-is-confirmed-in-time", "Steun",
        met=[
            row(F(valid_until=DAY, latest=DAY), latest="2026-03-02"), row(F(latest=DAY), latest="2026-03-02"),
            row(F(valid_until=DAY), latest=""),
        ],
        unmet=[row(F(valid_until=AFTER, latest=DAY), latest="2026-03-02")],
    ),
    table(r.risk_changes, "revision-says-something-else", "Steun", met=[row(F(changes=True))], unmet=[row(F())]),
    table(
        r.withdrawal_is_argued, "withdrawal-is-argued", "Steun", met=[F(reason="Dykes")], unmet=[F(), F(reason=" ")],
    ),
]  # fmt: skip
