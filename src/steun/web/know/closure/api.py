"""Closures for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from steun.core.know.roads.closure import CLOSURE
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offers_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
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


shown = serve(
    router, Closure, ClosureOut, closure_out,
    many="Closures", words="the road, its ends or the reason", one="closure",
)  # fmt: skip
