"""Additions for machines: what joined a request, and whose judgement it waits for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.core.kernel.errors import Unknown
from steun.web.ask.addition.model import Addition
from steun.web.ask.addition.read import addition_facts, addition_out
from steun.web.ask.addition.shape import AdditionOut
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room

router = Room()


def out(it: Addition, actor: Actor) -> dict[str, Any]:
    return addition_out(it, actor, addition_facts(it, by=actor))


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """One addition. Raises `Unknown`."""
    it = Addition.objects.visible_to(actor).shown().filter(pk=pk).first()
    if it is None:
        raise Unknown("addition", pk)
    return out(it, actor)


@router.get("/additions/{uuid:pk}", response=AdditionOut)
def addition_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One addition, and what you may do with it."""
    return shown(pk, Actor.of(http))


@router.get("/requests/{uuid:pk}/additions", response=Page[AdditionOut])
def addition_list(http: HttpRequest, pk: UUID, after: After = "", limit: Limit = 50) -> dict[str, Any]:
    """What joined a request, in the order in which it came."""
    actor = Actor.of(http)
    if not Request.objects.visible_to(actor).filter(pk=pk).exists():
        raise Unknown("request", pk)
    rows = Addition.objects.visible_to(actor).filter(request=pk).shown()
    return page(rows, lambda it: out(it, actor), after, limit)
