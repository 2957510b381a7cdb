"""Kept filters for machines: one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.people.filter import acts
from steun.web.people.filter.model import SavedFilter

router = Room()


class FilterOut(Shape):
    """`address`: the list with these filters."""

    id: UUID
    name: str
    path: str
    query: str
    address: str


def filter_out(it: SavedFilter) -> dict[str, Any]:
    return {"id": it.pk, "name": it.name, "path": it.path, "query": it.query, "address": it.address}


@router.get("/filters", response=Page[FilterOut])
def filter_list(http: HttpRequest, after: After = "", limit: Limit = 50) -> dict[str, Any]:
    """Filters that you keep."""
    return page(SavedFilter.objects.visible_to(Actor.of(http)), filter_out, after, limit)


@router.post("/filters", response=FilterOut)
def filter_save(http: HttpRequest, filter: acts.FilterIn) -> dict[str, Any]:
    """Keep the filters of a list under a name; under a name that you have already, in its place."""
    return filter_out(acts.save(filter, by=Actor.of(http)))


@router.post("/filters/{uuid:pk}/remove", response=FilterOut)
def filter_remove(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Let one go."""
    return filter_out(acts.remove(pk, by=Actor.of(http)))
