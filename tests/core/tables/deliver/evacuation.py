"""The rules of an evacuation."""

from datetime import date

from steun.core.deliver.evacuation import life as e
from steun.core.deliver.evacuation.life import EvacuationFacts as F
from steun.core.deliver.evacuation.policy import Basis
from steun.core.kernel.law import Source
from tests.core.tables.truth import row, table

ACT = Source("Act, art. 1", "L", date(2020, 1, 1))
PLAIN = Basis("plain", {}, ACT)
FORCING = Basis("forcing", {}, ACT, forcing=("power", "other"))
ASLEEP = Basis("asleep", {}, ACT, needs=("power", "other"))
YIELDING = Basis("yielding", {}, ACT, yields=("power", "other"))
POWER, BOTH = frozenset({"power"}), frozenset({"power", "other"})

TABLES = [
    table(
        e.lies_in_one_region, "evacuation-lies-in-one-region", "Steun", met=[F(), F(regions=("VR08",))],
        unmet=[F(regions=("VR08", "VR24"))],
    ),
    table(
        e.zones_have_people, "zone-has-people", "Steun", met=[F()],
        unmet=[row(F(empty=("Tiel", "Buren")), zone="Tiel")],
    ),
    table(
        e.estimates_name_their_source, "estimate-names-its-source", "Steun", met=[F()],
        unmet=[row(F(estimated=("Tiel",)), zone="Tiel")],
    ),
    table(
        e.no_order_before_the_decision, "zone-is-ordered-after-the-decision", "Steun", met=[F()],
        unmet=[row(F(early=("Tiel",)), zone="Tiel")],
    ),
    table(e.something_changes, "evacuation-says-something-else", "Steun", met=[F(changes=True)], unmet=[F()]),
    table(e.is_there, "part-of-evacuation-is-known", "Steun", met=[F(known=True)], unmet=[F()]),
    table(e.has_zones, "evacuation-has-zones", "Steun", met=[F(zones=1)], unmet=[F(zones=0)]),
    table(e.basis_is_chosen, "evacuation-names-its-basis", "Steun", met=[F(basis=PLAIN)], unmet=[F()]),
    table(
        e.basis_is_in_force, "basis-is-in-force", "Act, art. 1",
        met=[F(basis=PLAIN), F(basis=ASLEEP, in_force=BOTH)],
        unmet=[row(F(basis=ASLEEP), power="power"), row(F(basis=ASLEEP, in_force=POWER), power="other")],
    ),
    table(
        e.basis_is_not_taken_over, "basis-is-not-taken-over", "Act, art. 1",
        met=[F(basis=YIELDING), F(basis=PLAIN, in_force_somewhere=BOTH)],
        unmet=[row(F(basis=YIELDING, in_force_somewhere=POWER), power="power")],
    ),
    table(
        e.force_is_lawful, "force-is-in-force", "Act, art. 1",
        met=[F(basis=PLAIN), F(basis=FORCING, forced=True, in_force=POWER)],
        unmet=[F(basis=FORCING, forced=True), F(basis=PLAIN, forced=True, in_force=BOTH)],
    ),
    table(
        e.order_is_argued, "evacuation-step-is-argued", "Steun", met=[F(reason="The dyke")], unmet=[F(), F(reason=" ")],
    ),
    table(e.support_is_new, "evacuation-support-is-new", "Steun", met=[F(supports=True)], unmet=[F()]),
    table(
        e.is_evaluated, "evacuation-is-evaluated", "Steun", met=[F(evaluation="Well")], unmet=[F(), F(evaluation=" ")],
    ),
]  # fmt: skip
