"""All log-ins and attempts of an installation: for its own administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import NotYours
from steun.core.kernel.seats import seat
from steun.web.kernel.actor import Actor
from steun.web.people.account.access import FAILURES, KEPT, Access
from steun.web.people.person.reach import ADMINISTRATOR, HOUSE

MOST = 200


@require_GET
def every(http: HttpRequest) -> HttpResponse:
    """The latest, or of those the failures."""
    actor = Actor.of(http)
    needed = seat(ADMINISTRATOR, HOUSE)
    if needed not in actor.seats:
        raise NotYours({needed})
    kind = "failures" if http.GET.get("kind") == "failures" else ""
    rows = Access.objects.select_related("person")
    rows = rows.filter(kind__in=FAILURES) if kind else rows
    context = {"accesses": rows[:MOST], "kind": kind, "most": MOST, "days": KEPT.days}
    return render(http, "people/account/access.html", context)
