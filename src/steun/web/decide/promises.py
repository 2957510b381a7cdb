"""Available-to-promise from the tables.

What each unit could send where, by when, given all commitments and absences.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch

from steun.core.decide.commitment import ACTIVE
from steun.core.decide.promise import Arrival, Source, Span, arrivals, profile
from steun.core.units import Minutes, distance, travel
from steun.web import clock
from steun.web.ask.models import Request
from steun.web.decide.models import Commitment
from steun.web.know.models import Absence, Capability, Unit

if TYPE_CHECKING:
    from steun.web.actor import Actor

UNKNOWN_PLACE_METRES = 150_000  # policy: without a point on the map, count with half the length of the country
ROAD_PERCENT = 130  # ENGINE 5: roads are 1.3 times the great circle
DAY = timedelta(hours=24)


def source_of(
    unit: Unit, capability: str, lon: float | None, lat: float | None, leave_out: UUID | None = None
) -> Source:
    """One unit as a promise sees it. `leave_out`: a commitment that is being changed."""
    offering = next((o for o in unit.offerings.all() if o.capability_id == capability), None)
    minutes = road(unit, lon, lat)
    taken = [
        Span(c.starts_at, c.ends_at, c.quantity)
        for c in unit.commitments.all()
        if c.stage in ACTIVE and c.pk != leave_out
    ]
    away = [Span(a.starts_at, a.ends_at, a.quantity) for a in unit.absences.all()]
    return Source(
        unit=str(unit.pk),
        offered=offering.quantity if offering else 0,
        capacity=unit.capacity,
        divisible=unit.divisible,
        notice=Minutes(unit.notice),
        travel=minutes,
        rest=Minutes(unit.rest),
        spans=(*taken, *away),
    )


def road(unit: Unit, lon: float | None, lat: float | None) -> Minutes:
    """Minutes from where a unit is at home to a place; half the country when the place is not known."""
    metres = UNKNOWN_PLACE_METRES
    if lon is not None and lat is not None:
        metres = distance(unit.site.lon, unit.site.lat, lon, lat)
    return travel(metres, unit.speed_kmh, 100 if unit.airborne else ROAD_PERCENT)  # type: ignore[arg-type]


def units_with(capability: str, provider: str = "") -> Iterable[Unit]:
    """Units that offer it, with what still occupies them; of one provider, when that has any unit at all."""
    rows = Unit.objects.filter(offerings__capability=capability).select_related("site", "organisation")
    if provider and Unit.objects.filter(organisation=provider).exists():
        rows = rows.filter(organisation=provider)
    now = clock.now()
    kept = Prefetch("commitments", Commitment.objects.filter(stage__in=ACTIVE, ends_at__gt=now))
    away = Prefetch("absences", Absence.objects.filter(ends_at__gt=now))
    return rows.prefetch_related("offerings", kept, away)


def available(
    capability: str,
    *,
    lon: float | None = None,
    lat: float | None = None,
    wanted: datetime | None = None,
    ends: datetime | None = None,
    provider: str = "",
) -> tuple[list[tuple[datetime, int]], list[Arrival]]:
    """For one capability: the profile (quantity that can be there by time), and the unit behind each step.

    The profile is for everybody; which unit it is, is for Defence and LOCC (see `for_request`).
    """
    now = clock.now()
    wanted = max(wanted or now, now)
    ends = ends if ends and ends > wanted else wanted + DAY
    sources = [source_of(u, capability, lon, lat) for u in units_with(capability, provider)]
    found = arrivals(sources, now=now, wanted=wanted, ends=ends)
    return profile(found), found


def for_request(request: Request, actor: Actor) -> list[dict[str, object]]:
    """What is available when, for each capability that is wished or that can achieve the effect."""
    codes = [line.capability_id for line in request.lines.all()]
    if request.effect_id:
        codes += list(request.effect.capabilities.filter(offerings__isnull=False).values_list("code", flat=True))
    capabilities = Capability.objects.in_bulk(list(dict.fromkeys(codes)))
    wished = {line.capability_id: line.quantity for line in request.lines.all()}
    units = {str(u.pk): u for u in Unit.objects.visible_to(actor).select_related("site")}
    rows = []
    for code in dict.fromkeys(codes):
        steps, found = available(
            code, lon=request.lon, lat=request.lat, wanted=request.starts_at, ends=request.ends_at,
            provider=request.addressee_id or "",
        )  # fmt: skip
        rows.append(
            {
                "capability": capabilities[code],
                "wished": wished.get(code),
                "profile": steps,
                "total": steps[-1][1] if steps else 0,
                "arrivals": [(units[a.unit], a) for a in found if a.unit in units],
            }
        )
    return rows
