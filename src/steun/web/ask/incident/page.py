"""Incidents: the list, a new one, and the page with its GRIP level, notes, time line and requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from steun.core.ask.incident import INCIDENT, OPENERS, IncidentFacts, scalers
from steun.core.kernel.errors import Malformed, Refused, Unknown
from steun.core.kernel.law import GripLevel
from steun.rules.load import law
from steun.web.ask.incident import acts as incidents
from steun.web.ask.incident.model import Incident
from steun.web.ask.incident.shape import IncidentIn
from steun.web.ask.request.facts import incident_facts
from steun.web.ask.request.model import Request
from steun.web.ask.request.read import PAGE
from steun.web.desks.board import HEAVY, table
from steun.web.desks.case import story
from steun.web.desks.work.waiting import seats_in_words
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.degrees import AXES, point
from steun.web.kernel.forms import Posted, Trouble, page_with, trouble
from steun.web.kernel.forms import asked as filters
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.problems import malformed

KINDS = get_args(IncidentIn.model_fields["kind"].annotation)
DEEPEST = 40
AS_FILLED_IN = "…"
SHOWN = 50
"""Requests on the page of an incident; the board has them all."""


@require_GET
def index(http: HttpRequest) -> HttpResponse:
    """Incidents that I may see: open ones first to look at, all of them on demand."""
    actor = Actor.of(http)
    asked = filters(http, "q", "state")
    given = http.GET.get("page", "")[:3]
    number = min(max(1, int(given)), DEEPEST) if given.isascii() and given.isdigit() else 1
    rows = Incident.objects.visible_to(actor).select_related("opened_by").prefetch_related("regions")
    if asked["state"] != "all":
        rows = rows.filter(state=asked["state"] if asked["state"] in INCIDENT.states else "open")
    if asked["q"]:
        rows = rows.search(asked["q"])
    found = list(rows.order_by("-started_at", "-pk")[(number - 1) * PAGE : number * PAGE + 1])
    context = {
        "rows": found[:PAGE],
        "asked": asked,
        "levels": levels(),
        "may_open": bool(OPENERS & actor.seats),
        "number": number,
        "previous": number - 1,
        "next": number + 1 if len(found) > PAGE and number < DEEPEST else 0,
    }
    return render(http, "ask/incidents.html", context)


def levels() -> dict[str, Any]:
    return {level.code: level for level in law().grip}


@require_http_methods(["GET", "POST"])
def new(http: HttpRequest) -> HttpResponse:
    """Put an incident on the board; every fault at its field, and nothing typed is lost."""
    actor = Actor.of(http)
    wrong, like = None, []
    if http.method == "POST":
        given, form = None, Posted(http.POST.dict())
        try:
            given = shape(http)
            done = incidents.open_incident(given, by=actor, id=form.id, knowingly=form.knowingly)
            return redirect("ask:incident", pk=done.pk)
        except (Malformed, Refused) as error:
            wrong = trouble(http, "incident", error)
            like = incidents.open_already(given, given.regions, actor) if given else []
    typed = wrong.typed if wrong else {"started_at": clock.now(), "region": actor.region, "kind": "other", "grip": "0"}
    context = {
        "trouble": wrong,
        "like": like,
        "typed": typed,
        "kinds": KINDS,
        "levels": levels().values(),
        "regions": Organisation.objects.filter(kind="safety-region"),
        "chosen": http.POST.getlist("regions") if wrong else [actor.region],
        "may_open": bool(OPENERS & actor.seats),
        "openers": seats_in_words(OPENERS),
    }
    return page_with(http, "ask/incident_new.html", context, wrong)


def shape(http: HttpRequest) -> IncidentIn:
    """The form as the action wants it. Raises `Malformed`."""
    form = Posted(http.POST.dict())
    started = form.moment("started_at")
    given: dict[str, Any] = {name: http.POST.get(name, "") for name in ("name", "kind", "description", "place", "grip")}
    found, wrong = point({name: http.POST.get(name, "") for name in AXES})
    form.faults += wrong
    given |= found | {"started_at": started, "regions": [code for code in http.POST.getlist("regions") if code]}
    try:
        made = IncidentIn.model_validate(given)
    except ValidationError as error:
        raise Malformed([*form.faults, *malformed(error).faults]) from error
    form.check()
    return made


@require_GET
def show(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of an incident."""
    return page(http, pk)


def page(http: HttpRequest, pk: UUID, wrong: Trouble | None = None) -> HttpResponse:
    """The page, perhaps with what went wrong at one of its forms."""
    actor = Actor.of(http)
    rows = Incident.objects.visible_to(actor).select_related("opened_by").prefetch_related("regions")
    incident = rows.filter(pk=pk).first()
    if incident is None:
        raise Unknown("incident", pk)
    facts = incident_facts(incident, text=AS_FILLED_IN, reason=AS_FILLED_IN, knowingly=True)
    offers = {o.move.name: o for o in INCIDENT.offers(incident.state, actor, facts)}
    asked = (
        Request.objects.visible_to(actor)
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
        "more_requests": len(found) > SHOWN,
        "entries": story.of_case(incident.pk, actor),
        "now": clock.now(),
        "trouble": wrong,
    }
    return page_with(http, "ask/incident.html", context, wrong)


def settable(facts: IncidentFacts, actor: Actor) -> list[GripLevel]:
    """The present level, and those that this actor may set from there."""
    return [
        level
        for level in law().grip
        if level.code == facts.grip or scalers(replace(facts, wanted_grip=level.code)) & actor.seats
    ]


def scale(pk: UUID, form: Posted, actor: Actor) -> None:
    level, reason = form.text("grip", 4, required=True), form.text("reason")
    form.check()
    incidents.scale(pk, level, by=actor, reason=reason, knowingly=form.knowingly, id=form.id)


def note(pk: UUID, form: Posted, actor: Actor) -> None:
    text, happened = form.text("text", required=True), form.past("happened_at")
    form.check()
    incidents.note(pk, text, by=actor, happened_at=happened, id=form.id)


def close(pk: UUID, form: Posted, actor: Actor) -> None:
    incidents.close(pk, by=actor, knowingly=form.knowingly, id=form.id)


def reopen(pk: UUID, form: Posted, actor: Actor) -> None:
    incidents.reopen(pk, by=actor, id=form.id)


MOVES: dict[str, Callable[[UUID, Posted, Actor], None]] = {
    "scale": scale,
    "note": note,
    "close": close,
    "reopen": reopen,
}


@require_POST
def move(http: HttpRequest, pk: UUID, move: str) -> HttpResponse:
    """One act on an incident."""
    actor = Actor.of(http)
    if move not in MOVES:
        raise Unknown("move", move)
    try:
        MOVES[move](pk, Posted(http.POST.dict()), actor)
    except (Malformed, Refused) as error:
        return page(http, pk, trouble(http, move, error))
    return redirect(reverse("ask:incident", args=[pk]))


urlpatterns = [
    path("incidents", index, name="incidents"),
    path("incidents/new", new, name="incident_new"),
    path("incidents/<uuid:pk>", show, name="incident"),
    path("incidents/<uuid:pk>/<slug:move>", move, name="incident_move"),
]
