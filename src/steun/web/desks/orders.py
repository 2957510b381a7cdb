"""Orders to units, and the page on which units report: one big button for the next step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from steun.core.ask.request import orderers
from steun.core.ask.rules import RequestFacts
from steun.core.decide.timeliness import URGENCIES, urgency
from steun.core.deliver.deployment import UNDER_WAY
from steun.rules.load import roles
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.deliver.deployment import agenda, order
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.case.read import MeansRow, reports
from steun.web.desks.work.waiting import REPORT_BY
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError, page_with
from steun.web.kernel.keys import parse_key

MOST = 50


@require_GET
def mine(http: HttpRequest) -> HttpResponse:
    """What my organisation is ordered to do."""
    return listed(http)


def listed(http: HttpRequest, wrong: FormError | None = None) -> HttpResponse:
    actor = Actor.of(http)
    rows = Deployment.objects.visible_to(actor).select_related(
        "request__requester__region__police_unit", "request__addressee", "request__joined_to", "request__effect",
        "commitment__unit__organisation", "commitment__unit__site", "commitment__capability",
    )  # fmt: skip
    ordering = bool(orderers(RequestFacts(roles=roles())) & actor.seats)
    if not ordering:
        rows = rows.filter(commitment__unit__organisation=actor.organisation)
    done = http.GET.get("state") == "done"
    rows = rows.exclude(state__in=UNDER_WAY) if done else rows.filter(state__in=UNDER_WAY)
    found = list(rows.order_by("-ordered_at" if done else "ordered_at", "pk")[:MOST])
    facts_by_request: dict[UUID, Any] = {}
    context = {
        "rows": sorted((card(d, actor, facts_by_request) for d in found), key=pressing),
        "done": done,
        "ordering": ordering,
        "commanding": actor.role in roles().commanders,
        "most": MOST,
        "now": clock.now(),
        "form_error": wrong,
    }
    return page_with(http, "desks/orders/orders.html", context, wrong)


def card(deployment: Deployment, actor: Actor, facts_by_request: dict[UUID, Any]) -> dict[str, Any]:
    """One deployment with the step that comes next, and the other reports that may be given."""
    request: Request = deployment.request
    if request.pk not in facts_by_request:
        facts_by_request[request.pk] = request_facts(request)
    offers = reports(deployment, actor, facts_by_request[request.pk])
    deployment.commitment.request = request
    row = MeansRow(deployment.commitment, deployment, offers)
    by = getattr(deployment.commitment, REPORT_BY[deployment.state]) if deployment.state in REPORT_BY else None
    goes_on = deployment.state in UNDER_WAY
    first = urgency(request.priority, urgent=request.urgent, goes_on=goes_on, due=by, now=clock.now())
    return {"row": row, "by": by, "it": request, "urgency": first}


def pressing(shown: dict[str, Any]) -> int:
    """What presses most comes first; else they stay as they were ordered."""
    return URGENCIES.index(shown["urgency"])


@require_GET
def calendar(http: HttpRequest) -> HttpResponse:
    """What is promised, as a file for an agenda; `?request=` gives one request."""
    return agenda.calendar(Actor.of(http), parse_key(http.GET.get("request")))


@require_GET
def printed(http: HttpRequest, pk: UUID) -> HttpResponse:
    """One order as a document to take along."""
    return order.printed(pk, Actor.of(http))


urlpatterns = [
    path("deployments/<uuid:pk>/pdf", printed, name="order_pdf"),
    path("deployments/calendar.ics", calendar, name="calendar"),
    path("deployments", mine, name="mine"),
]
