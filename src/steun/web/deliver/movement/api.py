"""Movements for machines: the same acts as the pages, and the same stretch for those along the way."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.read import (
    AtPoint,
    OnStretch,
    asked_of,
    conflict,
    march_table,
    offers,
    seen_by,
    sees_whole,
)
from steun.web.deliver.movement.shape import RequirementsIn
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape

router = Room()
REQUIREMENTS = tuple(RequirementsIn.model_fields)


class PermissionOut(Shape):
    """One permission. `answer`: "" = none yet; `within`: the minutes within which its authority answers, null = nobody
    says; `status`: whether that was promised or only proposed; `links`: limits that are asked, by link."""

    key: str
    code: str
    organisation: str
    answer: str
    reference: str
    due_at: datetime | None
    within: int | None
    status: str
    links: dict[str, list[str]]


class PointOut(Shape):
    """A packet at a point; `first`, `last`: of its vehicles; `metres` from its origin."""

    packet: int
    vehicles: int
    node: str
    name: str
    metres: int
    first: datetime
    last: datetime


class StretchOut(Shape):
    """A packet on the roads of your organisation: when its first vehicle comes, and when the last has left."""

    packet: int
    vehicles: int
    roads: str
    start: str
    end: str
    first: datetime
    last: datetime


class PointReportOut(Shape):
    packet: int
    point: str
    how: str
    at: datetime
    goes_on_at: datetime | None


class WholeOut(Shape):
    """What was stated. See the statement of requirements for each field."""

    command: str
    purpose: str
    carrier: str
    people: int
    packet_size: int
    length_m: int
    gap_m: int
    speed_kmh: int
    weight_kg: int
    width_cm: int
    height_cm: int
    load_class: int
    origin: str
    destination: str
    earliest: datetime
    latest: datetime
    evaluation: str
    conflict: str
    points: list[PointOut]
    reports: list[PointReportOut]


class MovementOut(Shape):
    """`requirements`: null for those along the way, who see `stretch` alone. `goods`: what those along it must know."""

    id: UUID
    organisation: str
    number: str
    nation: str
    vehicles: int
    goods: str
    state: str
    requirements: WholeOut | None
    permissions: list[PermissionOut]
    stretch: list[StretchOut]
    moves: list[OfferOut]


def movement_out(it: Movement, actor: Actor) -> dict[str, Any]:
    whole = sees_whole(actor)
    mine = [row for row in asked_of(it) if whole or row.row.organisation_id == actor.organisation]
    return {
        "id": it.pk, "organisation": it.organisation_id, "number": it.number, "nation": it.nation,
        "vehicles": it.vehicles, "goods": it.goods, "state": it.state,
        "requirements": whole_out(it) if whole else None,
        "permissions": [
            {
                "key": row.row.key, "code": row.row.code, "organisation": row.row.organisation_id or "",
                "answer": row.row.answer, "reference": row.row.reference if whole else "", "due_at": row.row.due_at,
                "within": row.within.minutes if row.within else None,
                "status": row.within.status if row.within else "not-established", "links": row.row.links,
            }
            for row in mine
        ],
        "stretch": [columns(row, OnStretch) for row in (() if whole else seen_by(it, actor))],
        "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


def whole_out(it: Movement) -> dict[str, Any]:
    return {
        **{name: getattr(it, name) for name in REQUIREMENTS if name in WholeOut.model_fields},
        "evaluation": it.evaluation, "conflict": conflict(it),
        "reports": [{"goes_on_at": None, **said} for said in it.reports],
        "points": [columns(row, AtPoint) for row in march_table(it)],
    }  # fmt: skip


def columns(row: Any, kind: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in kind.__slots__}


shown = serve(
    router, Movement, MovementOut, movement_out,
    many="Movements", words="the number or the nation", one="movement, whole or your own stretch of it",
)  # fmt: skip
