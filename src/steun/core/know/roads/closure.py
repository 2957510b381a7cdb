"""The life of a closure: a link of the road register that nobody can use for a while, because of works or an incident.

Who owns the road closes it, and whoever keeps order where it runs: a region or a mayor in an incident.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, at_each
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
Side = tuple[tuple[str, ...], tuple[str, ...]]
"""Of a link: the organisations that own it, and the municipalities and regions through which it runs."""
CAUSES = ("works", "incident", "flood", "damage", "event")


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """What the rules of a closure look at."""

    links: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()  # of each link that the register knows
    organisation: str = ""  # who closed it
    starts_at: datetime | None = None
    ends_at: datetime | None = None  # None = until it is opened
    now: datetime | None = None
    changes: bool = False
    reason: str = ""
    roles: Roles = field(default_factory=Roles)


def closers(facts: ClosureFacts) -> Seats:
    """The owner's own people, and who may set a level of an incident where the road runs, of whoever may close each of
    its links. When the register knows none of them any more: who closed it."""
    sides = facts.sides or ((own := (facts.organisation,) if facts.organisation else (), own),)
    may = [at_each(facts.roles.owners, owners) | at_each(facts.roles.level_places, places) for owners, places in sides]
    return frozenset.intersection(*may)


def a_road_is_named(facts: ClosureFacts) -> Verdict:
    """Source: logic."""
    return Verdict(bool(facts.links), "closure-names-a-road", SOURCE)


def ends_after_it_starts(facts: ClosureFacts) -> Verdict:
    """Source: logic."""
    late = facts.starts_at and facts.ends_at and facts.ends_at <= facts.starts_at
    return Verdict(not late, "closure-ends-after-it-starts", SOURCE)


def is_not_over(facts: ClosureFacts) -> Verdict:
    """What was over before anybody said it bars nobody. Source: logic."""
    over = facts.ends_at and facts.now and facts.ends_at <= facts.now
    return Verdict(not over, "closure-lies-ahead", SOURCE)


def closure_changes(facts: ClosureFacts) -> Verdict:
    """Source: logic."""
    return Verdict(facts.changes, "closure-says-something-else", SOURCE)


def opening_is_argued(facts: ClosureFacts) -> Verdict:
    """Who opens a road earlier says why it is safe. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "opening-is-argued", SOURCE)


SOUND = (a_road_is_named, ends_after_it_starts, is_not_over)

CLOSURE: Machine[ClosureFacts] = Machine("closure", [
    Move("close-road",     NEW,        "in-force", by=closers, when=SOUND),
    Move("change-closure", "in-force", "in-force", by=closers, when=(*SOUND, closure_changes)),
    Move("lift",           "in-force", "lifted",   by=closers, when=(opening_is_argued,)),
    Move("expire",         "in-force", "lifted",   by=frozenset({CLOCK})),
])  # fmt: skip
