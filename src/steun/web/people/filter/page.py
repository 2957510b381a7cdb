"""Kept filters on the page of their list."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steun.core.kernel.errors import Malformed
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filling import filled
from steun.web.kernel.input.forms import Posted, form_error, see_other
from steun.web.people.filter import acts


@require_POST
def save(http: HttpRequest) -> HttpResponse:
    """Back to the list, with these filters; what is wrong is said on top of it."""
    actor = Actor.of(http)
    try:
        row = acts.save(filled(acts.FilterIn, Posted(http.POST)), by=actor)
    except Malformed as error:
        messages.error(http, " ".join(form_error(http, "filter", error).at.values()))
        return see_other(back(http))
    messages.success(http, _("Saved as “%(name)s”.") % {"name": row.name})
    return see_other(row.address)


def back(http: HttpRequest) -> str:
    """The list that was being looked at, when it is one of ours; else the requests."""
    asked = http.POST.get("path", "")
    return asked if asked in acts.LISTS else acts.LISTS[0]


@require_POST
def remove(http: HttpRequest, pk: UUID) -> HttpResponse:
    row = acts.remove(pk, by=Actor.of(http))
    messages.success(http, _("Removed: “%(name)s”.") % {"name": row.name})
    return see_other(row.path)


urlpatterns = [
    path("filters", save, name="save_filter"),
    path("filters/<uuid:pk>/remove", remove, name="remove_filter"),
]
