"""Critical entities for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.know.designation.model import TERMS, Designation
from steun.web.know.designation.read import offers

router = Room()


class DesignationOut(Shape):
    """`entity` is a critical entity, designated by `ministry` for `service`."""

    id: UUID
    entity: str
    ministry: str
    sector: str
    service: str
    designated_on: date
    origin: str
    evidence: str
    state: str
    moves: list[OfferOut]


def designation_out(it: Designation, actor: Actor) -> dict[str, Any]:
    return {
        "id": it.pk, "entity": it.entity_id, "ministry": it.ministry_id, "state": it.state,
        **{name: getattr(it, name) for name in TERMS}, "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


shown = serve(
    router, Designation, DesignationOut, designation_out,
    many="Designations of critical entities", words="the entity, ministry, sector or service", one="designation",
)  # fmt: skip
