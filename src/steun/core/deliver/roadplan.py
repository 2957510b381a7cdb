"""The life of a road plan (wegenplan): one plan for columns and evacuees on the same roads, for several positions of
the dial, which is the longest that a column waits for evacuees.

Somebody asks for it, a worker makes it, position by position. It is advice: those whose evacuation loses by a position
agree to it first, then who plans movements adopts it, wholly or for some movements.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
IN_PROGRESS = ("queued", "running", "stopping")
BEING_MADE = ("running", "stopping")


@dataclass(frozen=True, slots=True)
class RoadPlanFacts:
    """What the rules of a road plan look at."""

    movements: int = 0  # that want the roads
    deciders: Seats = frozenset()  # who decides on the evacuations in it
    computed: bool = False  # the position that is chosen
    chosen: int = 0  # movements to which it gives other times
    without_way: tuple[str, ...] = ()  # of them those with a packet that finds no way
    changed: tuple[str, ...] = ()  # of them those that stand otherwise by now
    unagreed: tuple[str, ...] = ()  # who loses by this position and did not agree
    roles: Roles = field(default_factory=Roles)


def askers(facts: RoadPlanFacts) -> Seats:
    """Who plans movements, and who divides."""
    return frozenset((*facts.roles.movers, *facts.roles.coordinators))


def adopters(facts: RoadPlanFacts) -> Seats:
    """Who plans movements. Source: policy of Steun."""
    return frozenset(facts.roles.movers)


def deciders(facts: RoadPlanFacts) -> Seats:
    """The authority that the law names for the evacuations in it."""
    return facts.deciders


def something_wants_the_roads(facts: RoadPlanFacts) -> Verdict:
    """Source: logic."""
    return Verdict(facts.movements > 0, "something-wants-the-roads", SOURCE)


def position_is_computed(facts: RoadPlanFacts) -> Verdict:
    """Only what was looked at is agreed and adopted. Source: logic."""
    return Verdict(facts.computed, "position-is-computed", SOURCE)


def something_is_chosen(facts: RoadPlanFacts) -> Verdict:
    """Source: logic."""
    return Verdict(facts.chosen > 0, "road-plan-changes-something", SOURCE)


def every_packet_has_a_way(facts: RoadPlanFacts) -> Verdict:
    """A movement moves with all its packets or keeps its times. Source: policy of Steun."""
    first = facts.without_way[0] if facts.without_way else ""
    return Verdict(not first, "each-packet-has-a-way", SOURCE, {"movement": first} if first else {})


def movements_stand_as_then(facts: RoadPlanFacts) -> Verdict:
    """What stands otherwise by now was not what this plan looked at. Source: logic."""
    first = facts.changed[0] if facts.changed else ""
    return Verdict(not first, "movement-stands-as-then", SOURCE, {"movement": first} if first else {})


def who_loses_agrees(facts: RoadPlanFacts) -> Verdict:
    """People who are safe later by this position are somebody's to answer for. Source: policy of Steun."""
    first = facts.unagreed[0] if facts.unagreed else ""
    return Verdict(not first, "evacuation-agrees-to-position", SOURCE, {"organisation": first} if first else {})


WORKER: Seats = frozenset({CLOCK})
ADOPTING = (
    position_is_computed, something_is_chosen, every_packet_has_a_way, movements_stand_as_then, who_loses_agrees,
)  # fmt: skip

ROADPLAN: Machine[RoadPlanFacts] = Machine("roadplan", [
    Move("ask-road-plan",     NEW,        "queued",   by=askers, when=(something_wants_the_roads,)),
    Move("begin",             "queued",   "running",  by=WORKER),
    Move("cancel",            "queued",   "stopped",  by=askers),
    Move("stop",              "running",  "stopping", by=askers),
    Move("halt",              "stopping", "ready",    by=WORKER),
    Move("finish",            "running",  "ready",    by=WORKER),
    Move("finish",            "stopping", "ready",    by=WORKER),
    Move("fail",              "running",  "failed",   by=WORKER),
    Move("fail",              "stopping", "failed",   by=WORKER),
    Move("agree-to-position", "ready",    "ready",    by=deciders, when=(position_is_computed,)),
    Move("adopt",             "ready",    "ready",    by=adopters, when=ADOPTING),
])  # fmt: skip
