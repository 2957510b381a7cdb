"""Stock for machines: counts, absences, and what is back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from steun.web.decide.stock import acts as actions
from steun.web.decide.stock.shape import AwayIn, RecountIn
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.router import Room
from steun.web.know.api import UnitOut, unit_out, unit_seen
from steun.web.know.unit.model import Absence

router = Room()


@router.post("/units/{code}/recount", response=UnitOut)
def unit_recount(http: HttpRequest, code: str, count: RecountIn) -> dict[str, Any]:
    """Say how many pieces a unit has now."""
    actor = Actor.of(http)
    actions.recount(unit_seen(code, actor).pk, count.capacity, by=actor, reason=count.reason, id=count.id)
    return unit_out(unit_seen(code, actor), actor)


@router.post("/units/{code}/absences", response={201: UnitOut})
def unit_away(http: HttpRequest, code: str, away: AwayIn) -> Status[dict[str, Any]]:
    """Say that pieces are away in a window."""
    actor = Actor.of(http)
    actions.away(
        unit_seen(code, actor).pk, away.quantity, away.starts_at, away.ends_at, by=actor, reason=away.reason, id=away.id
    )
    return Status(201, unit_out(unit_seen(code, actor), actor))


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The unit of an absence. Raises `Unknown`."""
    return unit_out(unit_seen(Absence._base_manager.select_related("unit").get(pk=pk).unit.code, actor), actor)
