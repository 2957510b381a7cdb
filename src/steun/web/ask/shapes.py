"""What a request, incident or evidence looks like when it comes in, from a form or through the API.

One shape for both.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
FIRST, LAST = 1990, 2100


def clean(text: str) -> str:
    """No control characters; line ends as one character; no spaces around."""
    if CONTROL.search(text):
        raise ValueError("control-character")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def sane(moment: datetime) -> datetime:
    """A year in which this system can have been used."""
    if not FIRST <= moment.year <= LAST:
        raise ValueError("year-out-of-range")
    return moment


Text = Annotated[str, Field(max_length=8000), AfterValidator(clean)]
Short = Annotated[str, Field(max_length=200), AfterValidator(clean)]
Code = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$|^$")]
Moment = Annotated[AwareDatetime, AfterValidator(sane)]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
TaskKind = Literal[
    "public-order", "criminal-law", "disaster", "public-interest", "special-units", "allied-transit", "direct-alarm"
]


class Shape(BaseModel):
    """Strict about what it does not know: a misspelt field is an error, not silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


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
    radius_m: Annotated[int, Field(ge=0, le=500_000)] | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    latest_at: Moment | None = None
    priority: Annotated[int, Field(ge=1, le=5)] | None = None
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


class IncidentIn(Shape):
    name: Annotated[str, Field(min_length=1, max_length=160), AfterValidator(clean)]
    kind: Literal["flood", "fire", "explosion", "disorder", "search", "power", "health", "transit", "other"] = "other"
    description: Text = ""
    place: Annotated[str, Field(min_length=1, max_length=160), AfterValidator(clean)]
    lon: Lon | None = None
    lat: Lat | None = None
    started_at: Moment | None = None
    regions: Annotated[list[Code], Field(max_length=25)] = []
    grip: Annotated[str, Field(max_length=4)] = "0"
