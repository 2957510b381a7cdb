"""Road plans for machines: the same acts as the pages, and the same stretch for those along the ways in it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.web.deliver.joint.curve import TradeOff
from steun.web.deliver.movement.read import sees_whole
from steun.web.deliver.roadplan.model import RoadPlan
from steun.web.deliver.roadplan.read import Change, Moved, offers, positions, reported, stretch_of, trade_off
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.kernel.life.own import one

router = Room()


class RoadPlanRow(Shape):
    """`progress`: percent. `about`: the movement that cannot go as it stands; null where only a stretch is seen."""

    id: UUID
    state: str
    since: datetime
    starts_at: datetime
    ends_at: datetime
    by_hour: int
    keep: bool
    about: UUID | None
    progress: int


class TradeOffOut(Shape):
    """`wait`: minutes that a column at most waits for evacuees. `people`: safe by car after `by_hour` hours.
    `all_safe`: when the last one is, null = not in this time. `hours`: of columns, vehicle-hours. `without_way`:
    vehicles of packets that find none."""

    wait: int
    people: int
    all_safe: datetime | None
    hours: int
    without_way: int


class MovedOut(Shape):
    """`before`, `after`: when its last vehicle is there. `free`, `columns`, `evacuees`, `taken` (by cars that nobody
    planned): minutes; `detour`: metres."""

    packet: int
    before: datetime | None
    after: datetime | None
    reason: str
    where: str
    free: int | None
    columns: int
    evacuees: int
    taken: int
    detour: int


class PointOfPlanOut(Shape):
    packet: int
    point: str
    first: datetime
    last: datetime


class ChangeOut(Shape):
    """`asks`: its way is another one, so permissions are asked anew. `new`: who lies along it and did not.
    `notified`: who hears of it when it is adopted."""

    movement: UUID
    asks: bool
    new: list[str]
    notified: list[str]
    adopted: bool
    moved: list[MovedOut]
    points: list[PointOfPlanOut]


class AgreesOut(Shape):
    organisation: str
    agreed: bool


class PositionOut(Shape):
    """Conflicts, in words: `solved`, as columns go otherwise; `yielded`, as people who leave wait for a column; `left`.
    `losing`: whose people are safe later than they could be."""

    wait: int
    changes: list[ChangeOut]
    solved: list[str]
    yielded: list[str]
    left: list[str]
    losing: list[AgreesOut]


class PlanStretchOut(Shape):
    """A packet on the roads of your organisation, by one position of the dial; `before`: null = it did not come by."""

    wait: int
    movement: str
    packet: int
    vehicles: int
    roads: str
    start: str
    end: str
    before: datetime | None
    first: datetime
    last: datetime


class ReportedPacketOut(Shape):
    """A packet of the movement that the plan is about, as it was seen. `goes`: when it can go on from there; `stood`:
    when it was to; null = it is on its last road, or there."""

    packet: int
    how: str
    point: str
    goes: datetime | None
    stood: datetime | None


class RoadPlanOut(RoadPlanRow):
    """`positions`, `reported`: empty for those along the ways in it, who see `stretch` alone. `failure`: why it was not
    made."""

    failure: str
    reported: list[ReportedPacketOut]
    trade_off: list[TradeOffOut]
    positions: list[PositionOut]
    stretch: list[PlanStretchOut]
    moves: list[OfferOut]


def columns(row: Any, names: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def row_out(it: RoadPlan, actor: Actor) -> dict[str, Any]:
    about = it.about_id if sees_whole(actor) else None
    return {"id": it.pk, "about": about, **columns(it, RoadPlanRow.model_fields.keys() - {"id", "about"})}


def change_out(row: Change) -> dict[str, Any]:
    return {
        "movement": row.it.pk, "asks": row.asks, "new": list(row.new), "notified": list(row.notified),
        "adopted": row.adopted,
        "moved": [columns(one, Moved.__slots__) for one in row.moved],
        "points": [dict(zip(PointOfPlanOut.model_fields, point, strict=True)) for point in row.points],
    }  # fmt: skip


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The road plan of a key. Raises `Unknown`."""
    it = one(RoadPlan.objects.visible_to(actor), pk)
    whole, ready = sees_whole(actor), it.state == "ready"
    return {
        **row_out(it, actor), "failure": it.failure if whole else "",
        "reported": [columns(row, ReportedPacketOut.model_fields) for row in (reported(it) if whole else ())],
        "trade_off": [columns(row, TradeOff.__slots__) for row in trade_off(it)] if ready else [],
        "positions": [
            {"wait": row.trade_off.wait, "changes": [change_out(one) for one in row.changes],
             "solved": list(row.solved), "yielded": list(row.yielded), "left": list(row.left),
             "losing": [{"organisation": a, "agreed": b} for a, b in row.losing]}
            for row in (positions(it) if whole and ready else ())
        ],
        "stretch": [
            columns(row, PlanStretchOut.model_fields) for row in (stretch_of(it, actor) if ready and not whole else ())
        ],
        "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


@router.get("/roadplans", response=Page[RoadPlanRow])
def road_plan_list(
    http: HttpRequest, q: Annotated[str, Query(), Letters(200)] = "", after: After = "", limit: Limit = 25
) -> dict[str, Any]:
    """Road plans, the last one first."""
    actor = Actor.of(http)
    rows = RoadPlan.objects.visible_to(actor).search(q).whole().defer("problem", "positions")
    return page(rows, lambda it: row_out(it, actor), after, limit, newest=True)


@router.get("/roadplans/{uuid:pk}", response=RoadPlanOut)
def road_plan_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One road plan: the dial, what each position of it changes, or your own stretch, and what you may do with it."""
    return shown(pk, Actor.of(http))
