"""Orders to units, and the page on which units report: one big button for the next step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from steun.core.ask.request import orderers
from steun.core.ask.rules import RequestFacts
from steun.core.deliver.deployment import COMMANDERS, UNDER_WAY
from steun.core.kernel.errors import Unknown
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.deliver.deployment import acts as actions
from steun.web.deliver.deployment import agenda
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.case import page as show
from steun.web.desks.case.page import FAULTS, back
from steun.web.desks.case.read import MeansRow, reports
from steun.web.desks.work.waiting import REPORT_BY
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.forms import Posted, Trouble, page_with, trouble
from steun.web.kernel.keys import parse_key
from steun.web.learn.evaluation import endings

MOST = 50
REPORTS = ("depart", "arrive", "report", "release", "return", "cancel", "correct")


@require_POST
def order(http: HttpRequest, pk: UUID) -> HttpResponse:
    """Order every committed unit that has no order yet."""
    actor = Actor.of(http)
    form = Posted(http.POST.dict())
    try:
        orders = form.text("orders")
        form.check()
        actions.order(pk, by=actor, orders=orders, id=form.id)
    except FAULTS as error:
        return show.page(http, pk, trouble(http, "order", error))
    return back(http, pk)


@require_POST
def report(http: HttpRequest, pk: UUID, move: str) -> HttpResponse:
    """A unit's report: what happened, when (empty: now), with how many."""
    actor = Actor.of(http)
    seen = Deployment.objects.visible_to(actor).filter(pk=pk).values_list("request_id", flat=True).first()
    if seen is None or move not in REPORTS:
        raise Unknown("deployment", pk)
    form = Posted(http.POST.dict())
    from_list = http.POST.get("page") == "mine"
    try:
        if move == "correct":
            correct(pk, form, actor)
            return redirect("deliver:mine") if from_list else back(http, seen)
        happened, quantity, remark = form.past("happened_at"), form.number("quantity"), form.text("remark", 2000)
        form.check()
        endings.report(
            pk, move, by=actor, quantity=quantity, remark=remark, happened_at=happened, id=form.id,
            knowingly=form.knowingly,
        )  # fmt: skip
    except FAULTS as error:
        wrong = trouble(http, f"deployment-{pk}-{move}", error)
        return listed(http, wrong) if from_list else show.page(http, seen, wrong)
    return redirect("deliver:mine") if from_list else back(http, seen)


def correct(pk: UUID, form: Posted, actor: Actor) -> None:
    """A time that was reported wrongly."""
    step, at = form.text("step", 16, required=True), form.moment("at", required=True, until=clock.now())
    reason = form.text("reason", 2000, required=True)
    form.check()
    if at:
        actions.correct(pk, step, at, by=actor, reason=reason, id=form.id)


@require_GET
def mine(http: HttpRequest) -> HttpResponse:
    """What my organisation is ordered to do."""
    return listed(http)


def listed(http: HttpRequest, wrong: Trouble | None = None) -> HttpResponse:
    actor = Actor.of(http)
    rows = Deployment.objects.visible_to(actor).select_related(
        "request__requester__region__police_unit", "request__addressee", "request__joined_to", "request__effect",
        "commitment__unit__organisation", "commitment__unit__site", "commitment__capability",
    )  # fmt: skip
    ordering = bool(orderers(RequestFacts()) & actor.seats)
    if not ordering:
        rows = rows.filter(commitment__unit__organisation=actor.organisation)
    done = http.GET.get("state") == "done"
    rows = rows.exclude(state__in=UNDER_WAY) if done else rows.filter(state__in=UNDER_WAY)
    found = list(rows.order_by("-ordered_at" if done else "ordered_at", "pk")[:MOST])
    told: dict[UUID, Any] = {}
    context = {
        "rows": [card(d, actor, told) for d in found],
        "done": done,
        "ordering": ordering,
        "commanding": actor.role in COMMANDERS,
        "most": MOST,
        "now": clock.now(),
        "trouble": wrong,
    }
    return page_with(http, "deliver/mine.html", context, wrong)


def card(deployment: Deployment, actor: Actor, told: dict[UUID, Any]) -> dict[str, Any]:
    """One deployment with the step that comes next, and the other reports that may be given."""
    request: Request = deployment.request
    if request.pk not in told:
        told[request.pk] = request_facts(request)
    offers = reports(deployment, actor, told[request.pk])
    row = MeansRow(deployment.commitment, deployment, offers)
    by = getattr(deployment.commitment, REPORT_BY[deployment.state]) if deployment.state in REPORT_BY else None
    return {"row": row, "by": by, "it": request}


@require_GET
def calendar(http: HttpRequest) -> HttpResponse:
    """What is promised, as a file for an agenda; `?request=` gives one request."""
    return agenda.calendar(Actor.of(http), parse_key(http.GET.get("request")))


urlpatterns = [
    path("deployments/calendar.ics", calendar, name="calendar"),
    path("requests/<uuid:pk>/order", order, name="order"),
    path("deployments", mine, name="mine"),
    path("deployments/<uuid:pk>/<slug:move>", report, name="report"),
]
