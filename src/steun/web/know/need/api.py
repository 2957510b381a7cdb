"""Needs for machines: the same acts as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
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


shown = serve(
    router, Need, NeedOut, need_out,
    many="Needs", words="the means, the organisation, place or scenario", one="need",
)  # fmt: skip
