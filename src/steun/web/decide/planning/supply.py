"""The units as the planner sees them: what they offer, and what occupies them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from steun.core.decide.commitment import ACTIVE
from steun.core.decide.promise import Span
from steun.core.decide.shortfall import owed
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.planning.requirements import MINUTE
from steun.web.know.unit.model import Absence, Unit

if TYPE_CHECKING:
    from steun.optimise import Unit as Supplier


RESERVE = "kept"
"""Region of what is kept for nobody in the problem: other promises, absences. No line lies there."""


def suppliers(now: datetime) -> list[Unit]:
    """All units with what they offer and what occupies them from now on."""
    active = Prefetch("commitments", Commitment.objects.filter(state__in=ACTIVE, ends_at__gt=now))
    away = Prefetch("absences", Absence.objects.filter(ends_at__gt=now))
    rows = Unit.objects.select_related("site", "organisation").prefetch_related("offerings", active, away)
    return list(rows.order_by("code"))


def supplier(unit: Unit, start: datetime, *, loose: Collection[Any] = (), without: Collection[Any] = ()) -> Supplier:
    """A unit as the planner sees it. `loose`: commitments that are lines of the problem, whose pieces so occupy nothing
    here; `without`: commitments that do not count at all. What fell short comes first when pieces come back."""
    from steun.optimise import Earmark, Supply
    from steun.optimise import Unit as Supplier

    promises = [c for c in unit.commitments.all() if c.pk not in without]
    away = [Span(a.starts_at, a.ends_at, a.quantity) for a in unit.absences.all()]
    kept = {c.pk: Span(c.starts_at, c.ends_at, c.quantity - c.short) for c in promises}
    short = [Span(c.starts_at, c.ends_at, c.short) for c in promises if c.short]
    occupied = [span for pk, span in kept.items() if pk not in loose] + away
    occupied += owed(short, [*kept.values(), *away], unit.capacity)
    spans = [
        (max(0, (s.start - start) // MINUTE), -(-(s.end - start) // MINUTE), s.quantity)
        for s in occupied
        if s.quantity > 0 and s.end > start
    ]
    levels = occupied_by(spans, unit.capacity) if unit.divisible else [(a, b, unit.capacity) for a, b, _ in spans]
    whole = [(a, b) for a, b, n in levels if n >= unit.capacity]
    part = [(a, b, n) for a, b, n in levels if n < unit.capacity]
    offers = [(o.capability_id, o.quantity) for o in unit.offerings.all() if o.quantity > 0]
    return Supplier(
        id=unit.code,
        lon=unit.site.lon,
        lat=unit.site.lat,
        region=unit.organisation.region_id or unit.organisation_id,
        owner=unit.organisation_id,
        speed_kmh=unit.speed_kmh,
        offers=tuple(Supply(c, min(n, unit.capacity)) for c, n in offers if unit.divisible or n == unit.capacity),
        airborne=unit.airborne,
        notice=unit.notice,
        rest=unit.rest,
        divisible=unit.divisible,
        capacity=unit.capacity,
        unavailable=tuple(whole),
        earmarks=tuple(Earmark(RESERVE, RESERVE, n, a, b) for a, b, n in part),
    )


def occupied_by(spans: Collection[tuple[int, int, int]], capacity: int) -> list[tuple[int, int, int]]:
    """How many pieces all spans (from, until, pieces) together take, stretch by stretch, never more than there are.
    What ends and what begins within one minute both hold that minute: so they may seem to take more."""
    steps: dict[int, int] = defaultdict(int)
    for a, b, n in spans:
        steps[a] += n
        steps[b] -= n
    out, level = [], 0
    for a, b in pairwise(sorted(steps)):
        level += steps[a]
        if level > 0:
            out.append((a, b, min(level, capacity)))
    return out
