"""Incidents for machines: the same actions as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.core.ask.incident import INCIDENT
from steun.core.kernel.errors import Unknown
from steun.web.ask.incident.facts import incident_facts
from steun.web.ask.incident.model import Incident
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import OfferOut, offers_out
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape

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
    last_act: int
    moves: list[OfferOut]


def incident_out(it: Incident, actor: Actor) -> dict[str, Any]:
    columns = ("name", "kind", "description", "place", "lon", "lat", "grip", "started_at", "state")
    return {
        "id": it.pk,
        **{name: getattr(it, name) for name in columns},
        "regions": sorted(r.pk for r in it.regions.all()),
        "last_act": it.entry_id,
        "moves": offers_out(INCIDENT, it.state, actor, incident_facts(it)),
    }


def incident_seen(pk: UUID, actor: Actor) -> Incident:
    found = Incident.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Unknown("incident", pk)
    return found


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The incident of a key. Raises `Unknown`."""
    return incident_out(incident_seen(pk, actor), actor)


@router.get("/incidents", response=Page[IncidentOut])
def incident_list(
    http: HttpRequest,
    q: Annotated[str, Query(), Letters(200)] = "",
    state: Annotated[str, Query(), Letters(24)] = "",
    region: Annotated[str, Query(), Letters(24)] = "",
    kind: Annotated[str, Query(), Letters(24)] = "",
    grip: Annotated[str, Query(), Letters(24)] = "",
    after: After = "",
    limit: Limit = 25,
) -> dict[str, Any]:
    """Incidents that you may see, the last opened first; of one state, region, kind or GRIP level."""
    actor = Actor.of(http)
    rows = Incident.objects.visible_to(actor).like(state=state, region=region, kind=kind, grip=grip)
    rows = rows.search(q).prefetch_related("regions")
    return page(rows, lambda it: incident_out(it, actor), after, limit, newest=True)


@router.get("/incidents/{uuid:pk}", response=IncidentOut)
def incident_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One incident, and what you may do with it."""
    return shown(pk, Actor.of(http))
