"""Suggestions under a field in which one types a place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from steun.web.desks.places.read import suggest
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import text_in


@require_GET
def places(http: HttpRequest) -> HttpResponse:
    """The options of a list, for the script of a form."""
    return render(http, "desks/places/_options.html", {"found": suggest(text_in(http, "q"), Actor.of(http))})


urlpatterns = [path("places", places, name="places")]
