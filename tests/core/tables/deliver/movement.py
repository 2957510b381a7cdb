"""The rules of a movement, at NOON."""

from datetime import timedelta

from steun.core.deliver.movement import life as m
from steun.core.deliver.movement.life import MovementFacts as F
from tests.core.tables.samples import NOON
from tests.core.tables.truth import row, table

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SIZES = {"packet_least": 10, "packet_most": 25}
EARLIER, LATER = NOON - MINUTE, NOON + MINUTE

TABLES = [
    table(m.goes_somewhere, "movement-goes-somewhere", "Steun", met=[F(origin="A", destination="B")], unmet=[F()]),
    table(
        m.has_time, "movement-has-time", "Steun", met=[F(earliest=NOON, latest=LATER)],
        unmet=[F(earliest=NOON, latest=NOON), F(earliest=NOON), F(latest=NOON), F(earliest=LATER, latest=NOON)],
    ),
    table(
        m.lies_within_two_weeks, "movement-lasts-two-weeks", "Steun",
        met=[F(), F(earliest=NOON), F(latest=NOON), F(earliest=NOON, latest=NOON + 14 * DAY)],
        unmet=[F(earliest=NOON, latest=NOON + 14 * DAY + MINUTE)],
    ),
    table(
        m.lies_ahead, "movement-lies-ahead", "Steun", met=[F(), F(now=NOON), F(latest=LATER, now=NOON), F(latest=NOON)],
        unmet=[F(latest=NOON, now=NOON), F(latest=EARLIER, now=NOON)],
    ),
    table(
        m.packets_fit, "packets-fit", "Steun",
        met=[F(), F(packet_size=10, **SIZES), F(packet_size=25, **SIZES)],
        unmet=[
            row(F(packet_size=9, **SIZES), least=10, most=25), row(F(packet_size=26, **SIZES), least=10, most=25),
        ],
    ),
    table(m.requirements_change, "requirements-say-something-else", "Steun", met=[F(changes=True)], unmet=[F()]),
    table(m.a_way_is_found, "a-way-is-found", "Steun", met=[F()], unmet=[row(F(no_way="no-road"), why_not="no-road")]),
    table(m.permission_is_asked, "permission-is-asked", "Steun", met=[F(known=True)], unmet=[F()]),
    table(m.answer_is_new, "permission-is-not-answered-yet", "Steun", met=[F()], unmet=[F(answered=True)]),
    table(
        m.answer_has_a_reference, "permission-has-a-reference", "Steun", met=[F(reference="Letter 7")],
        unmet=[F(), F(reference=" ")],
    ),
    table(
        m.every_permission_is_given, "permissions-are-answered", "Steun", met=[F(), F(denied=("a",))],
        unmet=[row(F(open=("a",)), number=1), row(F(open=("a", "b")), number=2)],
    ),
    table(
        m.no_permission_is_denied, "no-permission-is-denied", "Steun", met=[F(), F(open=("a",))],
        unmet=[row(F(denied=("a",)), number=1), row(F(denied=("a", "b")), number=2)],
    ),
    table(m.times_still_fit, "times-still-fit", "Steun", met=[F()], unmet=[row(F(in_the_way="closed"), what="closed")]),
    table(
        m.departure_lies_ahead, "departure-lies-ahead", "Steun",
        met=[F(), F(now=NOON), F(departs=NOON), F(departs=NOON, now=NOON), F(departs=LATER, now=NOON)],
        unmet=[F(departs=EARLIER, now=NOON)],
    ),
    table(
        m.step_is_argued, "movement-step-is-argued", "Steun", met=[F(reason="No escort")],
        unmet=[F(), F(reason=" ")],
    ),
    table(m.support_is_new, "support-is-new", "Steun", met=[F(supports=True)], unmet=[F()]),
    table(m.is_evaluated, "movement-is-evaluated", "Steun", met=[F(evaluation="Well")], unmet=[F(), F(evaluation=" ")]),
]  # fmt: skip
