"""What a recalibration is about, read now: stated needs, requests of the past, units, and what is held ready."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from steun.core.kernel.text.folding import folded
from steun.core.know.need import SHARED
from steun.rules.load import kinds_of_defence, law
from steun.rules.policy.readiness import readiness
from steun.web.agree.agreement.model import Agreement
from steun.web.ask.request.model import Line
from steun.web.decide.commitment.read import ROAD_PERCENT
from steun.web.decide.recalibration.shape import StudyIn
from steun.web.kernel import clock
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability
from steun.web.know.headcount.read import called_up
from steun.web.know.need.model import Need
from steun.web.know.place import Point, middle
from steun.web.know.unit.model import Unit

if TYPE_CHECKING:
    from steun.optimise import Ask, Held, Pool, Recalibration

HISTORY = "history"
"""The scenario of what was asked before: one incident of the past happens again."""
SHORTEST = 30
"""Minutes: what was wanted at once was not expected sooner."""
NATION: Point = (5.3, 52.1)
"""Where help is counted to go when nobody says: the middle of the country."""


def asked(shape: StudyIn) -> Recalibration:
    """The question, as the planner has it."""
    from steun.optimise import Recalibration

    policy = readiness()
    family = Family()
    pools = tuple(pools_of(shape))
    asks = (*needs(family), *(past() if shape.history else ()))
    return Recalibration(
        pools=pools, asks=asks, held=tuple(held_ready(pools, family)), worlds=shape.worlds, seed=shape.seed,
        budget=shape.budget, hours=shape.hours_per_piece, ready=shape.ready_minutes, occurs=policy.occurs,
        spread=policy.spread, road_factor=ROAD_PERCENT,
    )  # fmt: skip


class Family:
    """Who belongs to whom: what an organisation has is also what its parts have."""

    def __init__(self) -> None:
        self.known = {it.pk: it for it in Organisation.objects.all()}
        with_units = set(Unit.objects.filter(side="defence").values_list("organisation", flat=True))
        planning = {it.pk for it in self.known.values() if it.kind in kinds_of_defence()}
        self.planning, self.defence = planning, planning | with_units
        self.parts: dict[str, list[str]] = defaultdict(list)
        for it in self.known.values():
            if it.parent_id:
                self.parts[it.parent_id].append(it.pk)

    def of(self, code: str) -> frozenset[str]:
        """The organisation and all below it; who gives in the name of all of Defence: all of Defence."""
        found, todo = set(), [code]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self.parts[one]
        return frozenset(found | self.defence if code in self.planning else found)

    def is_defence(self, code: str) -> bool:
        return code in self.defence


def pools_of(shape: StudyIn) -> Iterator[Pool]:
    """Every unit that offers something, with what it would have on an ordinary day. Of a civil organisation that stated
    how many of its people are reservists, that share is gone when they are called up; of the others the share asked."""
    from steun.optimise import Pool

    rows = Unit.objects.select_related("site").prefetch_related("offerings").filter(capacity__gt=0).order_by("code")
    stated = called_up(unit.organisation_id for unit in rows)
    for unit in rows:
        offers = {o.capability_id: min(o.quantity, unit.capacity) for o in unit.offerings.all() if o.quantity > 0}
        if not offers:
            continue
        defence = unit.side == "defence"
        yield Pool(
            id=unit.code, owner=unit.organisation_id, lon=unit.site.lon, lat=unit.site.lat, capacity=unit.capacity,
            notice=unit.notice, speed=unit.speed_kmh, offers=offers, airborne=unit.airborne,
            free=shape.free_defence if defence else shape.free_civil,
            called=shape.task_one if defence else stated.get(unit.organisation_id, shape.called_up), defence=defence,
        )  # fmt: skip


def needs(family: Family) -> Iterator[Ask]:
    """What is stated, each in the scenario that it names: the same words are the same scenario."""
    from steun.optimise import Ask

    achieves = {
        effect: tuple(sorted(codes)) for effect, codes in by_effect().items()
    }  # fmt: skip
    names: dict[str, str] = {}
    for need in Need.objects.whole().filter(state__in=SHARED).order_by("pk"):
        capabilities = (need.capability_id,) if need.capability_id else achieves.get(need.effect_id or "", ())
        lon, lat = point_of(need.region)
        yield Ask(
            id=str(need.pk), organisation=need.organisation_id, region=need.region.pk, lon=lon, lat=lat,
            what=need.capability_id or f"effect:{need.effect_id}", capabilities=capabilities, quantity=need.quantity,
            minutes=need.reaction_minutes, scenario=names.setdefault(folded(need.scenario), need.scenario),
            owners=tuple(sorted(family.of(need.addressee_id))) if need.addressee_id else (),
            defence=family.is_defence(need.organisation_id),
        )  # fmt: skip


def by_effect() -> dict[str, list[str]]:
    """Which capabilities achieve an effect."""
    found: dict[str, list[str]] = defaultdict(list)
    for effect, capability in Capability.effects.through.objects.values_list("effect_id", "capability_id"):
        found[effect].append(capability)
    return found


def past() -> Iterator[Ask]:
    """Requirements of requests that were sent; those of one incident come together."""
    from steun.optimise import Ask

    rows = Line.objects.filter(request__sent_at__isnull=False, request__starts_at__isnull=False)
    for line in rows.select_related("request__requester__region").order_by("pk"):
        request = line.request
        region = request.requester.region or request.requester
        wanted: Any = request.latest_at or request.starts_at
        lon, lat = (request.lon, request.lat) if request.lon is not None else point_of(region)
        yield Ask(
            id=f"past:{line.pk}", organisation=request.requester_id, region=region.pk, lon=lon or 0.0, lat=lat or 0.0,
            what=line.capability_id, capabilities=(line.capability_id,), quantity=line.quantity,
            minutes=max(SHORTEST, int((wanted - request.sent_at).total_seconds() // 60)), scenario=HISTORY,
            event=str(request.incident_id or request.pk),
        )  # fmt: skip


def point_of(region: Organisation) -> Point:
    """Where help for a region goes: its middle."""
    known = law().regions.get(region.pk)
    found = middle([code for code, *_ in known.municipalities]) if known else None
    if found:
        return found
    return (region.lon, region.lat) if region.lon is not None and region.lat is not None else NATION


def held_ready(pools: Iterable[Pool], family: Family) -> Iterator[Held]:
    """What agreements that count today hold ready, laid in the units of who gives, by their codes."""
    from steun.optimise import Held

    units = list(pools)
    room = {unit.id: unit.capacity for unit in units}
    laid: dict[tuple[str, str], int] = defaultdict(int)
    for it in Agreement.objects.on(clock.today()).order_by("pk"):
        left, owners = it.quantity, family.of(it.provider_id)
        for unit in units:
            key = (unit.id, it.capability_id)
            if left and unit.owner in owners and it.capability_id in unit.offers:
                pieces = min(left, room[unit.id], unit.offers[it.capability_id] - laid[key])
                laid[key] += pieces
                room[unit.id] -= pieces
                left -= pieces
    for (unit_id, capability), pieces in sorted(laid.items()):
        if pieces:
            yield Held(unit_id, capability, pieces)
