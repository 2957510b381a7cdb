"""The life of an absence: pieces of a unit that are away in a window. Planned, begun, ended; or cancelled before."""

from dataclasses import dataclass, field
from datetime import datetime

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles
from steun.core.kernel.verdict import Verdict
from steun.core.know.stock import absence_is_running, stock_covers_absences, stock_keepers


@dataclass(frozen=True, slots=True)
class AbsenceFacts:
    """What the rules of an absence look at. Quantities in pieces of the unit."""

    side: str  # of the unit: defence, civil
    organisation: str
    capacity: int = 0
    away: int = 0  # the most pieces away at one moment of the window, these included
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    now: datetime | None = None
    roles: Roles = field(default_factory=Roles)


def keepers(facts: AbsenceFacts) -> Seats:
    return stock_keepers(facts.roles, facts.side, facts.organisation)


def stock_covers_it(facts: AbsenceFacts) -> Verdict:
    """Who is away is still counted. Source: logic."""
    return stock_covers_absences(facts.capacity, facts.away)


def is_not_over(facts: AbsenceFacts) -> Verdict:
    """Only who is away, or will be, can come back. Source: logic."""
    return absence_is_running(over=bool(facts.ends_at and facts.now and facts.ends_at <= facts.now))


def has_begun(facts: AbsenceFacts) -> Verdict:
    """Only what has begun can end; before that it is cancelled. Source: logic."""
    return Verdict(bool(facts.starts_at and facts.now and facts.starts_at < facts.now), "absence-has-begun", "Steun")


def has_not_begun(facts: AbsenceFacts) -> Verdict:
    """What has begun is ended, not cancelled: the pieces were away. Source: logic."""
    return Verdict(bool(facts.starts_at and facts.now and facts.starts_at >= facts.now), "absence-lies-ahead", "Steun")


CLOCKWORK: Seats = frozenset({CLOCK})
BACK = (is_not_over, has_begun)

ABSENCE: Machine[AbsenceFacts] = Machine("absence", [
    Move("plan",   NEW,       "planned",   by=keepers, when=(stock_covers_it,)),
    Move("begin",  "planned", "begun",     by=CLOCKWORK),
    Move("end",    "planned", "ended",     by=keepers, when=BACK),
    Move("end",    "begun",   "ended",     by=keepers, when=BACK),
    Move("expire", "begun",   "ended",     by=CLOCKWORK),
    Move("cancel", "planned", "cancelled", by=keepers, when=(is_not_over, has_not_begun)),
])  # fmt: skip
