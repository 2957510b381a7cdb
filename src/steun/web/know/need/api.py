"""Needs for machines: the same acts as the pages."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.kernel.life.own import one
from steun.web.know.need.model import TERMS, Need
from steun.web.know.need.read import offers

router = Room()


class NeedOut(Shape):
    """`addressee`: of whom, "" = of whoever can. Pieces, minutes, hours. `covered`: pieces that agreements which
    name it hold ready; `uncovered`: the rest."""

    id: UUID
    organisation: str
    addressee: str
    capability: str
    effect: str
    quantity: int
    reaction_minutes: int
    sustained_hours: int
    place: str
    scenario: str
    covered: int
    uncovered: int
    state: str
    moves: list[OfferOut]


def need_out(it: Need, actor: Actor) -> dict[str, Any]:
    return {
        "id": it.pk, "organisation": it.organisation_id, "addressee": it.addressee_id or "",
        "capability": it.capability_id or "", "effect": it.effect_id or "",
        **{name: getattr(it, name) for name in TERMS},
        "covered": it.covered, "uncovered": it.uncovered, "state": it.state, "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The need of a key. Raises `Unknown`."""
    return need_out(one(Need.objects.visible_to(actor).whole(), pk), actor)


@router.get("/needs", response=Page[NeedOut])
def need_list(
    http: HttpRequest, q: Annotated[str, Query(), Letters(200)] = "", after: After = "", limit: Limit = 25
) -> dict[str, Any]:
    """Needs that I may see, the last one first; `q`: words of the means, the organisation, place or scenario."""
    actor = Actor.of(http)
    rows = Need.objects.visible_to(actor).search(q).whole()
    return page(rows, lambda it: need_out(it, actor), after, limit, newest=True)


@router.get("/needs/{uuid:pk}", response=NeedOut)
def need_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One need, and what you may do with it."""
    return shown(pk, Actor.of(http))
