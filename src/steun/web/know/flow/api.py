"""Flows on roads for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from steun.core.know.roads.flow import FLOW
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offers_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.know.flow.acts import COLUMNS
from steun.web.know.flow.model import Flow

router = Room()
AS_FILLED_IN = "…"


class FlowOut(Shape):
    """`organisation`: who saw it. `link`: of the road register; `towards`: the end to which they drive."""

    id: UUID
    organisation: str
    link: str
    towards: str
    cars_per_hour: int
    why: str
    seen_at: datetime
    ends_at: datetime | None
    state: str
    moves: list[OfferOut]


def flow_out(it: Flow, actor: Actor) -> dict[str, Any]:
    return {
        "id": it.pk, "organisation": it.organisation_id, **{name: getattr(it, name) for name in COLUMNS},
        "state": it.state, "moves": offers_out(FLOW, it.state, actor, it.facts(changes=True, reason=AS_FILLED_IN)),
    }  # fmt: skip


shown = serve(
    router, Flow, FlowOut, flow_out, many="Flows that were seen on roads", words="the road, its ends or what was seen",
    one="flow",
)  # fmt: skip
