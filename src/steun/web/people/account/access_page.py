"""All log-ins and attempts of an installation, on a page and for machines: for its own administrators."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import NotYours
from steun.core.kernel.seats import seat
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.tree import ADMINISTRATOR, HOUSE
from steun.web.people.account.access import FAILURES, RETENTION, Access

MOST = 200


@require_GET
def every(http: HttpRequest) -> HttpResponse:
    """The latest, or of those the failures."""
    kind = "failures" if http.GET.get("kind") == "failures" else ""
    rows = accesses(Actor.of(http), kind)
    context = {"accesses": rows[:MOST], "kind": kind, "most": MOST, "days": RETENTION.days}
    return render(http, "people/account/access.html", context)


def accesses(actor: Actor, kind: str) -> QuerySet[Access]:
    """What is kept, or of that the failures. Raises `NotYours`."""
    needed = seat(ADMINISTRATOR, HOUSE)
    if needed not in actor.seats:
        raise NotYours({needed})
    rows = Access.objects.select_related("person")
    return rows.filter(kind__in=FAILURES) if kind else rows
