"""The filters that the reader keeps of the list on the page."""

from __future__ import annotations

from typing import Any

from django import template

from steun.web.kernel.actor import Actor
from steun.web.people.filter.acts import LISTS, filters_of
from steun.web.people.filter.model import SavedFilter

register = template.Library()


@register.inclusion_tag("parts/saved.html", takes_context=True)
def saved_filters(context: template.Context) -> dict[str, Any]:
    """`{% saved_filters %}`: within the part of the page that changes with the filters."""
    http = context["request"]
    if http.path not in LISTS:
        return {}
    try:
        query = filters_of(http.META.get("QUERY_STRING", ""))
    except ValueError:
        query = ""
    rows = SavedFilter.objects.visible_to(Actor.of(http)).filter(path=http.path)
    return {
        "request": http, "csrf_token": context.get("csrf_token"), "path": http.path, "query": query,
        "saved": [(row, row.query == query) for row in rows],
    }  # fmt: skip
