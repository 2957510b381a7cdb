"""Deciding: acts on gates, what is available when, what it does to other promises, and keeping means aside."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steun.core.ask import states
from steun.core.ask.rules import RequestFacts
from steun.core.decide.commitment import CommitmentFacts, keepers
from steun.rules.load import roles
from steun.web.ask.request.model import Request
from steun.web.decide.allocation import page as allocation
from steun.web.decide.commitment.acts import HOLD_FOR
from steun.web.decide.comparison import page as compare_pages
from steun.web.decide.policy import page as policy_pages
from steun.web.decide.promise import answers
from steun.web.decide.promise import page as soonest
from steun.web.decide.promise.answer import Answer, Arrival
from steun.web.desks.case.page import case_context, reachable
from steun.web.desks.case.read import overlapping
from steun.web.desks.proposal import acts as proposal_moves
from steun.web.desks.proposal import page as proposal_pages
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError, page_with

DAY = timedelta(hours=24)


@require_GET
def page(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The page on which one decides: gates, advice, what is available when, and what that does to others."""
    return decide(http, pk)


def decide(http: HttpRequest, pk: UUID, wrong: FormError | None = None) -> HttpResponse:
    actor = Actor.of(http)
    context = case_context(pk, actor)
    request: Request = context["it"]
    start = max(request.starts_at or clock.now(), clock.now())
    end = request.ends_at if request.ends_at and request.ends_at > start else start + DAY
    rows = answers.of(request, actor, other_means=True)
    for found in (a for row in rows for a in row.arrivals):
        found.mine = may_keep(request, actor, found.unit)
    for gate in context["mine"]:
        gate.means = keepable(rows) if request.state == "asked" else []
    codes = [row.capability.pk for row in rows]
    arriving = [a.unit.pk for row in rows for a in row.arrivals]
    rivals, clashes = overlapping(request, codes, arriving, actor, start, end)
    context |= {
        **reachable(request, rows),
        "offered": sorted(rows, key=first),
        "rivals": rivals,
        "clashes": clashes,
        "may_keep": request.state in states.OPEN,
        "hold": request.state == "asked",
        "hold_until": clock.now() + HOLD_FOR,
        "start": start,
        "end": end,
        "form_error": wrong,
        "from_decide": True,
    }
    return page_with(http, "desks/decision/decision.html", context, wrong)


def keepable(rows: list[Answer]) -> list[tuple[str, str]]:
    """The units that this actor may hold with an answer, the soonest first."""
    found = {a.unit.pk: a for row in rows if row.required for a in row.arrivals if a.mine}
    return [(a.unit.code, free_in_words(a)) for a in sorted(found.values(), key=lambda a: a.arrives)]


def free_in_words(found: Arrival) -> str:
    time = moments.short(found.arrives, clock.this_year())
    facts = {"unit": words.named(found.unit), "count": found.quantity, "time": time}
    return _("%(unit)s: %(count)s free, there at %(time)s") % facts


def first(row: Answer) -> tuple[bool, datetime]:
    """By arrival: what can be there soonest comes first, what cannot be there at all last."""
    return not row.profile, row.profile[0][0] if row.profile else moments.ENDLESS


def may_keep(request: Request, actor: Actor, unit: Any) -> bool:
    """May this actor keep pieces of this unit aside for this request?"""
    asked = RequestFacts(requester=request.requester_id, addressee=request.addressee_id or "", roles=roles())
    facts = CommitmentFacts(request=asked, request_state=request.state, provider=unit.organisation_id)
    return bool(keepers(facts) & actor.seats)


urlpatterns = [
    path("requests/<uuid:pk>/decide", page, name="page"),
    *soonest.urlpatterns,
    *allocation.urlpatterns,
    *proposal_pages.urlpatterns,
    *proposal_moves.urlpatterns,
    *policy_pages.urlpatterns,
    *compare_pages.urlpatterns,
]
