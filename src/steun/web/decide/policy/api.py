"""The allocation policy, for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Status

from steun.web.decide.policy import acts as policies
from steun.web.decide.policy import model as rows
from steun.web.decide.policy.shape import PolicyOut, PolicySet, PricesIn, PricesOut, policy_of
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.router import Room

router = Room()


def policy_out(stored: dict[str, Any], number: int | None) -> dict[str, Any]:
    return {**stored, "number": number}


def policy_now() -> dict[str, Any]:
    """The policy in force, since when, why, and the prices that go with it."""
    now, number = rows.policy_in_force()
    row = rows.AllocationPolicy.objects.select_related("entry").order_by("-number").first()
    latest = rows.PriceList.objects.first()
    since = {"since": row.since, "reason": row.entry.reason} if row else {}
    return {**policy_out(now.as_dict(), number), **since, "prices": latest.name if latest else ""}


@router.get("/policy", response=PolicyOut)
def policy_get(http: HttpRequest) -> dict[str, Any]:
    """What counts now when there is not enough: for everybody to read."""
    Actor.of(http)
    return policy_now()


@router.post("/policy", response=PolicyOut)
def policy_set(http: HttpRequest, given: PolicySet) -> dict[str, Any]:
    """Set the whole policy, with the reason. Proposals made with another can be read from then on, not adopted."""
    policies.set_policy(policy_of(given), by=Actor.of(http), reason=given.reason, id=given.id)
    return policy_now()


@router.post("/policy/prices", response={201: PricesOut})
def prices_load(http: HttpRequest, given: PricesIn) -> Status[dict[str, Any]]:
    """Take over the reserve prices of a herijking."""
    made = policies.load_prices(given.name, dict(given.prices), by=Actor.of(http), reason=given.reason, id=given.id)
    return Status(201, {"id": made.pk, "name": made.name, "units": len(made.prices), "since": made.since})
