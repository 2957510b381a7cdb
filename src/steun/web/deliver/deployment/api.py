"""Orders and reports for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from steun.web.ask.request.acts import see
from steun.web.ask.request.api import RequestOut, shown
from steun.web.deliver.deployment import acts as actions
from steun.web.deliver.deployment import agenda
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel.actor import Actor
from steun.web.kernel.paging import After, Limit, Page, page
from steun.web.kernel.router import Room
from steun.web.kernel.shape import Moment, Shape, Text
from steun.web.learn.evaluation import endings

router = Room()


class OrderIn(Shape):
    id: UUID | None = None
    orders: Text = ""


class ReportIn(Shape):
    """A unit's report. `knowingly` answers yes to what a refusal marks as *askable*."""

    id: UUID | None = None
    quantity: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] | None = None
    remark: Text = ""
    happened_at: Moment | None = None
    knowingly: bool = False


class CorrectionIn(Shape):
    """When a report really happened. What was told first stays in the journal."""

    id: UUID | None = None
    step: Literal["depart", "arrive", "release", "return"]
    at: Moment
    reason: Text


class DeploymentOut(Shape):
    id: UUID
    request: UUID
    commitment: UUID
    unit: str
    state: str
    quantity: int
    promised_quantity: int
    promised_arrival: datetime
    ordered_at: datetime
    departed_at: datetime | None
    arrived_at: datetime | None
    released_at: datetime | None
    returned_at: datetime | None


def deployment_out(it: Deployment) -> dict[str, Any]:
    times = ("ordered_at", "departed_at", "arrived_at", "released_at", "returned_at")
    return {
        "id": it.pk,
        "request": it.request_id,
        "commitment": it.commitment_id,
        "unit": it.commitment.unit.code,
        "state": it.state,
        "quantity": it.quantity,
        "promised_quantity": it.commitment.promised_quantity,
        "promised_arrival": it.commitment.promised_arrival,
        **{name: getattr(it, name) for name in times},
    }


@router.post("/requests/{uuid:pk}/order", response=RequestOut)
def order(http: HttpRequest, pk: UUID, order: OrderIn) -> dict[str, Any]:
    """Order every committed unit that has no order yet."""
    actor = Actor.of(http)
    actions.order(pk, by=actor, orders=order.orders, id=order.id)
    return shown(see(pk, actor, lock=False), actor)


@router.get("/deployments", response=Page[DeploymentOut])
def deployment_list(
    http: HttpRequest, case: UUID | None = None, after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """Deployments that you may see, the last ordered first."""
    rows = Deployment.objects.visible_to(Actor.of(http)).select_related("commitment__unit")
    rows = rows.filter(request=case) if case else rows
    return page(rows, deployment_out, after, limit, newest=True)


@router.get("/deployments/calendar.ics", response={200: None})
def calendar(http: HttpRequest, case: UUID | None = None) -> HttpResponse:
    """What is promised, as a calendar file (RFC 5545): of one request, or of all that you may see."""
    return agenda.calendar(Actor.of(http), case)


@router.post("/deployments/{uuid:pk}/reports/{name}", response=DeploymentOut)
def report(
    http: HttpRequest,
    pk: UUID,
    name: Literal["depart", "arrive", "report", "release", "return", "cancel"],
    report: ReportIn,
) -> dict[str, Any]:
    """A unit's report: it left, arrived, has so many, was released, is home."""
    made = endings.report(pk, name, by=Actor.of(http), **report.model_dump())
    return deployment_out(made)


@router.post("/deployments/{uuid:pk}/corrections", response=DeploymentOut)
def correct(http: HttpRequest, pk: UUID, correction: CorrectionIn) -> dict[str, Any]:
    """A time that was reported wrongly, told better, with the reason."""
    given = correction
    made = actions.correct(pk, given.step, given.at, by=Actor.of(http), reason=given.reason, id=given.id)
    return deployment_out(made)
