"""Incidents: the list, a new one, and the page with its GRIP level, notes, time line and requests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from steun.core.ask.incident import INCIDENT, IncidentFacts, scalers
from steun.core.kernel.errors import Malformed, Refused, Unknown
from steun.core.kernel.law import GripLevel
from steun.core.learn.lesson import learners
from steun.rules.load import law, roles
from steun.web.ask.incident import acts as incidents
from steun.web.ask.incident.facts import incident_facts
from steun.web.ask.incident.model import Incident
from steun.web.ask.incident.shape import IncidentIn, OpenIn
from steun.web.ask.request.model import Request
from steun.web.ask.request.read import PAGE
from steun.web.desks.board.page import HEAVY, table
from steun.web.desks.case import story
from steun.web.desks.charts import read as charts
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filling import filled
from steun.web.kernel.input.filters import page_in, rows_in
from steun.web.kernel.input.forms import FormError, Posted, form_error, page_with
from steun.web.kernel.input.forms import asked as filters
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.seats import seats_in_words
from steun.web.learn.lesson.model import Lesson
from steun.web.lives import LIVES

KINDS = get_args(IncidentIn.model_fields["kind"].annotation)
DEEPEST = 40
AS_FILLED_IN = "…"
SHOWN = 50
"""Requests on the page of an incident; the board has them all."""


@require_GET
def index(http: HttpRequest) -> HttpResponse:
    """Incidents that I may see: open ones first to look at, all of them on demand."""
    actor = Actor.of(http)
    asked = filters(http, "q", "state", "region", "kind", "grip")
    number, size = page_in(http, DEEPEST), rows_in(http, PAGE)
    rows = Incident.objects.visible_to(actor).select_related("opened_by").prefetch_related("regions")
    if asked["state"] != "all":
        rows = rows.filter(state=asked["state"] if asked["state"] in INCIDENT.states else "open")
    rows = rows.like(region=asked["region"], kind=asked["kind"], grip=asked["grip"])
    if asked["q"]:
        rows = rows.search(asked["q"])
    found = list(rows.order_by("-started_at", "-pk")[(number - 1) * size : number * size + 1])
    context = {
        "rows": found[:size],
        "asked": asked,
        "levels": levels(),
        "kinds": KINDS,
        "regions": Organisation.objects.filter(kind="safety-region").only("code", "name_nl", "name_en"),
        "may_open": actor.role in roles().openers,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if len(found) > size and number < DEEPEST else 0,
    }
    return render(http, "desks/incident/list.html", context)


def levels() -> dict[str, Any]:
    return {level.code: level for level in law().grip}


@require_http_methods(["GET", "POST"])
def new(http: HttpRequest) -> HttpResponse:
    """Put an incident on the board; every fault at its field, and nothing typed is lost."""
    actor = Actor.of(http)
    wrong, like = None, []
    if http.method == "POST":
        form, given = Posted(http.POST), None
        try:
            given = filled(OpenIn, form)
            done = LIVES["incident"].act("open")(None, given, by=actor)
            return redirect("ask:incident", pk=done.pk)
        except (Malformed, Refused) as error:
            wrong = form_error(http, "incident", error)
            like = incidents.open_already(given, given.regions, actor) if given else []
    typed = (
        wrong.typed
        if wrong
        else {"started_at": clock.now(), "region": actor.region, "kind": "other", "grip": next(iter(levels()), "")}
    )
    context = {
        "form_error": wrong,
        "like": like,
        "typed": typed,
        "kinds": KINDS,
        "levels": levels().values(),
        "regions": Organisation.objects.filter(kind="safety-region"),
        "chosen": http.POST.getlist("regions") if wrong else [actor.region],
        "may_open": actor.role in roles().openers,
        "openers": seats_in_words(roles().openers),
    }
    return page_with(http, "desks/incident/new.html", context, wrong)


@require_GET
def show(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of an incident."""
    return page(http, pk)


def page(http: HttpRequest, pk: UUID, wrong: FormError | None = None) -> HttpResponse:
    """The page, perhaps with what went wrong at one of its forms."""
    actor = Actor.of(http)
    rows = Incident.objects.visible_to(actor).select_related("opened_by").prefetch_related("regions")
    incident = rows.filter(pk=pk).first()
    if incident is None:
        raise Unknown("incident", pk)
    facts = replace(incident_facts(incident), text=AS_FILLED_IN, reason=AS_FILLED_IN, knowingly=True)
    offers = {o.move.name: o for o in INCIDENT.offers(incident.state, actor, facts)}
    asked = (
        Request.objects.outlined_for(actor)
        .filter(incident=incident)
        .select_related("requester__region", "addressee", "effect")
    )
    found = list(asked.defer(*HEAVY).order_by("priority", "-saved_at")[: SHOWN + 1])
    context = {
        "it": incident,
        "levels": settable(facts, actor),
        "setters": seats_in_words(scalers(facts)),
        "level": levels().get(incident.grip),
        "offers": {name: o for name, o in offers.items() if o.permitted},
        "rows": table(found[:SHOWN], actor),
        **charts.of_incident(incident, actor),
        "more_requests": len(found) > SHOWN,
        "may_learn": actor.role in learners(roles()),
        "made": Lesson.objects.visible_to(actor).filter(incident=incident).whole(),
        **story.of_case(http, incident.pk, actor),
        "now": clock.now(),
        "form_error": wrong,
    }
    return page_with(http, "desks/incident/show.html", context, wrong)


def settable(facts: IncidentFacts, actor: Actor) -> list[GripLevel]:
    """The present level, and those that this actor may set from there."""
    return [
        level
        for level in law().grip
        if level.code == facts.grip or scalers(replace(facts, wanted_grip=level.code)) & actor.seats
    ]


urlpatterns = [
    path("incidents", index, name="incidents"),
    path("incidents/new", new, name="incident_new"),
    path("incidents/<uuid:pk>", show, name="incident"),
]
