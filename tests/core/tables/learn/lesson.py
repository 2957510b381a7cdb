"""The rules of a lesson."""

from datetime import date

from steun.core.learn import lesson as it
from steun.core.learn.lesson import LessonFacts as F
from tests.core.tables.truth import row, table

BEFORE, DAY, AFTER = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)

TABLES = [
    table(
        it.points_at_something, "lesson-points-at-something", "Steun", met=[F(points_at=1), F(points_at=4)], unmet=[F()]
    ),
    table(it.owner_can_answer, "lesson-owner-can-answer", "Steun", met=[F(owner_answers=True)], unmet=[F()]),
    table(
        it.is_due_ahead, "lesson-is-due-ahead", "Steun",
        met=[F(due_on=DAY, today=DAY), F(due_on=AFTER, today=DAY)],
        unmet=[F(due_on=BEFORE, today=DAY), F(due_on=DAY), F(today=DAY), F()],
    ),
    table(it.lesson_changes, "revision-says-something-else", "Steun", met=[row(F(changes=True))], unmet=[row(F())]),
    table(
        it.step_is_argued, "lesson-step-is-argued", "Steun", met=[F(reason="Not ours")], unmet=[F(), F(reason=" ")]
    ),
    table(
        it.change_is_named, "lesson-change-is-named", "Steun", met=[F(done="Annex 3")], unmet=[F(), F(done=" ")]
    ),
    table(
        it.was_tested_since, "lesson-tested-since", "Steun",
        met=[
            F(carried_on=DAY, shown_on=DAY, today=DAY), F(carried_on=BEFORE, shown_on=DAY, today=AFTER),
            F(carried_on=BEFORE, shown_on=DAY, today=DAY),
        ],
        unmet=[
            F(carried_on=DAY, shown_on=BEFORE, today=AFTER), F(carried_on=DAY, shown_on=AFTER, today=DAY),
            F(carried_on=DAY, today=DAY), F(shown_on=DAY, today=DAY), F(carried_on=DAY, shown_on=DAY), F(),
        ],
    ),
    table(
        it.verified_by_another, "lesson-verified-by-another", "Steun",
        met=[
            F(owner="VR24", actor="LOCC", person="p", carried_by="q"), F(owner="VR24", actor="LOCC"),
            F(owner="VR24", actor="LOCC", person="p"),
        ],
        unmet=[
            F(owner="VR24", actor="VR24", person="p", carried_by="q"), F(),
            F(owner="VR24", actor="LOCC", person="p", carried_by="p"),
        ],
    ),
]  # fmt: skip
