"""Packets on the roads at a moment, as far as somebody sees them: whole, or on the own stretch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from steun.core.deliver.movement.life import HOLDS
from steun.core.deliver.movement.march import Leg, March
from steun.core.deliver.movement.place import Held, Spot, spot_at
from steun.exchange.geo.shapes import Point
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.planning import ends_of_links
from steun.web.deliver.movement.read import known_marches, node_name, sees_whole
from steun.web.desks.roads.diagram import own_links
from steun.web.kernel.actor import Actor
from steun.web.know.road.read import register, stretches

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def minute_of(moment: datetime) -> int:
    """Minutes that all on the roads share."""
    return (moment - EPOCH) // MINUTE


def moment_of(minute: int) -> datetime:
    return EPOCH + minute * MINUTE


@dataclass(frozen=True, slots=True)
class Seen:
    """A movement that holds its roads. links: those on which this actor sees it; whole: all of it is seen."""

    it: Movement
    marches: tuple[March, ...]
    links: frozenset[str]
    whole: bool

    @property
    def begins(self) -> int:
        """The minute from which its own minutes are counted."""
        assert self.it.counted_from is not None
        return minute_of(self.it.counted_from)

    def held(self) -> Iterator[Held]:
        """Each link that it takes, in the minutes that all share."""
        for march in self.marches:
            for leg in march.legs:
                if leg.link in self.links:
                    name = f"{self.it.pk}/{march.number}"
                    shared = Leg(leg.link, leg.start, leg.enter + self.begins, leg.leave + self.begins)
                    yield Held(name, shared, march.passing)


@dataclass(frozen=True, slots=True)
class Column:
    """A packet on the road. end: the node at the end of its link; there, off: when its first vehicle is there, and its
    last. head, tail: in degrees. report: what was last said of it, when it is not on time."""

    it: Movement
    packet: int
    vehicles: int
    spot: Spot
    road: str
    end: str
    left_m: int
    there: datetime
    off: datetime
    head: Point
    tail: Point
    report: str = ""

    @property
    def towards(self) -> str:
        return node_name(self.end)

    @property
    def left_km(self) -> float:
        return self.left_m / 1000


def seen_by(actor: Actor) -> list[Seen]:
    """Every movement that holds its roads, on the links where this actor may see it."""
    rows = Movement.objects.visible_to(actor).filter(state__in=HOLDS).select_related("organisation").order_by("pk")
    whole = sees_whole(actor)
    found = (Seen(it, tuple(known_marches(it)), frozenset(own_links(it, actor)), whole) for it in rows)
    return [one for one in found if one.links and one.marches]


def columns_at(seen: Iterable[Seen], at: datetime) -> list[Column]:
    """Those on the road, by their movement."""
    found = []
    for one in seen:
        said = last_said(one)
        for march in one.marches:
            if spot := spot_at(march, minute_of(at) - one.begins, one.links):
                found.append(column(one, march, spot, said.get(march.number, "")))
    return sorted(found, key=lambda it: (it.it.name, it.packet))


def column(one: Seen, march: March, spot: Spot, report: str) -> Column:
    leg, link = spot.leg, register().links[spot.leg.link]
    end = leg.end(ends_of_links())
    there, passing = one.it.moment(leg.leave), march.passing * MINUTE
    return Column(
        one.it, march.number, march.vehicles, spot, stretches()[leg.link].name, end,
        round(link.metres * (1 - spot.head)), there, there + passing, on_link(leg, spot.head), on_link(leg, spot.tail),
        report,
    )  # fmt: skip


def on_link(leg: Leg, share: float) -> Point:
    """A point of a link, straight from one end to the other."""
    nodes = register().nodes
    a, b = nodes[leg.start], nodes[leg.end(ends_of_links())]
    return a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share


def last_said(one: Seen) -> dict[int, str]:
    """By packet: what was last reported, for who sees all of it."""
    found = {said["packet"]: said["how"] for said in one.it.reports} if one.whole else {}
    return {packet: how for packet, how in found.items() if how != "on-time"}


def to_come(seen: Iterable[Seen], at: datetime) -> int:
    """Packets of which none is on the seen links yet, and that still come."""
    return sum(
        min(it.first for it in rows) > minute_of(at) for one in seen for rows in by_packet(one).values()
    )  # fmt: skip


def by_packet(one: Seen) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = {}
    for it in one.held():
        found.setdefault(it.packet, []).append(it)
    return found


def last_of(seen: Iterable[Seen]) -> datetime | None:
    """When the last vehicle is off the links that are seen."""
    minute = max((it.last for one in seen for it in one.held()), default=None)
    return None if minute is None else moment_of(minute)
