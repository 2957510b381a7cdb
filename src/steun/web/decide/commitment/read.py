"""What one unit could send where: its stock, its road, and what occupies it, from the tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Prefetch

from steun.core.decide.commitment import ACTIVE
from steun.core.decide.promise import Source, Span
from steun.core.kernel.units import Metres, Minutes, distance, travel
from steun.rules.knowing.catalogue import curation
from steun.web.decide.commitment.model import Commitment
from steun.web.kernel import clock
from steun.web.know.unit.model import Absence, Offering, Unit

UNKNOWN_PLACE_METRES = 150_000  # policy: without a point on the map, count with half the length of the country
ROAD_PERCENT = 130  # roads are taken to be 1.3 times the great circle


def source_of(
    unit: Unit, capability: str, lon: float | None, lat: float | None, leave_out: Collection[UUID] = ()
) -> Source:
    """One unit as a promise sees it. `leave_out`: commitments that are being changed, or do not count."""
    offering = next((o for o in unit.offerings.all() if o.capability_id == capability), None)
    minutes = road(unit, lon, lat)
    occupied = [
        Span(c.starts_at, c.ends_at, c.quantity)
        for c in unit.commitments.all()
        if c.state in ACTIVE and c.pk not in leave_out
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
        spans=(*occupied, *away),
    )


def road(unit: Unit, lon: float | None, lat: float | None) -> Minutes:
    """Minutes from where a unit is at home to a place; half the country when the place is not known."""
    metres = Metres(UNKNOWN_PLACE_METRES)
    if lon is not None and lat is not None:
        metres = distance(unit.site.lon, unit.site.lat, lon, lat)
    return travel(metres, unit.speed_kmh, 100 if unit.airborne else ROAD_PERCENT)


def units_with(capabilities: Collection[str]) -> Iterable[Unit]:
    """Units that offer any of these, with what still occupies them. What the catalogue withdrew counts no more; what
    nobody confirmed in time neither, where the policy says so."""
    offered = Offering.objects.filter(capability__in=capabilities, capability__withdrawn_on=None)
    if curation().stale_drops_out:
        offered = offered.exclude(capability__valid_until__lt=clock.today())
    rows = Unit.objects.filter(pk__in=offered.values("unit")).select_related("site", "organisation")
    now = clock.now()
    active = Prefetch("commitments", Commitment.objects.filter(state__in=ACTIVE, ends_at__gt=now))
    away = Prefetch("absences", Absence.objects.filter(ends_at__gt=now))
    return rows.prefetch_related("offerings", active, away)
