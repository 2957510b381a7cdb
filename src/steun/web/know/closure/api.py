"""Closures for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.core.know.roads.closure import CLOSURE
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import OfferOut, offers_out
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.kernel.life.own import one
from steun.web.know.closure.model import Closure

router = Room()
AS_FILLED_IN = "…"


class ClosureOut(Shape):
    """`organisation`: who closed it. `ends_at`: none = until it is opened. `places`: municipalities and regions."""

    id: UUID
    organisation: str
    links: list[str]
    places: list[str]
    cause: str
    why: str
    starts_at: datetime
    ends_at: datetime | None
    state: str
    moves: list[OfferOut]


def closure_out(it: Closure, actor: Actor) -> dict[str, Any]:
    columns = ("links", "places", "cause", "why", "starts_at", "ends_at", "state")
    return {
        "id": it.pk, "organisation": it.organisation_id, **{name: getattr(it, name) for name in columns},
        "moves": offers_out(CLOSURE, it.state, actor, it.facts(changes=True, reason=AS_FILLED_IN)),
    }  # fmt: skip


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The closure of a key. Raises `Unknown`."""
    return closure_out(one(Closure.objects.visible_to(actor), pk), actor)


@router.get("/closures", response=Page[ClosureOut])
def closure_list(
    http: HttpRequest, q: Annotated[str, Query(), Letters(200)] = "", after: After = "", limit: Limit = 25
) -> dict[str, Any]:
    """Closures, the last one entered first; `q`: words of the road, its ends or the reason."""
    actor = Actor.of(http)
    rows = Closure.objects.visible_to(actor).search(q)
    return page(rows, lambda it: closure_out(it, actor), after, limit, newest=True)


@router.get("/closures/{uuid:pk}", response=ClosureOut)
def closure_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One closure, and what you may do with it."""
    return shown(pk, Actor.of(http))
