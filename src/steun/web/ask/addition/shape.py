"""What an act on an addition takes, and how the API shows one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from steun.web.kernel.api.offers import OfferOut
from steun.web.kernel.input.shape import Shape


class AddedLine(Shape):
    capability: str
    quantity: int
    minimum: int
    note: str


class AdditionOut(Shape):
    """A need that joined a request: counted with it once it is *taken-up*, and never part of what was signed."""

    id: UUID
    request: UUID
    organisation: str
    title: str
    place: str
    municipalities: list[str]
    lines: list[AddedLine]
    reason: str
    starts_at: datetime | None
    ends_at: datetime | None
    added_at: datetime
    state: str
    judged_at: datetime | None
    judged_role: str
    judgement: str
    waits_for: list[str]
    moves: list[OfferOut]
