"""What goes into and comes out of the API of the allocation policy."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from steun.core.decide.policy import LONGEST_LEAD, AllocationPolicy
from steun.web.decide.policy.acts import MOST_PRICES
from steun.web.kernel.input.shape import Code, Letters, Shape, Text, Whole

Class = Annotated[int, Field(strict=True, ge=1, le=5)]


class PolicyIn(Shape):
    """All settings: what is not named in `displace` or `hold` neither gives way nor waits."""

    displace: Annotated[list[Class], Field(max_length=5)]
    hold: Annotated[list[Class], Field(max_length=5)]
    fairness: bool
    reserve: bool
    lead: Annotated[int, Field(strict=True, ge=0, le=LONGEST_LEAD)]


def policy_of(given: PolicyIn) -> AllocationPolicy:
    classes = {"displace": tuple(sorted(set(given.displace))), "hold": tuple(sorted(set(given.hold)))}
    return AllocationPolicy(**classes, fairness=given.fairness, reserve=given.reserve, lead=given.lead)


class PolicySet(PolicyIn):
    id: UUID | None = None
    reason: Text


class PolicyOut(Shape):
    """`number`: 0 as long as no authority set any; null for a trial. `prices`: the herijking that was loaded last."""

    displace: list[int]
    hold: list[int]
    fairness: bool
    reserve: bool
    lead: int
    number: int | None
    since: datetime | None = None
    reason: str = ""
    prices: str = ""


class PricesIn(Shape):
    """Reserve prices by unit: whole millionths of a line of class 5, per piece and hour."""

    id: UUID | None = None
    name: Annotated[str, Letters(120)]
    prices: Annotated[dict[Code, Whole], Field(max_length=MOST_PRICES)]
    reason: Text


class PricesOut(Shape):
    id: UUID
    name: str
    units: int
    since: datetime
