"""The rows of the picture as the tables have them: what stands now, as far as this reader may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from steun.core.ask.states import OPEN
from steun.web.ask.incident.model import Incident, microdegrees
from steun.web.ask.request.model import Line, Request
from steun.web.decide.commitment.model import Commitment
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.picture.rows.form import (
    CALLED_OFF,
    PROMISED,
    Home,
    Rows,
    assembled,
    commitment_row,
    deployment_row,
    incident_row,
    request_row,
)
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Organisation

COLUMNS = (
    "number", "title", "place", "state", "extent", "priority", "urgent", "starts_at", "latest_at", "ends_at",
)  # fmt: skip


def rows_now(actor: Actor, at: datetime) -> Rows:
    """What is open now: incidents, requests and their means. Six queries, however many there are."""
    requests = Request.objects.visible_to(actor).filter(state__in=OPEN)
    found = list(requests.only(*COLUMNS, "requester", "effect", "lon", "lat"))
    towns, lines, seats = towns_of(requests), lines_of(requests), homes(it.requester_id for it in found)
    incidents = Incident.objects.visible_to(actor).filter(state="open").prefetch_related("regions")
    of_request = {"request__in": requests}
    return assembled(
        at,
        [incident_row(str(it.pk), incident_values(it)) for it in incidents],
        [
            request_row(str(it.pk), request_values(it, towns[it.pk]), seats[it.requester_id], lines[it.pk])
            for it in found
        ],
        [
            commitment_row(str(it.pk), commitment_values(it))
            for it in Commitment.objects.visible_to(actor)
            .filter(state__in=PROMISED, **of_request)
            .select_related("unit")
        ],
        [
            deployment_row(str(it.pk), deployment_values(it))
            for it in Deployment.objects.visible_to(actor)
            .filter(**of_request)
            .exclude(state=CALLED_OFF)
            .select_related("commitment__unit")
        ],
    )


def homes(codes: Iterable[str]) -> dict[str, Home]:
    """Where organisations are: their region and point."""
    rows = Organisation.objects.filter(pk__in=set(codes)).only("code", "kind", "region", "lon", "lat")
    return {
        it.pk: Home(
            it.pk if it.kind == "safety-region" else it.region_id or "",
            None if it.lon is None or it.lat is None else (it.lon, it.lat),
            it.kind == "municipality",
        )
        for it in rows
    }


def towns_of(requests: Any) -> dict[Any, list[str]]:
    """The municipalities of each request."""
    found: dict[Any, list[str]] = defaultdict(list)
    through = Request.municipalities.through.objects.filter(request__in=requests)
    for request, code in through.values_list("request_id", "organisation_id"):
        found[request].append(code)
    return found


def lines_of(requests: Any) -> dict[Any, list[dict[str, Any]]]:
    """What each request requires, with what was taken up beside it."""
    found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for line in Line.objects.filter(request__in=requests):
        row = {"capability": line.capability_id, "quantity": line.quantity, "minimum": line.minimum}
        found[line.request_id].append(row)
    return found


def request_values(it: Request, towns: list[str]) -> dict[str, Any]:
    plain = {name: getattr(it, name) for name in COLUMNS}
    links = {"effect": it.effect_id, "requester_id": it.requester_id, "municipalities": towns}
    return {**plain, **links, **microdegrees(it)}


def incident_values(it: Incident) -> dict[str, Any]:
    regions = [region.pk for region in it.regions.all()]
    return {
        "name": it.name,
        "kind": it.kind,
        "place": it.place,
        "grip": it.grip,
        "regions": regions,
        **microdegrees(it),
    }


def commitment_values(it: Commitment) -> dict[str, Any]:
    columns = ("quantity", "short", "starts_at", "arrives_at", "leaves_at", "hold_until", "state")
    plain = {name: getattr(it, name) for name in columns}
    return {**plain, "request_id": str(it.request_id), "unit": it.unit.code, "capability": it.capability_id}


def deployment_values(it: Deployment) -> dict[str, Any]:
    plain = {name: getattr(it, name) for name in ("quantity", "state", "departed_at", "arrived_at", "released_at")}
    links = {"request_id": str(it.request_id), "unit": it.commitment.unit.code, "commitment_id": str(it.commitment_id)}
    return {**plain, **links}
