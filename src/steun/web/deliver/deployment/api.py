"""Orders and reports for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from steun.core.kernel.errors import Unknown
from steun.web.ask.timeliness.read import of_commitment
from steun.web.ask.timeliness.words import TimelinessOut
from steun.web.ask.timeliness.words import out as timeliness_out
from steun.web.deliver.deployment import agenda
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape

router = Room()


class DeploymentOut(Shape):
    """`counted`: what the numbers count, in the reader's language. `until`: as it was promised, or sooner
    when the requester knows so. `reason`, `priority` and `urgent` are those of the request."""

    id: UUID
    request: UUID
    commitment: UUID
    unit: str
    state: str
    quantity: int
    counted: str
    promised_quantity: int
    promised_arrival: datetime
    ordered_at: datetime
    departed_at: datetime | None
    arrived_at: datetime | None
    released_at: datetime | None
    returned_at: datetime | None
    until: datetime
    reason: str
    priority: int
    urgent: bool
    timeliness: TimelinessOut | None


def deployment_out(it: Deployment) -> dict[str, Any]:
    times = ("ordered_at", "departed_at", "arrived_at", "released_at", "returned_at")
    return {
        "id": it.pk,
        "request": it.request_id,
        "commitment": it.commitment_id,
        "unit": it.commitment.unit.code,
        "state": it.state,
        "quantity": it.quantity,
        "counted": words.counted(it.commitment.unit),
        "promised_quantity": it.commitment.promised_quantity,
        "promised_arrival": it.commitment.promised_arrival,
        **{name: getattr(it, name) for name in times},
        "until": it.until,
        "reason": it.request.reason,
        "priority": it.request.priority,
        "urgent": it.request.urgent,
        "timeliness": timeliness_out(of_commitment(it.request, it.commitment, it)),
    }


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The deployment of a key. Raises `Unknown`."""
    found = Deployment.objects.visible_to(actor).filter(pk=pk).select_related("commitment__unit", "request").first()
    if found is None:
        raise Unknown("deployment", pk)
    return deployment_out(found)


@router.get("/deployments", response=Page[DeploymentOut])
def deployment_list(
    http: HttpRequest, case: UUID | None = None, after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """Deployments that you may see, the last ordered first."""
    rows = Deployment.objects.visible_to(Actor.of(http)).select_related("commitment__unit", "request")
    rows = rows.filter(request=case) if case else rows
    return page(rows, deployment_out, after, limit, newest=True)


@router.get("/deployments/calendar.ics", response={200: None})
def calendar(http: HttpRequest, case: UUID | None = None) -> HttpResponse:
    """What is promised, as a calendar file (RFC 5545): of one request, or of all that you may see."""
    return agenda.calendar(Actor.of(http), case)
