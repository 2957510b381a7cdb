"""The rules of a self-assessment."""

from datetime import date

from steun.core.know.baseline import assessment as a
from steun.core.know.baseline.assessment import AssessmentFacts as F
from tests.core.tables.truth import row, table

BEFORE, DAY, AFTER = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)

TABLES = [
    table(
        a.evidence_is_given, "evidence-is-given", "Steun",
        met=[F(grade="met", evidence="A test"), F(grade="partly"), F(grade="not-met"), F(grade="unknown"), F()],
        unmet=[F(grade="met"), F(grade="mostly"), F(grade="met", evidence=" ")],
    ),
    table(
        a.gap_is_named, "gap-is-named", "Steun",
        met=[F(grade="met"), F(grade="unknown"), F(), F(grade="partly", gap="Fuel")],
        unmet=[F(grade="mostly"), F(grade="partly"), F(grade="not-met", gap=" ")],
    ),
    table(
        a.was_looked_at, "assessed-by-today", "Steun",
        met=[F(assessed_on=DAY, today=DAY), F(assessed_on=BEFORE, today=DAY), F(assessed_on=DAY), F(today=DAY)],
        unmet=[F(assessed_on=AFTER, today=DAY)],
    ),
    table(
        a.is_looked_at_again, "assessed-again-later", "Steun",
        met=[F(assessed_on=DAY, again_by=AFTER), F(assessed_on=DAY), F(again_by=DAY)],
        unmet=[F(assessed_on=DAY, again_by=DAY), F(assessed_on=DAY, again_by=BEFORE)],
    ),
    table(a.assessment_changes, "revision-says-something-else", "Steun", met=[row(F(changes=True))], unmet=[row(F())]),
    table(
        a.withdrawal_is_argued, "withdrawal-is-argued", "Steun", met=[F(reason="We moved")],
        unmet=[F(), F(reason=" ")],
    ),
]  # fmt: skip
