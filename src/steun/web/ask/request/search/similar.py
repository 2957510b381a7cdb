"""Similar open requests: of the same incident, or near in place, time and effect. Looking changes nothing.

Why: one flood brought many requests for the same sandbags (Zuid-Limburg, July 2021); who joins, waits for one answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects

from steun.core.ask import states
from steun.core.kernel.units import Metres, distance
from steun.web.ask.request.content.place import named_places
from steun.web.ask.request.model import Request, RequestQuerySet
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor

"""States in which a request can still be joined."""
NEAR = Metres(25_000)
"""Policy of Steun: a quarter of an hour's drive."""
AROUND = timedelta(hours=24)
"""Needs a day apart may be met by the same means."""
MOST_LOOKED_AT, MOST_SHOWN = 200, 5
METRES_PER_DEGREE = 111_320

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """One similar request, and why it is: codes in the context `likeness`."""

    request: Request
    why: tuple[str, ...]
    metres: Metres | None = None

    @property
    def km(self) -> int | None:
        return None if self.metres is None else round(self.metres / 1000)


def similar(request: Request, actor: Actor) -> list[Likeness]:
    """Open requests like this one of which the actor reads at least the outline, the most alike first."""
    start = request.starts_at or clock.now()
    end = request.ends_at or start + AROUND
    prefetch_related_objects([request], "municipalities")
    here, places = point(request), set(named_places(request))
    found = [
        alike
        for other in candidates(request, actor, here, places, start, end)
        if (alike := compare(request, other, here, places))
    ]
    return sorted(found, key=lambda a: (-len(a.why), a.metres if a.metres is not None else NEAR))[:MOST_SHOWN]


def candidates(
    request: Request, actor: Actor, here: Point | None, places: set[str], start: datetime, end: datetime
) -> RequestQuerySet:
    """The rows worth comparing, found by index: of the incident, or of the effect, in that time, and not far off.

    Never narrower than `compare`: two points of one municipality may lie further apart than `NEAR`.
    """
    same = Q(incident=request.incident_id) if request.incident_id else Q()
    if request.effect_id:
        not_over = Q(ends_at=None) | Q(ends_at__gt=start - AROUND)
        in_time = not_over & (Q(starts_at=None) | Q(starts_at__lt=end + AROUND))
        same |= Q(effect=request.effect_id) & in_time & (Q(lon=None) | around(here) | within(places) if here else Q())
    rows = Request.objects.outlined_for(actor).filter(state__in=states.OPEN, direction=request.direction)
    if not same:
        return rows.none()
    rows = rows.filter(same).exclude(pk=request.pk).select_related("requester", "effect", "incident")
    return rows.prefetch_related("municipalities").order_by("-saved_at")[:MOST_LOOKED_AT]


def within(places: set[str]) -> Q:
    """Help asked in one of these municipalities, by its own code (see `codes`)."""
    named = Request.municipalities.through.objects.filter(request=OuterRef("pk"))
    asked_here = Exists(named.filter(organisation__in=places))
    return Q(asked_here) | Q(requester__in=places) & ~Q(Exists(named))


def around(here: Point) -> Q:
    """A box that holds every point within `NEAR`: cheap for the database, exact afterwards."""
    lon, lat = here
    high = NEAR / METRES_PER_DEGREE
    wide = high / max(cos(radians(lat)), 0.1)
    return Q(lon__range=(lon - wide, lon + wide), lat__range=(lat - high, lat + high))


def compare(request: Request, other: Request, here: Point | None, places: set[str]) -> Likeness | None:
    """How alike two requests are; None when only the effect is the same and the place is not."""
    why = []
    if request.incident_id and other.incident_id == request.incident_id:
        why.append("same-incident")
    there = point(other)
    apart = distance(*here, *there) if here and there else None
    if places & set(named_places(other)):
        why.append("same-municipality")
    elif apart is not None and apart <= NEAR:
        why.append("near")
    if not why:
        return None
    if request.effect_id and other.effect_id == request.effect_id:
        why.append("same-effect")
    return Likeness(other, tuple(why), apart)


def point(request: Request) -> Point | None:
    """Where it is: its own point when that can be right, else the middle of its municipalities; None for a region."""
    found = request.where
    if found.lon is None or found.lat is None or not (found.given or named_places(request)):
        return None
    return found.lon, found.lat
