"""What is asked and still open, row by row, as lines of the planner. What was not said is assumed, and shown so."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from steun.core.ask import states
from steun.core.decide.commitment import ACTIVE
from steun.web.ask.request.model import Line, Request
from steun.web.decide.commitment.model import Commitment

if TYPE_CHECKING:
    from steun.optimise import Line as Requirement
    from steun.web.kernel.actor import Actor


MINUTE = timedelta(minutes=1)

STAY = timedelta(hours=24)
"""How long help is needed when the request does not say: policy, shown as such."""

NO_CHANGE = "later"
"""The one change that a planner can try and a request cannot make: it says when the need ends, not how long whoever
comes stays. That it ends later (`later-end`) it can say."""

DECIDED = ("partial", "other-means")
"""How a request was granted when somebody decided otherwise than to give all that it asks."""


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
    """What the planner cannot take, and why: no-requirement, no-place, decided-otherwise, time-is-over, too-late; or
    its capability does not count: withdrawn, not-confirmed, out-of-season."""

    request: Request
    why: str


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


def wanted(requests: Iterable[Request], unplanned: list[Unplanned], now: datetime) -> list[Open]:
    """Every requirement of which something is open; what cannot be planned goes to `unplanned` with the reason."""
    return [it for it in numbered(requests, unplanned, now) if it.stands < it.asked]


def numbered(requests: Iterable[Request], unplanned: list[Unplanned], now: datetime) -> list[Open]:
    """Every requirement, also one that is promised in full."""
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
    if it.row and (why := it.row.capability.not_counted(begins, ends)):
        return why
    it.guesses = tuple(guesses)
    earliest = -(-(begins - start) // MINUTE)
    open_ = it.asked - it.stands
    latest_arrival = max(earliest, (latest - start) // MINUTE)
    too_late = None if request.latest_at is None else max(latest_arrival, (request.latest_at - start) // MINUTE)
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
        latest_arrival=latest_arrival,
        too_late=too_late,
        duration=max(1, (ends - begins) // MINUTE),
        owners=(request.addressee_id,) if request.addressee_id else None,
    )
