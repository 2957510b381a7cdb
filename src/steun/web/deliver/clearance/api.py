"""Standing permissions for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.web.deliver.clearance.model import Clearance
from steun.web.deliver.clearance.page import offers
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.kernel.life.own import one

router = Room()


class ClearanceOut(Shape):
    """A standing permission and its limits; 0, "" and no roads: it does not bound these. The last day is included."""

    id: UUID
    organisation: str
    permission: str
    reference: str
    nation: str
    goods: str
    roads: list[str]
    vehicles: int
    weight_kg: int
    width_cm: int
    height_cm: int
    load_class: int
    first_day: date
    last_day: date
    state: str
    moves: list[OfferOut]


def clearance_out(it: Clearance, actor: Actor) -> dict[str, Any]:
    columns = ClearanceOut.model_fields.keys() - {"organisation", "moves"}
    named = {name: getattr(it, name) for name in columns}
    return {**named, "organisation": it.organisation_id, "moves": offered_out(offers(it, actor))}


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The clearance of a key. Raises `Unknown`."""
    return clearance_out(one(Clearance.objects.visible_to(actor), pk), actor)


@router.get("/clearances", response=Page[ClearanceOut])
def clearance_list(
    http: HttpRequest, q: Annotated[str, Query(), Letters(200)] = "", after: After = "", limit: Limit = 25
) -> dict[str, Any]:
    """Standing permissions, the last one entered first; `q`: words of the permission, its reference or its roads."""
    actor = Actor.of(http)
    rows = Clearance.objects.visible_to(actor).search(q)
    return page(rows, lambda it: clearance_out(it, actor), after, limit, newest=True)


@router.get("/clearances/{uuid:pk}", response=ClearanceOut)
def clearance_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One standing permission, and what you may do with it."""
    return shown(pk, Actor.of(http))
