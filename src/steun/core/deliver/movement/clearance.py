"""The life of a clearance: a standing permission of one authority, within limits, from a first to a last day.

A movement within it needs no answer of its own for that permission, and says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from steun.core.deliver.movement.permissions import GOODS, Load
from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, at_each
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
BOUNDS = ("vehicles", "weight_kg", "width_cm", "height_cm", "load_class")
"""Measures of a load that a clearance may bound; 0 = it says nothing of this one."""


@dataclass(frozen=True, slots=True)
class ClearanceFacts:
    """What the rules of a clearance look at."""

    organisation: str = ""  # who entered it
    known: bool = False  # its permission is one of the rules, and not one about limits that nobody knows
    first_day: date | None = None
    last_day: date | None = None
    today: date | None = None
    reason: str = ""
    roles: Roles = field(default_factory=Roles)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a clearance covers. nation: "" = any; roads: by number, none = any; goods: at most the most dangerous."""

    first_day: date
    last_day: date
    nation: str = ""
    goods: str = "none"
    roads: tuple[str, ...] = ()
    most: Load = field(default_factory=Load)


def covers(limits: Limits, load: Load, nation: str, roads: Collection[str], first: date, last: date) -> bool:
    """Does a movement of this load over these roads, from one day to another, lie within it?

    What a load did not say (0) cannot be held against a bound, so it is not covered where there is one.
    """
    if not limits.first_day <= first <= last <= limits.last_day or limits.nation not in ("", nation):
        return False
    if GOODS.index(load.goods) > GOODS.index(limits.goods) or (limits.roads and set(roads) - set(limits.roads)):
        return False
    bounds = ((getattr(limits.most, name), getattr(load, name)) for name in BOUNDS)
    return all(not bound or 0 < measure <= bound for bound, measure in bounds)


def enterers(facts: ClearanceFacts) -> Seats:
    """Who plans movements."""
    return at_each(facts.roles.movers, (facts.organisation,) if facts.organisation else ())


def permission_is_known(facts: ClearanceFacts) -> Verdict:
    """Limits of one bridge are asked for one movement; the rest can stand. Source: logic."""
    return Verdict(facts.known, "clearance-is-of-a-permission", SOURCE)


def lasts_a_day(facts: ClearanceFacts) -> Verdict:
    """Source: logic."""
    met = facts.first_day is not None and facts.last_day is not None and facts.first_day <= facts.last_day
    return Verdict(met, "clearance-lasts-a-day", SOURCE)


def is_not_over(facts: ClearanceFacts) -> Verdict:
    """Source: logic."""
    over = facts.last_day and facts.today and facts.last_day < facts.today
    return Verdict(not over, "clearance-lies-ahead", SOURCE)


def end_is_argued(facts: ClearanceFacts) -> Verdict:
    """Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "clearance-end-is-argued", SOURCE)


SOUND = (permission_is_known, lasts_a_day, is_not_over)

CLEARANCE: Machine[ClearanceFacts] = Machine("clearance", [
    Move("enter-clearance", NEW,        "in-force", by=enterers, when=SOUND),
    Move("end-clearance",   "in-force", "ended",    by=enterers, when=(end_is_argued,)),
    Move("expire",          "in-force", "ended",    by=frozenset({CLOCK})),
])  # fmt: skip
