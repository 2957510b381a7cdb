"""What is read of an evacuation: who does what in a zone, how many are safe by when, what falls short, who may act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from steun.core.deliver.evacuation.life import EVACUATION, deciders
from steun.core.deliver.evacuation.people import (
    Course,
    Divided,
    by_decision,
    course,
    hour_for,
    in_all,
    sheltered,
)
from steun.core.deliver.evacuation.policy import Basis, Figure, ZoneSupport
from steun.core.kernel.machine import Offer
from steun.rules.load import law, roles
from steun.rules.movement.evacuation import evacuations
from steun.rules.policy.powers import powers
from steun.web.deliver.course.leaving import Speeds, WayOut, nearest_node, way_out
from steun.web.deliver.evacuation.model import Evacuation, Reception, Zone
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting
from steun.web.kernel.people.models import Mandate, Organisation
from steun.web.know.decree.model import Decree
from steun.web.know.road.read import stretches

AS_FILLED_IN = "…"
NEARLY_ALL_PCT = 90
"""Of those who can go by themselves: by which hour must it be decided so that so many are safe in time?"""


@dataclass(frozen=True, slots=True)
class Outlook:
    """By when how many are safe. in_time: by the threat. decisions: (hour of the decision, people safe by the threat).
    latest: the last hour of decision at which nearly all who go by themselves are safe in time; None = none is known.
    needed, places: of receptions, for people."""

    zones: tuple[tuple[Zone, Divided], ...]
    of: Divided
    course: Course
    way: WayOut
    in_time: int
    decisions: tuple[tuple[datetime, int], ...]
    latest: datetime | None
    last: datetime | None
    needed: int
    places: int

    @property
    def short(self) -> int:
        return max(0, self.needed - self.places)

    @property
    def goal(self) -> int:
        """Who can get safe by themselves and does what is asked."""
        return self.of.drive + self.of.otherwise + self.of.put

    @property
    def cars(self) -> int:
        return self.of.cars + self.of.shadow


def outlook(it: Evacuation) -> Outlook:
    """What its figures, zones and roads give, now."""
    values, shares, found = it.values, it.shares, it.parts
    speeds = Speeds(values["lane_cars_per_hour"], values["two_way_cars_per_hour"], values["car_kmh"])
    leaving = [zone for zone, _ in found if zone.moves == "away"]
    towns = {zone.municipality_id for zone, _ in found}
    way = way_out({node_of(it) for it in leaving}, towns, reception_nodes(it), speeds, clock.now())
    run = course([zone.in_model(it.decision_at) for zone, _ in found], shares, way.cars, way.minutes)
    left, of = it.minutes_left, in_all(part for _, part in found)
    latest = hour_for(run, left, NEARLY_ALL_PCT)
    step = 60 if left <= 48 * 60 else 180
    return Outlook(
        tuple(found), of, run, way, run.by(left),
        tuple((minutes_later(it, later), safe) for later, safe in by_decision(run, left, step)),
        None if latest is None else minutes_later(it, latest),
        None if run.last is None else minutes_later(it, run.last),
        sheltered(of, shares), sum(row.places for row in it.receptions.all()),
    )  # fmt: skip


def minutes_later(it: Evacuation, minutes: int) -> datetime:
    return it.decision_at + timedelta(minutes=minutes)


def node_of(zone: Zone) -> str:
    """Where its people come on to the roads."""
    return zone.node or nearest_node(*zone.point)


def reception_nodes(it: Evacuation) -> set[str]:
    found = {row.node or nearest_node(row.host.lon, row.host.lat) for row in it.receptions.all()}
    return found - {""}


def roads_near(zones: Sequence[Zone]) -> list[str]:
    """Who owns the roads on which people of these zones come first."""
    nodes = {node_of(it) for it in zones if it.moves == "away"}
    near = [it for it in stretches().values() if {it.link.a, it.link.b} & nodes]
    return list(dict.fromkeys(code for it in near for code in it.owners))


def in_force(it: Evacuation, zones: Iterable[Zone]) -> tuple[frozenset[str], frozenset[str]]:
    """The powers that hold in each of its zones, and those that hold in some."""
    places = [{zone.municipality_id, zone.municipality.region_id or ""} for zone in zones]
    awake = [row for row in Decree.objects.awake(clock.now()) if row.power in powers()]
    held = [{row.power for row in awake if row.covers(place)} for place in places]
    return (
        frozenset(set.intersection(*held)) if held else frozenset(),
        frozenset(set.union(*held)) if held else frozenset(),
    )


@dataclass(frozen=True, slots=True)
class Used:
    """A figure as this evacuation has it. own: somebody entered it here."""

    figure: Figure
    value: int
    own: bool


def figures_of(it: Evacuation) -> list[Used]:
    rows = evacuations().on(clock.today()).figures
    return [Used(row, it.figures.get(row.code, row.value), row.code in it.figures) for row in rows]


def supports_left(it: Evacuation) -> list[ZoneSupport]:
    """What it may still ask of others."""
    there = {one.code for one in it.supports.all()}
    return [one for one in evacuations().on(clock.today()).supports if one.code not in there]


def offers(it: Evacuation, actor: Actor) -> list[Offer[Any]]:
    """As if what a form asks were filled in; the order: on the first basis that its seat has."""
    zones = list(it.zones.all())
    everywhere, somewhere = in_force(it, zones)
    filled = {
        "changes": True, "known": True, "supports": bool(supports_left(it)), "reason": AS_FILLED_IN,
        "evaluation": AS_FILLED_IN, "in_force": everywhere, "in_force_somewhere": somewhere,
    }  # fmt: skip
    found = list(EVACUATION.offers(it.state, actor, it.facts(zones, **filled)))
    mine = bases_for(it, actor) if it.state == "prepared" else []
    if mine:
        chosen = EVACUATION.offers(it.state, actor, it.facts(zones, basis=mine[0], **filled))
        ordered = {offer.move.name: offer for offer in chosen}
        return [ordered[one.move.name] if one.move.name == "order-evacuation" else one for one in found]
    return found


def bases_for(it: Evacuation, actor: Actor) -> list[Basis]:
    """The bases on which this actor may order it, those first that nothing has taken over or keeps asleep."""
    zones = list(it.zones.all())
    everywhere, somewhere = in_force(it, zones)
    found: list[tuple[bool, int, Basis]] = []
    for basis in evacuations().on(clock.today()).bases:
        if actor.seats & deciders(it.facts(zones, basis=basis)):
            asleep = set(basis.needs) - everywhere or set(basis.yields) & somewhere
            found.append((bool(asleep), len(found), basis))
    return [basis for _, _, basis in sorted(found, key=lambda row: row[:2])]


def waiting_for(actor: Actor) -> Iterable[Waiting]:
    """Evacuations to decide on, and of who keeps them: those to close."""
    rows = Evacuation.objects.visible_to(actor).filter(state__in=("prepared", "return-ordered")).whole()
    for it in rows.order_by("decision_at", "pk"):
        if it.state == "prepared" and it.zones.all() and bases_for(it, actor):
            yield Waiting("order-evacuation", it, it.decision_at)
        if it.state == "return-ordered" and it.organisation_id == actor.organisation:
            yield Waiting("end-evacuation", it, it.threat_at)


def concerned(it: Evacuation, zones: Sequence[Zone], hosts: Sequence[Reception]) -> list[str]:
    """Who must know: who keeps order there and where people are received, the province and the police of those
    regions, the regions around, who owns the roads out, and those of the nation who coordinate or plan movements."""
    regions = dict.fromkeys(
        code for one in [*(zone.municipality for zone in zones), *(row.host for row in hosts)]
        for code in [one.region_id or one.pk] if code in law().regions
    )  # fmt: skip
    around = [near for zone in zones for near in neighbours(zone.municipality.region_id)]
    known = [law().regions[code] for code in regions]
    seats = Mandate.objects.valid_at(clock.now()).filter(role__in=nation())
    codes = dict.fromkeys([
        it.organisation_id, *(zone.municipality_id for zone in zones), *(row.host_id for row in hosts), *regions,
        *(row.province for row in known), *(row.police_unit for row in known), *around, *roads_near(zones),
        *seats.values_list("organisation", flat=True),
    ])  # fmt: skip
    there = Organisation.objects.in_bulk(list(codes))
    return sorted(code for code in codes if code in there)


def neighbours(region: str | None) -> tuple[str, ...]:
    found = law().regions.get(region or "")
    return found.neighbours if found else ()


def nation() -> tuple[str, ...]:
    """Who coordinates for all, plans movements or watches."""
    return (*roles().coordinators, *roles().movers)
