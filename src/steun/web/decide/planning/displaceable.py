"""Promises that may give way: lines of the planner that stand where they stand until it moves them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from steun.core.deliver.deployment import UNDER_WAY
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.planning.requirements import MINUTE, Open

if TYPE_CHECKING:
    from steun.optimise import Assignment
    from steun.optimise import Line as Requirement


def may_yield(commitment: Commitment, now: datetime) -> bool:
    """Not under way, not alerted yet: what has started is fixed."""
    deployment = getattr(commitment, "deployment", None)
    if deployment is not None and deployment.state in UNDER_WAY:
        return False
    return commitment.starts_at - timedelta(minutes=commitment.unit.notice) > now


def promised(commitment: Commitment) -> Open:
    """A promise that may give way."""
    stands = commitment.quantity - commitment.short
    least = 1 if commitment.unit.divisible else stands
    return Open(commitment.request, commitment.capability_id, stands, least, stands, commitment=commitment)


def own_name(commitment: Commitment) -> str:
    """The capability that only the unit of this promise offers: its line stays there before it moves."""
    return f"own:{commitment.pk}"


def own_offer(commitment: Commitment) -> Any:
    from steun.optimise import Supply

    return Supply(own_name(commitment), commitment.quantity - commitment.short)


def standing(commitment: Commitment, start: datetime) -> tuple[Requirement, Assignment]:
    """A promise as a line with its assignment: the same pieces, at the same time, from that unit or an equal one."""
    from steun.optimise import Alternative, Assignment
    from steun.optimise import Line as Requirement

    it, request = promised(commitment), commitment.request
    arrives = (commitment.arrives_at - start) // MINUTE
    road = commitment.arrives_at - commitment.starts_at
    lon, lat = request.spot
    if lon is None or lat is None:
        lon, lat = commitment.unit.site.lon, commitment.unit.site.lat
    requirement = Requirement(
        id=it.key,
        request=request.number or "",
        region=request.requester.region_id or request.requester_id,
        lon=lon,
        lat=lat,
        class_=request.priority,
        capability=own_name(commitment),
        alternatives=(Alternative(commitment.capability_id, 100),),
        quantity=it.stands,
        minimum=it.minimum,
        earliest=arrives,
        latest_arrival=arrives,
        duration=max(1, (commitment.ends_at - commitment.arrives_at - road) // MINUTE - commitment.unit.rest),
        owners=(request.addressee_id,) if request.addressee_id else None,
        promised=it.stands,
    )
    return requirement, Assignment(it.key, commitment.unit.code, own_name(commitment), it.stands, arrives)
