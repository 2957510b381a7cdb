"""What can be where when, as each reader may know it: exact for Defence and LOCC and for whoever keeps all the means,
for everybody else in classes of quantity and time, from regions (`core/decide/indication.py`). Page, API and request
page ask here, so they give the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from steun.core.decide import indication as core
from steun.core.decide.promise import Source
from steun.core.kernel.units import Metres, Minutes, travel
from steun.rules.policy.indication import areas, indication
from steun.web.decide.commitment.read import (
    ROAD_PERCENT,
    UNKNOWN_PLACE_METRES,
    source_of,
    units_with,
)
from steun.web.decide.planning.requirements import MINUTE, STAY
from steun.web.decide.promise.read import Look, Need, Offered, Profile
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability
from steun.web.know.unit.model import Unit


@dataclass(frozen=True, slots=True)
class Indicated:
    """An answer: how many by when, the units behind it as far as they may be named, and whether it is exact."""

    profile: Profile
    arrivals: list[Offered]
    exact: bool


def of(
    capability: str,
    actor: Actor,
    *,
    lon: float | None = None,
    lat: float | None = None,
    wanted: datetime | None = None,
    ends: datetime | None = None,
) -> Indicated:
    """For one capability, by everybody who has it."""
    now = clock.now()
    begins = max(wanted or now, now)
    ends = ends if ends and ends > begins else begins + STAY
    counts = not Capability.objects.get(pk=capability).not_counted(begins, ends)
    units = list(units_with([capability])) if counts else []
    return known_to(Need(capability, 1, 1, begins, ends, ends - MINUTE, lon, lat), units, actor, now)


def known_to(
    need: Need, units: Sequence[Unit], actor: Actor, now: datetime, without: Collection[UUID] = ()
) -> Indicated:
    """For one need, by these units. `without`: promises that do not count."""
    asked = [u for u in units if need.owner in {"", u.organisation_id}]
    known = [u for u in asked if u.is_known_to(actor)]
    if len(known) == len(asked):
        return Indicated(*Look(need, units, now, without).offers(), exact=True)
    arrivals = Look(need, known, now, without).offers()[1] if known else []
    return Indicated(classes(need, asked, now, without), arrivals, exact=False)


def classes(need: Need, units: Iterable[Unit], now: datetime, without: Collection[UUID] = ()) -> Profile:
    """The profile that everybody may know."""
    sources = [coarse(unit, need, without) for unit in units]
    return core.profile(sources, indication(), now=now, begins=need.begins, ends=need.ends, latest=need.latest)


def coarse(unit: Unit, need: Need, without: Collection[UUID] = ()) -> Source:
    """A unit as everybody may know it: its area, not its home; the way to the region, not to the point."""
    metres = Metres(UNKNOWN_PLACE_METRES)
    if need.lon is not None and need.lat is not None:
        home = areas().home(unit.site.lon, unit.site.lat)
        metres = Metres(areas().apart(home, areas().place(need.lon, need.lat)))
    way = travel(metres, unit.speed_kmh, 100 if unit.airborne else ROAD_PERCENT)
    exact = source_of(unit, need.capability, need.lon, need.lat, without)
    return indication().coarse(exact, Minutes(way))
