"""The rules of a road plan."""

from steun.core.deliver import roadplan as p
from steun.core.deliver.roadplan import RoadPlanFacts as F
from tests.core.tables.truth import row, table

TABLES = [
    table(
        p.something_wants_the_roads, "something-wants-the-roads", "Steun", met=[F(movements=1), F(movements=9)],
        unmet=[F(), F(chosen=1)],
    ),
    table(
        p.position_is_computed, "position-is-computed", "Steun", met=[F(computed=True)], unmet=[F(), F(chosen=1)],
    ),
    table(p.something_is_chosen, "road-plan-changes-something", "Steun", met=[F(chosen=1)], unmet=[F()]),
    table(
        p.every_packet_has_a_way, "each-packet-has-a-way", "Steun", met=[F(), F(changed=("a",))],
        unmet=[row(F(without_way=("a",)), movement="a"), row(F(without_way=("b", "a")), movement="b")],
    ),
    table(
        p.movements_stand_as_then, "movement-stands-as-then", "Steun", met=[F(), F(without_way=("a",))],
        unmet=[row(F(changed=("a",)), movement="a"), row(F(changed=("b", "a")), movement="b")],
    ),
    table(
        p.who_loses_agrees, "evacuation-agrees-to-position", "Steun", met=[F(), F(without_way=("a",))],
        unmet=[row(F(unagreed=("GM1",)), organisation="GM1"), row(F(unagreed=("GM2", "GM1")), organisation="GM2")],
    ),
]  # fmt: skip
