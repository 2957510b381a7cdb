"""Incidents for machines: the same actions as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Status

from steun.core.ask.incident import INCIDENT
from steun.core.kernel.errors import Unknown
from steun.web.ask.incident import acts as incidents
from steun.web.ask.incident.model import Incident
from steun.web.ask.incident.shape import IncidentIn
from steun.web.ask.request.facts import incident_facts
from steun.web.kernel.actor import Actor
from steun.web.kernel.offers import OfferOut, offers_out
from steun.web.kernel.paging import After, Limit, Page, page
from steun.web.kernel.router import Room
from steun.web.kernel.shape import Letters, Moment, Shape, Text

router = Room()


class IncidentOut(Shape):
    id: UUID
    name: str
    kind: str
    description: str
    place: str
    lon: float | None
    lat: float | None
    grip: str
    started_at: datetime
    regions: list[str]
    state: str
    moves: list[OfferOut]


class IncidentMoveIn(Shape):
    """One step. `grip` and `reason` set the level; `knowingly` answers yes to what a refusal marks as *askable*."""

    id: UUID | None = None
    grip: Annotated[str, Letters(4)] = ""
    text: Text = ""
    reason: Text = ""
    knowingly: bool = False
    happened_at: Moment | None = None


def incident_out(it: Incident, actor: Actor) -> dict[str, Any]:
    plain = ("name", "kind", "description", "place", "lon", "lat", "grip", "started_at", "state")
    return {
        "id": it.pk,
        **{name: getattr(it, name) for name in plain},
        "regions": sorted(r.pk for r in it.regions.all()),
        "moves": offers_out(INCIDENT, it.state, actor, incident_facts(it)),
    }


def incident_seen(pk: UUID, actor: Actor) -> Incident:
    found = Incident.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Unknown("incident", pk)
    return found


class IncidentNew(IncidentIn):
    """`knowingly`: open it although one like it is open already."""

    id: UUID | None = None
    knowingly: bool = False


@router.get("/incidents", response=Page[IncidentOut])
def incident_list(
    http: HttpRequest,
    q: Annotated[str, Query(), Letters(200)] = "",
    after: After = "",
    limit: Limit = 25,
) -> dict[str, Any]:
    """Incidents that you may see, the last opened first."""
    actor = Actor.of(http)
    rows = Incident.objects.visible_to(actor).search(q).prefetch_related("regions")
    return page(rows, lambda it: incident_out(it, actor), after, limit, newest=True)


@router.post("/incidents", response={201: IncidentOut})
def incident_open(http: HttpRequest, incident: IncidentNew) -> Status[dict[str, Any]]:
    """Put an incident on the board. With your own `id`, a repeat gives the same incident."""
    actor = Actor.of(http)
    made = incidents.open_incident(incident, by=actor, id=incident.id, knowingly=incident.knowingly)
    return Status(201, incident_out(incident_seen(made.pk, actor), actor))


@router.get("/incidents/{uuid:pk}", response=IncidentOut)
def incident_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One incident, and what you may do with it."""
    actor = Actor.of(http)
    return incident_out(incident_seen(pk, actor), actor)


@router.post("/incidents/{uuid:pk}/moves/{name}", response=IncidentOut)
def incident_move(
    http: HttpRequest, pk: UUID, name: Literal["scale", "note", "close", "reopen"], move: IncidentMoveIn
) -> dict[str, Any]:
    """Scale along GRIP, add a note, close, reopen."""
    actor = Actor.of(http)
    when = {"by": actor, "id": move.id, "happened_at": move.happened_at}
    match name:
        case "scale":
            incidents.scale(pk, move.grip, reason=move.reason, knowingly=move.knowingly, **when)
        case "note":
            incidents.note(pk, move.text, **when)
        case "close":
            incidents.close(pk, knowingly=move.knowingly, **when)
        case "reopen":
            incidents.reopen(pk, **when)
    return incident_out(incident_seen(pk, actor), actor)
