"""The search on a page: what is typed on top of every page is answered here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, register_converter, reverse
from django.urls.converters import StringConverter
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import Unknown
from steun.core.kernel.text.folding import numbered
from steun.web.ask.request.model import Request
from steun.web.desks.finding.hit import KINDS
from steun.web.desks.finding.read import search
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import choice_in, text_in

LISTS = {
    "requests": "ask:board", "incidents": "ask:incidents", "capabilities": "know:catalogue", "units": "know:units",
    "organisations": "people:organisations",
}  # fmt: skip
"""Kinds that have a list of their own with filters."""
MOST_LETTERS = 200


@require_GET
def show(http: HttpRequest) -> HttpResponse:
    """Everything that answers, in groups; of one kind all of it. htmx gets only what was found."""
    actor = Actor.of(http)
    text, kind = text_in(http, "q"), choice_in(http, "kind", KINDS)
    context = {
        "found": search(text, actor, kind) if len(text) <= MOST_LETTERS else None,
        "text": text,
        "kind": kind,
        "most_letters": MOST_LETTERS,
        "list_url": reverse(LISTS[kind]) if kind in LISTS else "",
        "lists": LISTS,
        "now": clock.now(),
        "searching": True,
    }
    part = http.headers.get("HX-Request")
    return render(http, "desks/finding/_found.html" if part else "desks/finding/search.html", context)


class CaseNumber(StringConverter):
    """The number of a case in any spelling, as a part of an address: `B-2026-0412`, `b2026-412`."""

    regex = "[A-Za-z]-?[0-9]{4}-?[0-9]{1,6}"


@require_GET
def by_number(http: HttpRequest, number: str) -> HttpResponse:
    """To the case of that number, when this reader may see at least its outline: an address to say on the phone."""
    meant = " ".join(numbered(number))
    found = (
        Request.objects.outlined_for(Actor.of(http)).filter(number__iexact=meant).values_list("pk", flat=True).first()
    )
    if found is None:
        raise Unknown("request", number)
    return redirect("ask:show", pk=found)


register_converter(CaseNumber, "number")
urlpatterns = [path("search", show, name="search"), path("requests/<number:number>", by_number, name="by-number")]
