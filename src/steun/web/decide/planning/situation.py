"""The world as the planner sees it: open requirements, units with what occupies them, promises that may give way.

Nothing of the planner is imported until somebody asks: it is heavy.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from steun.core.ask import states
from steun.core.decide.commitment import ACTIVE
from steun.core.decide.policy import AllocationPolicy
from steun.core.decide.promise import Span
from steun.core.decide.shortfall import owed
from steun.core.deliver.deployment import UNDER_WAY
from steun.web.ask.request.model import Line, Request
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.commitment.read import ROAD_PERCENT
from steun.web.kernel import clock
from steun.web.know.unit.model import Absence, Unit

if TYPE_CHECKING:
    from steun.optimise import Assignment, Problem
    from steun.optimise import Line as Requirement
    from steun.optimise import Unit as Supplier
    from steun.web.kernel.actor import Actor

MINUTE = timedelta(minutes=1)
STAY = timedelta(hours=24)
"""How long help is needed when the request does not say: policy, shown as such."""
DECIDED = ("partial", "other-means")
"""How a request was granted when somebody decided otherwise than to give all that it asks."""
RESERVE = "kept"
"""Region of what is kept for nobody in the problem: other promises, absences. No line lies there."""


@dataclass(slots=True)
class Open:
    """One line as the product knows it: the row, what it asks, what stands already."""

    request: Request
    capability: str
    asked: int
    minimum: int
    stands: int
    row: Line | None = None
    commitment: Commitment | None = None
    guesses: tuple[str, ...] = ()  # what was assumed: place, duration, latest
    held: dict[str, int] = field(default_factory=dict)  # of what stands: pieces that are only held, by commitment

    @property
    def key(self) -> str:
        kept = self.row or self.commitment
        if kept is None:
            raise ValueError("neither a line nor a promise")
        return f"line:{kept.pk}" if kept is self.row else f"commitment:{kept.pk}"

    @property
    def mark(self) -> str:
        """Another mark later means that something else is asked since."""
        it = self.request
        when = (it.starts_at, it.ends_at, it.latest_at)
        said = (
            self.asked,
            self.minimum,
            self.stands,
            it.priority,
            *it.spot,
            *(m and m.timestamp() for m in when),
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Unplanned:
    """What the planner cannot take, and why: no-requirement, no-place, decided-otherwise, time-is-over, too-late."""

    request: Request
    why: str


@dataclass(slots=True)
class PlanningInput:
    """A problem, and what its names mean. `stands`: promises that may give way, as the planner writes them.
    `unkept`: promises of which pieces are not there any more."""

    start: datetime
    problem: Problem
    lines: dict[str, Open]
    units: dict[str, Unit]
    stands: tuple[Assignment, ...] = ()
    unplanned: list[Unplanned] = field(default_factory=list)
    unkept: list[Commitment] = field(default_factory=list)

    def moment(self, minute: int) -> datetime:
        return self.start + minute * MINUTE


def open_requests(actor: Actor | None = None, among: Q | None = None) -> list[Request]:
    """Requests that ask and have no end yet, first asked first, with their requirements and means.

    With an actor: only what that reader may know of, requests and holds. `among`: only these.
    """
    promises = Commitment.objects.visible_to(actor) if actor else Commitment.objects.all()
    promises = promises.filter(state__in=ACTIVE).select_related("unit__site", "deployment")
    rows = Request.objects.visible_to(actor) if actor else Request.objects.all()
    rows = rows.filter(among or Q(), state__in=states.OPEN).select_related("requester", "addressee")
    requirements = Prefetch("lines", Line.objects.select_related("capability"))
    rows = rows.prefetch_related("municipalities", requirements, Prefetch("commitments", promises))
    return list(rows.order_by("sent_at", "pk"))


def look(policy: AllocationPolicy, *, left_out: Iterable[str] = ()) -> PlanningInput:
    """What is open and what there is, now. `left_out`: keys of lines that get nothing this time."""
    from steun.optimise import Problem

    now = clock.now()
    start = now.replace(second=0, microsecond=0)
    requests = open_requests()
    units = suppliers(now)
    out, found = set(left_out), []
    unplanned: list[Unplanned] = []
    requirements: list[Requirement] = []
    for it in wanted(requests, unplanned, now):
        requirement = line(it, start, now)
        if isinstance(requirement, str):
            unplanned.append(Unplanned(it.request, requirement))
        else:
            found.append(it)
            if it.key not in out:
                requirements.append(replace(requirement, created=policy.lead))
    lower = [r for r in requests if r.priority in policy.displace and not r.addressee_id]
    yielding = [c for r in lower for c in r.commitments.all() if may_yield(c, now)]
    loose = {c.pk for c in yielding}
    stands = [standing(c, start) for c in yielding]
    there = {u.code: supplier(u, start, loose=loose) for u in units}
    for commitment in yielding:
        its = there[commitment.unit.code]
        there[commitment.unit.code] = replace(its, offers=(*its.offers, own_offer(commitment)))
    ends = [w.latest_arrival + w.duration for w in (*(w for w, _ in stands), *requirements)]
    problem = Problem(
        start=start.isoformat(),
        horizon=max(1440, *ends) if ends else 1440,
        now=policy.lead,
        road_factor=ROAD_PERCENT / 100,
        units=tuple(u for u in there.values() if u.offers),  # counted anew, a unit may offer nothing
        lines=(*(w for w, _ in stands), *requirements),
    )
    known = [promised(c) for c in yielding]
    return PlanningInput(
        start, problem, {it.key: it for it in (*known, *found)}, {u.code: u for u in units},
        tuple(a for _, a in stands), unplanned,
        [c for r in requests for c in r.commitments.all() if c.short and c.ends_at > now],
    )  # fmt: skip


def wanted(requests: Iterable[Request], unplanned: list[Unplanned], now: datetime) -> list[Open]:
    """Every requirement of which something is open; what cannot be planned goes to `unplanned` with the reason."""
    found = []
    for request in requests:
        promises: dict[str, list[tuple[Commitment, int]]] = defaultdict(list)
        for c in sorted(request.commitments.all(), key=lambda c: c.state == "held"):
            promises[c.capability_id].append((c, c.quantity - c.short))
        requirements = list(request.lines.all())
        if why := unplannable(request, bool(requirements), now):
            unplanned.append(Unplanned(request, why))
        else:
            for row in requirements:
                stands, held = take(promises[row.capability_id], row.quantity)
                if stands < row.quantity:
                    it = Open(request, row.capability_id, row.quantity, row.minimum, stands, row=row, held=held)
                    found.append(it)
    return found


def unplannable(request: Request, asks_a_number: bool, now: datetime) -> str:
    """Why nothing of a request can be planned; "" when something perhaps can."""
    if not asks_a_number:
        return "no-requirement"
    if request.extent in DECIDED:
        return "decided-otherwise"
    return "time-is-over" if request.ends_at and request.ends_at <= now else ""


def take(promises: list[tuple[Commitment, int]], required: int) -> tuple[int, dict[str, int]]:
    """The first pieces of what is kept, for one requirement: how many, and which are only held. They leave `kept`."""
    stands, held = 0, {}
    while promises and stands < required:
        commitment, there = promises.pop(0)
        used = min(there, required - stands)
        stands += used
        if commitment.state == "held":
            held[str(commitment.pk)] = used
        if used < there:
            promises.insert(0, (commitment, there - used))
    return stands, held


def line(it: Open, start: datetime, now: datetime) -> Requirement | str:
    """A requirement as a line of the planner, or why it cannot be one. What was not said is assumed, and shown so."""
    from steun.optimise import Line as Requirement

    request, guesses = it.request, []
    where = request.where
    if not where.given:
        guesses.append("doubted-place" if where.doubts else "place")
    if where.lon is None or where.lat is None:
        return "no-place"
    begins = max(request.starts_at or now, now)
    if request.ends_at is None:
        guesses.append("duration")
    ends = request.ends_at or begins + STAY
    if request.latest_at is None:
        guesses.append("latest")
    latest = min(request.latest_at or ends, ends - MINUTE)
    if latest < begins:
        return "too-late"
    it.guesses = tuple(guesses)
    earliest = -(-(begins - start) // MINUTE)
    open_ = it.asked - it.stands
    return Requirement(
        id=it.key,
        request=request.number or "",
        region=request.requester.region_id or request.requester_id,
        lon=where.lon,
        lat=where.lat,
        class_=request.priority,
        capability=it.capability,
        quantity=open_,
        minimum=max(1, min(open_, it.minimum - it.stands)),
        earliest=earliest,
        latest_arrival=max(earliest, (latest - start) // MINUTE),
        duration=max(1, (ends - begins) // MINUTE),
        owners=(request.addressee_id,) if request.addressee_id else None,
    )


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
    whole = [(a, b) for a, b, n in spans if not unit.divisible or n >= unit.capacity]
    part = [(a, b, n) for a, b, n in spans if unit.divisible and n < unit.capacity]
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


def may_yield(commitment: Commitment, now: datetime) -> bool:
    """Not under way, not alerted yet: what has started is fixed."""
    deployment = getattr(commitment, "deployment", None)
    if deployment is not None and deployment.state in UNDER_WAY:
        return False
    return commitment.starts_at - timedelta(minutes=commitment.unit.notice) > now


def promised(commitment: Commitment) -> Open:
    """A promise that may give way."""
    stands = commitment.quantity - commitment.short
    least = 1 if commitment.unit.divisible else stands
    return Open(commitment.request, commitment.capability_id, stands, least, stands, commitment=commitment)


def own_name(commitment: Commitment) -> str:
    """The capability that only the unit of this promise offers: its line stays there before it moves."""
    return f"own:{commitment.pk}"


def own_offer(commitment: Commitment) -> Any:
    from steun.optimise import Supply

    return Supply(own_name(commitment), commitment.quantity - commitment.short)


def standing(commitment: Commitment, start: datetime) -> tuple[Requirement, Assignment]:
    """A promise as a line with its assignment: the same pieces, at the same time, from that unit or an equal one."""
    from steun.optimise import Alternative, Assignment
    from steun.optimise import Line as Requirement

    it, request = promised(commitment), commitment.request
    arrives = (commitment.arrives_at - start) // MINUTE
    road = commitment.arrives_at - commitment.starts_at
    lon, lat = request.spot
    if lon is None or lat is None:
        lon, lat = commitment.unit.site.lon, commitment.unit.site.lat
    requirement = Requirement(
        id=it.key,
        request=request.number or "",
        region=request.requester.region_id or request.requester_id,
        lon=lon,
        lat=lat,
        class_=request.priority,
        capability=own_name(commitment),
        alternatives=(Alternative(commitment.capability_id, 100),),
        quantity=it.stands,
        minimum=it.minimum,
        earliest=arrives,
        latest_arrival=arrives,
        duration=max(1, (commitment.ends_at - commitment.arrives_at - road) // MINUTE - commitment.unit.rest),
        owners=(request.addressee_id,) if request.addressee_id else None,
        promised=it.stands,
    )
    return requirement, Assignment(it.key, commitment.unit.code, own_name(commitment), it.stands, arrives)
