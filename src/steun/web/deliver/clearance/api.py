"""Standing permissions for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from steun.web.deliver.clearance.model import Clearance
from steun.web.deliver.clearance.page import offers
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape

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


shown = serve(
    router, Clearance, ClearanceOut, clearance_out,
    many="Standing permissions", words="the permission, its reference or its roads", one="standing permission",
)  # fmt: skip
