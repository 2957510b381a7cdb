"""The picture for machines: the same at the same moment as the page has it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.web.ask.timeliness.words import TimelinessOut, out
from steun.web.desks.picture.read import Case, picture
from steun.web.desks.picture.rows.form import IncidentRow
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Moment, Shape

router = Room()


class TallyOut(Shape):
    """Requests, and pieces asked, promised, short, late and under way. worst: code of the worst request."""

    requests: int
    asked: int
    promised: int
    short: int
    late: int
    under_way: int
    worst: str
    tone: str


class RegionOut(TallyOut):
    code: str


class PlaceOut(Shape):
    lon: float
    lat: float


class PictureIncidentOut(Shape):
    id: UUID
    name: str
    kind: str
    place: str
    grip: str
    regions: list[str]
    point: PlaceOut | None


class PictureUnitOut(Shape):
    unit: str
    capability: str
    quantity: int
    state: str
    promised_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None


class PictureRequestOut(Shape):
    id: UUID
    number: str
    title: str
    place: str
    state: str
    priority: int
    urgent: bool
    regions: list[str]
    starts_at: datetime | None
    latest_at: datetime | None
    asked: int
    timeliness: TimelinessOut
    tone: str
    point: PlaceOut | None
    units: list[PictureUnitOut]


class PictureOut(Shape):
    """past: made from the journal, as it had been recorded by then."""

    at: datetime
    past: bool
    nation: TallyOut
    regions: list[RegionOut]
    incidents: list[PictureIncidentOut]
    requests: list[PictureRequestOut]


@router.get("/picture", response=PictureOut)
def picture_show(http: HttpRequest, at: Annotated[Moment | None, Query()] = None) -> dict[str, Any]:
    """What is open, as far as you may see it: now, or at a moment as the journal had recorded it by then."""
    found = picture(Actor.of(http), at)
    return {
        "at": found.at,
        "past": found.past,
        "nation": asdict(found.nation),
        "regions": [{"code": code, **asdict(it)} for code, it in found.regions.items()],
        "incidents": [incident(it) for it in found.incidents],
        "requests": [request(it) for it in found.cases],
    }


def incident(it: IncidentRow) -> dict[str, Any]:
    plain = {"name": it.name, "kind": it.kind, "place": it.place, "grip": it.grip}
    return {"id": it.pk, **plain, "regions": list(it.regions), "point": point(it.point)}


def request(case: Case) -> dict[str, Any]:
    it = case.row
    promises = {promise.pk: promise for promise in it.commitments}
    units = []
    for sent in case.under_way:
        promise = promises.get(sent.commitment_id)
        times = {"departed_at": sent.departed_at, "arrived_at": sent.arrived_at}
        kept = {
            "capability": promise.capability_id if promise else "",
            "promised_at": promise.arrives_at if promise else None,
        }
        units.append({"unit": sent.unit, "quantity": sent.quantity, "state": sent.state, **times, **kept})
    names = ("number", "title", "place", "state", "priority", "urgent", "starts_at", "latest_at")
    return {
        "id": it.pk,
        **{name: getattr(it, name) for name in names},
        "regions": list(it.regions),
        "asked": it.wants,
        "timeliness": out(case.timeliness),
        "tone": case.need.tone,
        "point": point(it.point),
        "units": units,
    }


def point(given: tuple[float, float] | None) -> dict[str, float] | None:
    return None if given is None else {"lon": given[0], "lat": given[1]}
