"""Available to promise, and why not: what the planner can offer a request now, without moving anything that stands.

Codes and facts; `Answer` turns them into sentences.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from steun.core.decide import timeliness as core
from steun.core.decide.timeliness import Help
from steun.core.kernel.units import minutes_between
from steun.rules.policy import indication as rules
from steun.web.ask.request.model import Line, Request
from steun.web.ask.timeliness.read import asked as asked_of
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.commitment.read import road, units_with
from steun.web.decide.kept.read import kept
from steun.web.decide.planning.requirements import MINUTE, NO_CHANGE, STAY
from steun.web.decide.promise import indication
from steun.web.decide.promise.answer import Answer, Arrival
from steun.web.decide.promise.chart import steps
from steun.web.decide.promise.read import Look, Need
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability
from steun.web.know.unit.model import Unit


def of(request: Request, actor: Actor, *, other_means: bool = False) -> list[Answer]:
    """For each capability that is required: what can be there when, or why not. When nothing is required, or with
    `other_means`: also for each that can achieve the effect."""
    required: dict[str, tuple[int, int]] = {}
    lines = list(request.lines.all())
    for line in lines:
        quantity, least = required.get(line.capability_id, (0, 0))
        required[line.capability_id] = (quantity + line.quantity, least + line.minimum)
    codes = list(required)
    known = {x.capability_id: x.capability for x in lines if Line.capability.is_cached(x)}
    if (other_means or not codes) and request.effect:
        known |= {it.pk: it for it in request.effect.capabilities.filter(offerings__isnull=False)}
        codes = list(dict.fromkeys([*codes, *known]))
    capabilities = known | Capability.objects.in_bulk([code for code in codes if code not in known])
    now = clock.now()
    if not codes:
        return []
    units = list(units_with(codes))
    own = {c.pk for u in units for c in u.commitments.all() if c.request_id == request.pk}
    seen = Commitment.objects.visible_to(actor).filter(pk__in=own).values_list("pk", flat=True)
    hidden = own - set(seen) if own else own  # held, and not for this reader to know
    visible = set(Unit.objects.visible_to(actor).filter(pk__in=[u.pk for u in units]).values_list("pk", flat=True))
    found = [answer(request, capabilities[code], required.get(code), units, hidden, now, actor) for code in codes]
    for it in found:
        it.arrivals = [a for a in it.arrivals if a.unit.pk in visible]
        if it.exact:
            it.kept = kept(actor, max(request.starts_at or now, now), [it.capability.pk], but=request.requester_id)
        name_units(it, {u.code: u for u in units}, visible)
        name_holders(it, request, actor, units, now)
    return found


def answer(
    request: Request,
    capability: Capability,
    required: tuple[int, int] | None,
    units: Sequence[Unit],
    hidden: Collection[UUID],
    now: datetime,
    actor: Actor,
) -> Answer:
    """One capability, as this reader may know it. `hidden`: promises that do not count."""
    kept = [
        c
        for unit in units
        for c in unit.commitments.all()
        if c.request_id == request.pk and c.capability_id == capability.pk and c.pk not in hidden
    ]
    stands = sum(c.quantity - c.short for c in kept)
    it = Answer(capability, required and required[0], stands, max(1, required[1] - stands) if required else 1)
    it.asked = asked_of(request, it.open or 0, it.minimum)
    if kept:
        promises = [Help(c.arrives_at, c.quantity - c.short, c.leaves_at) for c in kept]
        it.promised = core.timeliness(asked_of(request, *(required or (0, 1))), promises)
    need = need_of(request, it, now)
    if why := capability.not_counted(need.begins, need.ends):
        it.reason, it.short = why, it.open or 0
        return it
    if need.ends <= now or need.latest < need.begins:
        it.reason, it.short = "time-is-over" if need.ends <= now else "too-late", it.open or 0
        return it
    can = [u for u in units if any(o.capability_id == capability.pk for o in u.offerings.all())]
    found, units_by = indication.known_to(need, can, actor, now, hidden), {u.code: u for u in can}
    it.profile, it.exact = found.profile, found.exact
    it.arrivals = [arrival(units_by[a.unit], a.quantity, a.arrives, it, need) for a in found.arrivals]
    it.chart = steps(it.profile, need.begins, need.ends, it.required)
    asked = 1 if it.open is None else it.open
    if it.total < asked:
        it.short = asked - it.total
        if it.exact:
            why_not(it, Look(need, can, now, hidden), request, hidden)
        else:
            it.reason = "at-least" if it.total else "not-sure"
    return it


def need_of(request: Request, it: Answer, now: datetime) -> Need:
    """The requirement with what was not said filled in as the planner fills it in (see `requirements.line`)."""
    begins = max(request.starts_at or now, now)
    ends = request.ends_at or begins + STAY
    latest = min(request.latest_at or ends, ends - MINUTE)
    return Need(
        it.capability.pk, max(1, it.open or 1), it.minimum, begins, ends, latest, *request.spot,
        request.addressee_id or "", request.latest_at,
    )  # fmt: skip


def arrival(unit: Unit, quantity: int, at: datetime, it: Answer, need: Need) -> Arrival:
    proposed = min(it.open or quantity, quantity) if unit.divisible else quantity
    late = max(0, minutes_between(need.begins, at))
    return Arrival(unit, quantity, at, late, proposed, f"reserve-{unit.pk}-{it.capability.pk}")


def why_not(it: Answer, look: Look, request: Request, hidden: Collection[UUID]) -> None:
    """Where supply ends, and what would help. Not at all, or not any more: that is what `alone` tells apart."""
    others = {c.pk for u in look.units.values() for c in u.commitments.all() if c.request_id != request.pk}
    alone = Look(look.need, list(look.units.values()), look.now, others | set(hidden)) if others else None
    profile = alone.offers()[0] if alone else it.profile
    it.alone = profile[-1][1] if profile else 0
    why = look.why()
    need = it.total + it.short
    it.falls = {state: why.waterfall[state] for state in ("capability", "allowed", "in-time")}
    it.falls |= {"alone": it.alone, "available": it.total}
    low = next((state for state, n in it.falls.items() if n < need), "available")
    it.reason = "promised" if low == "available" else "away" if low == "alone" else low
    if it.required is not None:
        it.remedies = [{"code": r.code, "met": r.met, "facts": dict(r.facts)} for r in why.remedies
                       if r.code != NO_CHANGE]  # fmt: skip


def name_units(it: Answer, units: dict[str, Unit], visible: Collection[UUID]) -> None:
    """What would help names a unit only to who may see it."""
    hidden = {code for code, unit in units.items() if unit.pk not in visible}
    for remedy in it.remedies:
        remedy["facts"] = without(remedy["facts"], hidden)
        if unit := units.get(remedy["facts"].get("unit", "")):
            remedy["unit"] = unit


def without(facts: Any, hidden: Collection[str]) -> Any:
    """Facts without the names that the reader may not know, wherever they stand.

    >>> without({"unit": "u", "lines": {"x": 1, "y": 2}, "moved": ["x"]}, {"u", "x"})
    {'lines': {'y': 2}, 'moved': []}
    """

    def known(value: Any) -> bool:
        return not (isinstance(value, str) and value in hidden)

    if isinstance(facts, dict):
        return {k: without(v, hidden) for k, v in facts.items() if known(k) and known(v)}
    return [without(v, hidden) for v in facts if known(v)] if isinstance(facts, list) else facts


def name_holders(it: Answer, request: Request, actor: Actor, units: Iterable[Unit], now: datetime) -> None:
    """Who has the pieces that could have been there: requests by number if the reader may see that, else counted."""
    need = need_of(request, it, now)
    if not it.exact and it.short:
        it.promised_to = known_to_have_it(need, request, actor, units)
    if it.alone <= it.total:
        return
    holders: dict[UUID, UUID] = {}
    for unit in units:
        able = any(o.capability_id == it.capability.pk for o in unit.offerings.all())
        if able and need.owner in {"", unit.organisation_id}:
            way = road(unit, need.lon, need.lat) * MINUTE
            first, last = need.begins - way, need.ends + way + unit.rest * MINUTE
            others = [c for c in unit.commitments.all() if c.request_id != request.pk]
            holders |= {c.pk: c.request_id for c in others if c.starts_at < last and c.ends_at > first}
    known = by_request(Commitment.objects.visible_to(actor).filter(pk__in=holders))
    it.promised_to = dict(known.values())
    it.others = len(set(holders.values()) - set(known))


def known_to_have_it(need: Need, request: Request, actor: Actor, units: Iterable[Unit]) -> dict[str, int]:
    """The requests of which the reader sees anyway that such means are promised to them in these blocks of the day. How
    far from home they are does not count: it would tell that."""
    policy = rules.indication()
    rows = Commitment.objects.visible_to(actor).active().exclude(request=request.pk)
    rows = rows.filter(
        capability=need.capability, unit__in=[u.pk for u in units], starts_at__lt=policy.later(need.ends)
    )
    return dict(by_request(rows.filter(ends_at__gt=policy.earlier(need.begins))).values())


def by_request(rows: Any) -> dict[UUID, tuple[str, int]]:
    """Number and class of the requests of some promises, the most pressing first."""
    found = rows.order_by("request__priority", "request__number")
    values = found.values_list("request", "request__number", "request__priority")
    return {pk: (number or "", priority) for pk, number, priority in values}
