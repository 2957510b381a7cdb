"""What a request looks like when it comes in, from a form or through the API: one shape for both."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator

from steun.web.kernel.input.shape import ActIn, Code, Count, Lat, Lon, Moment, ReasonIn, Shape, Short, Text

TaskKind = Literal[
    "public-order", "criminal-law", "disaster", "public-interest", "special-units", "allied-transit", "direct-alarm"
]


class LineIn(Shape):
    capability: Code
    quantity: Count
    minimum: Count = 1
    note: Short = ""

    @field_validator("minimum")
    @classmethod
    def no_more_than_asked(cls, minimum: int, told: ValidationInfo) -> int:
        """The least that still helps is at most what is asked."""
        if minimum > told.data.get("quantity", minimum):
            raise ValueError("minimum-above-quantity")
        return minimum


class Evidence(Shape):
    tried: bool = False
    answer: Text = ""
    when: Moment | None = None


class LastResort(Shape):
    """What was tried before: own means, neighbours, market or a trade statement, others."""

    own: Evidence = Evidence()
    neighbours: Evidence = Evidence()
    market: Evidence = Evidence()
    trade: Evidence = Evidence()
    others: Evidence = Evidence()


class SituationIn(Shape):
    """Answers to the questions of the route finder; what is not answered stays unknown."""

    receiver: Literal["police", "kmar", ""] = ""
    supply: Literal["armed-forces", "kmar", "police", "safety-region", "civil-provider", "foreign", ""] = ""
    alarm: Literal["cbrn", "eod", "dsi", "air", ""] = ""
    needs_powers: bool = False
    more_than_local: bool = False
    more_than_regional: bool = False
    vital_interest: bool = False
    standard_scenario: bool = True
    linked_incidents: bool = False
    large_national_interest: bool = False
    designated_person: bool = False
    adjacent_region: bool | None = None
    crisis_plans_agree: bool | None = None
    state_cannot_provide: bool | None = None


class RequestIn(Shape):
    """A draft, or a change to one: what is absent stays as it is."""

    incident: UUID | None = None
    task_kind: TaskKind | None = None
    effect: Code | None = None
    title: Short | None = None
    place: Short | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    radius_m: Annotated[int, Field(strict=True, ge=0, le=500_000)] | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    latest_at: Moment | None = None
    priority: Annotated[int, Field(strict=True, ge=1, le=5)] | None = None
    urgent: bool | None = None
    reason: Text | None = None
    task: Text | None = None
    special_case: Text | None = None
    last_resort: LastResort | None = None
    situation: SituationIn | None = None
    assembly_point: Short | None = None
    lodging: Short | None = None
    meals: Short | None = None
    contact: Short | None = None
    municipalities: Annotated[list[Code], Field(max_length=342)] | None = None
    bases: Annotated[list[Code], Field(max_length=4)] | None = None
    addressee: Code | None = None
    lines: Annotated[list[LineIn], Field(max_length=50)] | None = None


class DraftIn(ActIn, RequestIn):
    """Begin a request; `requester`: for whom, when that is not the own organisation."""

    requester: Short = ""


class CompleteIn(ActIn, RequestIn):
    """Fill in after sending what the order waits for: end, assembly point, lodging, meals, contact."""


class ShareIn(ActIn):
    """Let an organisation read along in a draft."""

    organisation: Code


class JoinIn(ActIn):
    """Join a request that runs already."""

    joins: UUID


class UntilIn(ReasonIn):
    """Longer or shorter: the new end."""

    until: Moment
