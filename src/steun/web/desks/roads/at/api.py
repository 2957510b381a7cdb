"""The roads at a moment for machines: the same as the page has it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.core.kernel.errors import Fault, Malformed
from steun.web.desks.roads.at.clashes import Shown
from steun.web.desks.roads.at.columns import MINUTE, Column
from steun.web.desks.roads.at.people import Load
from steun.web.desks.roads.at.read import AHEAD, roads_at
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Moment, Shape

router = Room()


class RoadPointOut(Shape):
    lon: float
    lat: float


class ColumnOut(Shape):
    """A packet on a link. first_at, last_at: when its first and its last vehicle are at the end of the link; stands: it
    waits there. head, tail: along a straight line."""

    movement: UUID
    packet: int
    vehicles: int
    link: str
    towards: str
    stands: bool
    first_at: datetime
    last_at: datetime
    head: RoadPointOut
    tail: RoadPointOut


class LoadOut(Shape):
    """Cars of people who leave, in an hour, towards a node of the link; lets: what it lets through that way."""

    link: str
    towards: str
    cars: int
    lets: int
    evacuations: list[UUID]


class PartyOut(Shape):
    """kind: `movement`, `evacuation`, `closure` or `flow`."""

    kind: str
    id: UUID


class ClashOut(Shape):
    """What does not go together. settled_by: organisations."""

    code: str
    parties: list[PartyOut]
    links: list[str]
    starts_at: datetime
    ends_at: datetime
    settled_by: list[str]


class RoadsAtOut(Shape):
    """to_come: packets that are not on the road yet. later: what will not go together, where and when it begins."""

    at: datetime
    columns: list[ColumnOut]
    to_come: int
    people: list[LoadOut]
    closures: list[UUID]
    flows: list[UUID]
    clashes: list[ClashOut]
    later: list[ClashOut]


@router.get("/roads/at", response=RoadsAtOut)
def roads_at_show(http: HttpRequest, at: Annotated[Moment | None, Query()] = None) -> dict[str, Any]:
    """Columns, people who leave, closures, flows and what does not go together, as far as you may see it: now, or at a
    moment within two weeks."""
    now = clock.now()
    if at is not None and not now - MINUTE <= at <= now + AHEAD:
        raise Malformed([Fault("at", "roads-from-now")])
    found = roads_at(Actor.of(http), at or now)
    return {
        "at": found.at, "columns": [column(it) for it in found.columns], "to_come": found.to_come,
        "people": [load(it) for it in found.loads],
        "closures": [it.pk for it in found.closures if it.starts_at <= found.at],
        "flows": [it.pk for it in found.flows], "clashes": [clash(it) for it in found.clashes],
        "later": [clash(it) for it in found.later],
    }  # fmt: skip


def column(it: Column) -> dict[str, Any]:
    head, tail = ({"lon": lon, "lat": lat} for lon, lat in (it.head, it.tail))
    return {
        "movement": it.it.pk, "packet": it.packet, "vehicles": it.vehicles, "link": it.spot.leg.link,
        "towards": it.end, "stands": it.spot.stands, "first_at": it.there, "last_at": it.off, "head": head,
        "tail": tail,
    }  # fmt: skip


def load(it: Load) -> dict[str, Any]:
    its = [one.pk for one in it.its]
    return {"link": it.way[0], "towards": it.end, "cars": it.cars, "lets": it.lets, "evacuations": its}


def clash(it: Shown) -> dict[str, Any]:
    found = it.clash
    return {
        "code": found.code, "parties": [{"kind": one.kind, "id": one.it.pk} for one in found.parties],
        "links": list(it.links), "starts_at": it.starts, "ends_at": it.ends,
        "settled_by": list(dict.fromkeys(one.it.organisation_id for one in found.parties if one.decides)),
    }  # fmt: skip
