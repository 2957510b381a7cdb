"""Who is who: organisations, who holds which mandate there, which means they have, which of their cases one sees."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from steun.core.kernel.seats import seat
from steun.rules.knowing.risks import risk_rules
from steun.web.ask.request.model import Party, Request
from steun.web.ask.timeliness.read import PROMISED
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import page_in, rows_in, text_in
from steun.web.kernel.people.models import Mandate, Organisation
from steun.web.kernel.people.tree import ADMINISTRATOR, HOUSE
from steun.web.know.designation.model import Designation
from steun.web.know.designation.page import designators
from steun.web.know.unit.model import Unit
from steun.web.people.organisation.reach import administers
from steun.web.people.organisation.read import named_like, see, shown_mandates

PAGE = 25
DEEPEST = 40
SOME = 10  # cases and units on the page of an organisation


@require_GET
def organisations(http: HttpRequest) -> HttpResponse:
    """All organisations: searched by name or code, by kind and region, 25 a page."""
    Actor.of(http)
    text, kind, region = text_in(http, "q"), text_in(http, "kind"), text_in(http, "region")
    rows = Organisation.objects.order_by("name_nl", "code")
    if kind:
        rows = rows.filter(kind=kind)
    if region:
        rows = rows.filter(Q(region=region) | Q(pk=region))
    if text:
        rows = rows.filter(pk__in=named_like(text))
    number, size = page_in(http, DEEPEST), rows_in(http, PAGE)
    held = Count("mandates", filter=in_force())
    found = list(rows.select_related("region").annotate(held=held)[(number - 1) * size : number * size + 1])
    context = {
        "rows": found[:size],
        "text": text,
        "kind": kind,
        "region": region,
        "regions": Organisation.objects.filter(kind="safety-region").only("code", "name_nl", "name_en"),
        "kinds": Organisation.objects.order_by("kind").values_list("kind", flat=True).distinct(),
        "total": rows.count(),
        "first": (number - 1) * size + 1,
        "last": (number - 1) * size + len(found[:size]),
        "number": number,
        "previous": number - 1,
        "next": number + 1 if len(found) > size and number < DEEPEST else 0,
    }
    page = (
        "desks/directory/_organisations.html"
        if http.headers.get("HX-Request")
        else "desks/directory/organisations.html"
    )
    return render(http, page, context)


def in_force() -> Q:
    """A mandate, seen from its organisation, that holds now."""
    now = clock.now()
    open_ended = Q(mandates__valid_until=None) | Q(mandates__valid_until__gt=now)
    return open_ended & Q(mandates__valid_from__lte=now, mandates__revoked_at=None, mandates__person__is_active=True)


@require_GET
def organisation(http: HttpRequest, code: str) -> HttpResponse:
    """One organisation."""
    actor = Actor.of(http)
    it = see(code)
    now = clock.now()
    involved = Party.objects.filter(organisation=it).values("request")
    cases = Request.objects.visible_to(actor).filter(pk__in=involved)
    seats = shown_mandates(it, actor)
    context: dict[str, Any] = {
        "it": it,
        "now": now,
        "mandates": [{"it": m, "later": m.valid_from > now, "away": is_away(m, now)} for m in seats],
        "units": Unit.objects.visible_to(actor).filter(organisation=it).select_related("site")[: SOME + 1],
        "cases": cases.select_related("requester").prefetch_related(*PROMISED).order_by("-saved_at")[:SOME],
        "critical": Designation.objects.visible_to(actor).filter(entity=it, state="designated").whole(),
        "may_designate": actor.role in designators() and it.kind not in risk_rules().excluded,
        "children": it.children.order_by("name_nl")[:100],
        "may_administer": administers(actor, it),
        "house": it.pk == HOUSE and seat(ADMINISTRATOR, HOUSE) in actor.seats,
        "some": SOME,
    }
    return render(http, "desks/directory/organisation.html", context)


def is_away(mandate: Mandate, now: Any) -> bool:
    return bool(mandate.person.unreachable_until and mandate.person.unreachable_until > now)


urlpatterns = [
    path("organisations", organisations, name="organisations"),
    path("organisations/<str:code>", organisation, name="organisation"),
]
