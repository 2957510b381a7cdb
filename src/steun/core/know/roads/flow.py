"""The life of a flow: cars that were seen to drive on a road, beyond what anybody planned, and take its room.

Whoever looks after the road or the place through which it runs says what was seen, counts again, and says that it is
over; who plans movements may say so too. A flow that nobody counted again ends when it says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, at_each
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"


@dataclass(frozen=True, slots=True)
class FlowFacts:
    """What the rules of a flow look at."""

    organisation: str = ""  # who saw it
    owners: tuple[str, ...] = ()  # of its link
    places: tuple[str, ...] = ()  # municipalities and regions through which the link runs
    towards: bool = False  # it is driven towards one of the two ends of its link
    seen_at: datetime | None = None
    ends_at: datetime | None = None
    now: datetime | None = None
    changes: bool = False
    reason: str = ""
    roles: Roles = field(default_factory=Roles)


def watchers(facts: FlowFacts) -> Seats:
    """The owner's own people, who keeps order where it runs, and who plans movements or coordinates."""
    roles = facts.roles
    here = at_each(roles.owners, facts.owners) | at_each(roles.level_places, facts.places)
    saw = (facts.organisation,) if facts.organisation else ()
    return here | at_each((*roles.movers, *roles.coordinators), saw)


def drives_towards_an_end(facts: FlowFacts) -> Verdict:
    """Source: logic."""
    return Verdict(facts.towards, "flow-drives-towards-an-end", SOURCE)


def lasts_a_while(facts: FlowFacts) -> Verdict:
    """Source: logic."""
    late = facts.seen_at and facts.ends_at and facts.ends_at <= facts.seen_at
    return Verdict(not late, "flow-ends-after-it-was-seen", SOURCE)


def is_not_over(facts: FlowFacts) -> Verdict:
    """What was over before anybody said it takes no room. Source: logic."""
    over = facts.ends_at and facts.now and facts.ends_at <= facts.now
    return Verdict(not over, "flow-lies-ahead", SOURCE)


def flow_changes(facts: FlowFacts) -> Verdict:
    """Source: logic."""
    return Verdict(facts.changes, "flow-says-something-else", SOURCE)


def end_is_argued(facts: FlowFacts) -> Verdict:
    """Who says that it is over says how that is known. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "flow-end-is-argued", SOURCE)


SOUND = (drives_towards_an_end, lasts_a_while, is_not_over)

FLOW: Machine[FlowFacts] = Machine("flow", [
    Move("report-flow", NEW,    "seen", by=watchers, when=SOUND),
    Move("count-again", "seen", "seen", by=watchers, when=(*SOUND, flow_changes)),
    Move("end-flow",    "seen", "over", by=watchers, when=(end_is_argued,)),
    Move("expire",      "seen", "over", by=frozenset({CLOCK})),
])  # fmt: skip
