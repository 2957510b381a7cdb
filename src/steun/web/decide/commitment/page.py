"""Deciding: acts on gates, what is available when, what it does to other promises, and keeping means aside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from steun.core.ask.rules import RequestFacts
from steun.core.decide.commitment import CommitmentFacts, keepers
from steun.core.kernel.errors import Unknown
from steun.web.ask.request.model import Gate, Request
from steun.web.decide.allocation import page as allocation
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.comparison import page as compare_pages
from steun.web.decide.gate import acts as gates
from steun.web.decide.policy import page as dial_pages
from steun.web.decide.promise import answers
from steun.web.decide.proposal import moves as proposal_moves
from steun.web.decide.proposal import page as proposal_pages
from steun.web.desks.case import page as show
from steun.web.desks.case.page import FAULTS, back, sheet
from steun.web.desks.case.read import overlapping
from steun.web.desks.work.waiting import GRANTED
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.forms import Posted, Trouble, page_with, trouble

HOLD_FOR = timedelta(hours=4)
"""What the form proposes; whoever holds may say otherwise."""
DAY = timedelta(hours=24)
PAGES = {"decide": "decide:page", "show": "ask:show", "edit": "ask:edit"}


@require_GET
def page(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The page on which one decides: gates, advice, what is available when, and what that does to others."""
    return decide(http, pk)


def decide(http: HttpRequest, pk: UUID, wrong: Trouble | None = None) -> HttpResponse:
    actor = Actor.of(http)
    context = sheet(pk, actor)
    request: Request = context["it"]
    start = max(request.starts_at or clock.now(), clock.now())
    end = request.ends_at if request.ends_at and request.ends_at > start else start + DAY
    rows = answers.of(request, actor, other_means=True)
    for found in (a for row in rows for a in row.arrivals):
        found.mine = may_keep(request, actor, found.unit)
    codes = [row.capability.pk for row in rows]
    kept = [a.unit.pk for row in rows for a in row.arrivals]
    rivals, clashes = overlapping(request, codes, kept, actor, start, end)
    context |= {
        "offered": rows,
        "rivals": rivals,
        "clashes": clashes,
        "may_keep": request.state in ("asked", *GRANTED),
        "hold": request.state == "asked",
        "hold_until": clock.now() + HOLD_FOR,
        "start": start,
        "end": end,
        "trouble": wrong,
        "from_decide": True,
    }
    return page_with(http, "decide/page.html", context, wrong)


def may_keep(request: Request, actor: Actor, unit: Any) -> bool:
    """May this actor keep pieces of this unit aside for this request?"""
    asked = RequestFacts(requester=request.requester_id, addressee=request.addressee_id or "")
    facts = CommitmentFacts(request=asked, request_state=request.state, provider=unit.organisation_id)
    return bool(keepers(facts) & actor.seats)


@require_POST
def gate(http: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """Pass, phone, confirm or refuse. What goes wrong is told at the form, with what was typed."""
    actor = Actor.of(http)
    seen = Gate.objects.visible_to(actor).filter(pk=pk).values_list("request_id", flat=True).first()
    if seen is None or act not in gates.ACTS:
        raise Unknown("gate", pk)
    form = Posted(http.POST.dict())
    try:
        given = {name: form.text(name) for name in ("reason", "note")}
        given |= {name: form.text(name, 120) for name in ("signatory", "phoned_person")}
        happened = form.past("happened_at")
        form.check()
        extent = form.text("extent", 16) if act in {"pass", "phone"} else ""
        gates.act(pk, act, by=actor, extent=extent, happened_at=happened, id=form.id, **given)
    except FAULTS as error:
        return again(http, seen, trouble(http, f"gate-{pk}-{act}", error))
    return back(http, seen, PAGES.get(http.POST.get("page", ""), "ask:show"))


def again(http: HttpRequest, pk: UUID, wrong: Trouble) -> HttpResponse:
    """The page that the form came from, with what went wrong."""
    return decide(http, pk, wrong) if http.POST.get("page") == "decide" else show.page(http, pk, wrong)


@require_POST
def reserve(http: HttpRequest, pk: UUID) -> HttpResponse:
    """Hold means until a moment, or commit them after the grant."""
    actor = Actor.of(http)
    form = Posted(http.POST.dict())
    name = f"reserve-{http.POST.get('unit', '')}-{http.POST.get('capability', '')}"
    try:
        unit, capability = form.key("unit", required=True), form.text("capability", 60, required=True)
        quantity = form.number("quantity", 1, required=True)
        arrives, until = form.moment("arrives"), form.moment("until")
        hold = form.moment("hold_until", required=http.POST.get("kind") == "hold")
        form.check()
        commitments.reserve(
            pk, unit, capability, quantity, by=actor, hold_until=hold, arrives=arrives, until=until, id=form.id,
        )  # fmt: skip
    except FAULTS as error:
        return decide(http, pk, trouble(http, name, error))
    return back(http, pk, "decide:page")


@require_POST
def commitment(http: HttpRequest, pk: UUID, move: str) -> HttpResponse:
    """Give means back, or keep them aside for longer."""
    actor = Actor.of(http)
    seen = Commitment.objects.visible_to(actor).filter(pk=pk).values_list("request_id", flat=True).first()
    if seen is None or move not in {"release", "prolong"}:
        raise Unknown("commitment", pk)
    form = Posted(http.POST.dict())
    try:
        if move == "prolong":
            until = form.moment("hold_until", required=True)
            form.check()
            commitments.prolong(pk, until, by=actor, id=form.id)
        else:
            reason = form.text("reason")
            form.check()
            commitments.release(pk, by=actor, reason=reason, id=form.id)
    except FAULTS as error:
        return again(http, seen, trouble(http, f"commitment-{pk}-{move}", error))
    return back(http, seen, PAGES.get(http.POST.get("page", ""), "ask:show"))


urlpatterns = [
    path("gates/<uuid:pk>/<slug:act>", gate, name="gate"),
    path("requests/<uuid:pk>/decide", page, name="page"),
    path("requests/<uuid:pk>/reserve", reserve, name="reserve"),
    path("commitments/<uuid:pk>/<slug:move>", commitment, name="commitment"),
    *allocation.urlpatterns,
    *proposal_pages.urlpatterns,
    *proposal_moves.urlpatterns,
    *dial_pages.urlpatterns,
    *compare_pages.urlpatterns,
]
