"""The life of a designation: a ministry designates an organisation as a critical entity, for a service that it gives.

The act holds for an entity only once it is designated. What follows from it for the entity stands in the act, not here.
"""

from dataclasses import dataclass, field
from datetime import date

from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, seats_for
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
ACT = "Wet weerbaarheid kritieke entiteiten 5"


@dataclass(frozen=True, slots=True)
class DesignationFacts:
    """What the rules of a designation look at."""

    ministry: str = ""  # that designates
    is_ministry: bool = False  # that organisation is one
    entity: str = ""
    entity_kind: str = ""
    excluded: frozenset[str] = frozenset()  # kinds of organisation that the act leaves out
    alone: bool = True  # the entity is not designated for this service by this ministry already
    designated_on: date | None = None
    today: date | None = None
    changes: bool = False  # what a revision says differs from what stands
    reason: str = ""
    roles: Roles = field(default_factory=Roles)


def designators(facts: DesignationFacts) -> Seats:
    """Who binds the ministry."""
    return seats_for(facts.roles.signers, facts.ministry) if facts.ministry else frozenset()


def is_by_a_ministry(facts: DesignationFacts) -> Verdict:
    """The minister of the field designates. Source: policy of Steun."""
    return Verdict(facts.is_ministry, "designated-by-a-ministry", SOURCE)


def entity_can_be_designated(facts: DesignationFacts) -> Verdict:
    """The act leaves out Defence, police, prosecution and safety regions.

    Source: Wet weerbaarheid kritieke entiteiten 5."""
    return Verdict(facts.entity_kind not in facts.excluded, "entity-can-be-designated", ACT)


def is_designated_once(facts: DesignationFacts) -> Verdict:
    """Of one service there is one designation. Source: logic."""
    return Verdict(facts.alone, "designated-once", SOURCE)


def was_designated(facts: DesignationFacts) -> Verdict:
    """Nobody is designated ahead of the day. Source: logic."""
    day, today = facts.designated_on, facts.today
    return Verdict(day is None or today is None or day <= today, "designated-by-today", SOURCE)


def designation_changes(facts: DesignationFacts) -> Verdict:
    """A revision says something else. Source: logic."""
    return Verdict(facts.changes, "revision-says-something-else", SOURCE)


def withdrawal_is_argued(facts: DesignationFacts) -> Verdict:
    """Others may have counted with it. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "withdrawal-is-argued", SOURCE)


SOUND = (is_by_a_ministry, entity_can_be_designated, is_designated_once, was_designated)

DESIGNATION: Machine[DesignationFacts] = Machine("designation", [
    Move("designate", NEW,          "designated", by=designators, when=SOUND),
    Move("revise",    "designated", "designated", by=designators, when=(*SOUND, designation_changes)),
    Move("withdraw",  "designated", "withdrawn",  by=designators, when=(withdrawal_is_argued,)),
])  # fmt: skip
