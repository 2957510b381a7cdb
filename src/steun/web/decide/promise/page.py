"""Beside the form while one types: what could be there soonest, and whether that is in time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from steun.web.ask.form.fields.filled import typed
from steun.web.ask.form.fields.reading import read
from steun.web.ask.form.state import blank, find, imagine
from steun.web.decide.promise import answers, options
from steun.web.kernel.actor import Actor

MOST = ":5"
"""Options beside the form."""


@require_POST
def soonest(http: HttpRequest, pk: UUID) -> HttpResponse:
    """For the form as it is typed now, saved or not. What cannot be read yet does not count."""
    actor = Actor.of(http)
    request = find(pk, actor) or blank(pk, actor)
    shape, _ = read(typed(http.POST), request)
    imagine(request, shape, actor)
    found = answers.of(request, actor, other_means=True)
    context: dict[str, Any] = {"it": request, "typing": True, "most": MOST, **options.shown(found, request)}
    return render(http, "decide/promise/_soonest.html", context)


urlpatterns = [path("requests/<uuid:pk>/soonest", soonest, name="soonest")]
