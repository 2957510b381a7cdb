"""What occupies a unit in the coming days, and what stays free: the numbers behind its time bar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from steun.core.decide.commitment import ACTIVE
from steun.core.decide.indication import Policy
from steun.core.decide.promise import Span, peak
from steun.rules.policy.indication import indication
from steun.web.decide.commitment.model import Commitment
from steun.web.kernel import moments
from steun.web.know.unit.model import Absence, Unit

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

AHEAD = timedelta(days=7)


@dataclass(slots=True)
class Use:
    """One thing that occupies pieces of a unit. `case` is the request, when this reader may know it.

    why: of an absence, for whoever may know all of the unit.
    """

    start: datetime
    end: datetime
    quantity: int
    short: int
    state: str  # state of the commitment, or "away"
    case: Any = None
    commitment: Commitment | None = None
    absence: Absence | None = None
    why: str = ""
    at: float = 0.0
    width: float = 0.0

    @property
    def net(self) -> int:
        return self.quantity - self.short


@dataclass(frozen=True, slots=True)
class Step:
    """Free pieces over one stretch of time; at least, for whoever may not know all of the unit.

    `at`, `width`, `top`, `height` are percentages of the picture.
    """

    start: datetime
    end: datetime
    free: int
    at: float
    width: float
    height: float

    @property
    def top(self) -> float:
        return 100 - self.height


@dataclass(slots=True)
class Bar:
    """The coming days of a unit."""

    start: datetime
    end: datetime
    uses: list[Use]
    steps: list[Step]
    ticks: list[dict[str, Any]] = field(default_factory=list)


def uses(it: Unit, actor: Actor, start: datetime, end: datetime) -> list[Use]:
    """What occupies the unit in a window. Of cases that the reader may not see, only that they are there; and that only
    for whoever may know all of the unit: a hold is known to no other."""
    all_known, within = it.is_known_to(actor), {"starts_at__lt": end, "ends_at__gt": start}
    named = set(Commitment.objects.visible_to(actor).filter(unit=it, **within).values_list("pk", flat=True))
    rows = Commitment.objects.filter(unit=it, state__in=ACTIVE, **within).select_related("request", "deployment")
    rows = rows if all_known else rows.filter(pk__in=named)
    found = [
        Use(
            c.starts_at, c.ends_at, c.quantity, c.short, state_of(c), c.request if c.pk in named else None,
            commitment=c if c.pk in named else None,
        )
        for c in rows
    ]  # fmt: skip
    found += [
        Use(a.starts_at, a.ends_at, a.quantity, 0, "away", absence=a, why=a.reason if all_known else "")
        for a in Absence.objects.filter(unit=it, **within)
    ]
    return sorted(found, key=lambda u: (u.start, u.end))


def occupied(it: Unit, actor: Actor, start: datetime, end: datetime) -> tuple[list[Span], Policy | None]:
    """All that occupies the unit, whether shown or not; in blocks of the day, with the policy to tell what is left, for
    whoever may not know all of it."""
    within = {"unit": it, "starts_at__lt": end, "ends_at__gt": start}
    promises = Commitment.objects.filter(state__in=ACTIVE, **within)
    spans = [Span(c.starts_at, c.ends_at, c.quantity - c.short) for c in promises]
    spans += [Span(a.starts_at, a.ends_at, a.quantity) for a in Absence.objects.filter(**within)]
    if it.is_known_to(actor):
        return spans, None
    policy = indication()
    return [Span(policy.earlier(s.start), policy.later(s.end), s.quantity) for s in spans], policy


def state_of(commitment: Commitment) -> str:
    """The state of the deployment once there is one, else that of the commitment."""
    deployment = getattr(commitment, "deployment", None)
    return deployment.state if deployment else commitment.state


def bar(it: Unit, found: list[Use], start: datetime, occupied: tuple[list[Span], Policy | None]) -> Bar:
    """The picture of a unit's next days: one bar per use that is shown, and the free pieces as steps."""
    end = start + AHEAD

    def at(moment: datetime) -> float:
        share = (min(max(moment, start), end) - start) / (end - start)
        return round(share * 100, 2)

    for use in found:
        use.at, use.width = at(use.start), round(at(use.end) - at(use.start), 2)
    spans, policy = occupied
    edges = sorted({start, end, *(t for s in spans for t in (s.start, s.end) if start < t < end)})
    steps: list[Step] = []
    for left, right in pairwise(edges):
        free = max(0, it.capacity - peak(spans, left, right))
        free = policy.at_least(free) if policy else free
        if steps and steps[-1].free == free:
            left = steps.pop().start
        height = round(free / it.capacity * 100, 2) if it.capacity else 0.0
        steps.append(Step(left, right, free, at(left), round(at(right) - at(left), 2), height))
    ticks = [{"at": at(day), "day": day} for day in moments.midnights(start, end)]
    return Bar(start, end, found, steps, ticks)


def free_now(units: Iterable[Unit], moment: datetime, actor: Actor) -> None:
    """Put on each unit how many pieces are free now (`free`), in two queries for all; at least, in this block of the
    day, where the reader may not know all of the unit (`exact`)."""
    policy, rows = indication(), list(units)
    for row in rows:
        row.exact = row.is_known_to(actor)
    count(moment, moment, [row for row in rows if row.exact])
    hidden = [row for row in rows if not row.exact]
    count(policy.earlier(moment), policy.later(moment), hidden)
    for row in hidden:
        row.free = policy.at_least(row.free)


def count(start: datetime, end: datetime, rows: list[Unit]) -> None:
    """Put on each unit what is left of it (`free`) when all counts that occupies it at any moment of a stretch."""
    within = {"unit__in": rows, "starts_at__lte": end, "ends_at__gt": start}
    used: dict[Any, int] = {}
    for key, quantity, short in Commitment.objects.filter(state__in=ACTIVE, **within).values_list(
        "unit", "quantity", "short"
    ):
        used[key] = used.get(key, 0) + quantity - short
    for key, quantity in Absence.objects.filter(**within).values_list("unit", "quantity"):
        used[key] = used.get(key, 0) + quantity
    for row in rows:
        row.free = max(0, row.capacity - used.get(row.pk, 0))
