"""What is the reader's own, or the installation's: kept filters of a list, the house style."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from steun.web.desks.style.page import house_file
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


@register.simple_tag
def house_style() -> SafeString | str:
    """The sheet, under an address that changes when the file does; nothing when there is none."""
    found = house_file()
    if found is None:
        return ""
    changed = int(found.stat().st_mtime)
    return format_html('<link rel="stylesheet" href="{}?{}">', reverse("house-style"), changed)
